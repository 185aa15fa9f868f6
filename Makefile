# Descent Lab. `make run` starts it, `make test` checks it; both set up what they need first, once.

HOST ?= 127.0.0.1
PORT ?= 8501

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
APP := $(VENV)/app.stamp
DEV := $(VENV)/dev.stamp
# PyTorch is only ever compared with: it has a place of its own, and the app never sees it.
TORCH := .bench/torch.stamp

.PHONY: help run test test-all lint bench tables pictures audit lock clean
.DEFAULT_GOAL := help

help:
	@echo "make run        start the app on http://$(HOST):$(PORT) (HOST= and PORT= change that)"
	@echo "make test       lint, types and tests, browser included, in less than ten minutes"
	@echo "make test-all   all tests: every optimizer on every surface, every corner of every page"
	@echo "make lint       ruff and mypy"
	@echo "make bench      measure, and write docs/benchmarks.md"
	@echo "make tables     write the README's tables from the rows"
	@echo "make pictures   take the screenshots in docs/pictures"
	@echo "make audit      look for published advisories on what is installed"
	@echo "make lock       resolve requirements anew into constraints.txt"
	@echo "make clean      remove everything that was made"

run: $(APP)
	@echo "Descent Lab starts on http://$(HOST):$(PORT)"
	@exec $(PY) -m streamlit run app.py --server.address "$(HOST)" --server.port "$(PORT)"

test: lint browser
	$(PY) -m pytest -m "not full and not browser" -n 2 --dist loadfile
	$(PY) -m pytest -m "browser and not full" -n 2 --dist loadfile

test-all: lint browser
	$(PY) -m pytest -m "not browser" -n 2 --dist loadfile
	$(PY) -m pytest -m browser -n 2 --dist loadfile

lint: $(DEV)
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy

bench: $(DEV) $(TORCH) browser
	$(PY) -m bench

tables: $(DEV)
	$(PY) -m docs.tables

pictures: $(DEV) browser
	$(PY) -m docs.pictures

audit: $(DEV)
	$(PY) -m pip_audit --strict --requirement constraints.txt --no-deps --disable-pip

lock: $(DEV)
	sed '/^-[cr]/d' requirements.txt requirements-dev.txt | $(PY) -m uv pip compile --quiet --upgrade --universal \
		--python-version 3.11 --fork-strategy fewest --annotation-style line --custom-compile-command "make lock" \
		--output-file constraints.txt -

clean:
	rm -rf $(VENV) .bench .pytest_cache .hypothesis .mypy_cache .ruff_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A machine may hold several Pythons, and some names may be mere shims: each candidate is asked what it is.
$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue; \
		echo "Setting up once, in $(VENV), with $$("$$python" --version)"; \
		"$$python" -m venv $(VENV) && exit 0; \
		rm -rf $(VENV); \
		echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	done; \
	echo "Descent Lab needs Python 3.11 to 3.14; 'python3' here is $$(python3 --version 2>&1)." \
		"Install one, or name one: make run PYTHON=/path/to/python3" >&2; exit 1

$(APP): requirements.txt constraints.txt | $(PY)
	$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(APP)
	$(PIP) -r requirements-dev.txt
	@touch $@

$(TORCH): | $(DEV)
	$(PIP) --target .bench/torch torch==2.13.0
	$(PIP) --target .bench/torch --no-deps loss-landscapes==3.0.6
	@touch $@

# A browser for the browser tests: one that is there, or Debian's, or Playwright's own.
.PHONY: browser
browser: $(DEV)
	@$(PY) tests/browser/find.py >/dev/null && exit 0; \
	if [ -f /etc/debian_version ] && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null; \
	fi; \
	$(PY) tests/browser/find.py >/dev/null && exit 0; \
	$(PY) -m playwright install chromium; \
	$(PY) tests/browser/find.py >/dev/null && exit 0; \
	echo "=== NO BROWSER: the browser tests cannot run. Install Chrome, Chromium or Edge. ===" >&2; \
	test "$$CI" != true
