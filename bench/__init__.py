"""Measurements, taken side by side in one run and written down: `make bench` fills docs/benchmarks.md."""
