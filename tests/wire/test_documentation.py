"""The documentation is the table itself: what it shows is answered, and what is answered it shows."""

import json
import re
from html import unescape

import pytest
from jsonschema import Draft202012Validator, ValidationError

from experiments import Race, RunSpec
from experiments.check import FIELDS
from tests.wire.client import call, get, post
from wire.parts import RUN_FIELDS
from wire.table import ENDPOINTS

OPENAPI = get("openapi.json").json()
EXAMPLES = {endpoint.path: endpoint.example for endpoint in ENDPOINTS if endpoint.asked == "json" and endpoint.example}
WRONG = {
    "/race": {"lanes": []},
    "/expect": {"lanes": [{"optimizer": "sgd"}]},
    "/terrain": {"surface": "bowl", "rows": 1000},
    "/curvature": {"surface": "bowl"},
    "/spectrum": {"surface": "bowl", "columns": 182},
    "/anatomy": {"run": {"surface": "bowl"}},
    "/response": {"lanes": [{"optimizer": "sgd"}], "low": 1, "high": 2},
    "/sharpness": {"run": {"surface": "bowl"}},
    "/map": {"run": {"surface": "bowl", "optimizer": "sgd"}, "x": {"name": "learning_rate"}, "y": {"name": "y"}},
    "/basins": {"run": {"surface": "bowl", "optimizer": "sgd"}, "rows": 1000},
    "/verdict": {"run": {"surface": "bowl", "optimizer": "sgd"}},
    "/trainability": {"training": {}, "x": {"name": "learning_rate"}, "y": {"name": "init_scale"}},
    "/train": {"lanes": []},
    "/reached": {"lanes": []},
    "/stop": {"lanes": []},
    "/course": {"training": []},
    "/trained": {"lanes": [{"optimizer": "sgd"}], "at": -2},
    "/plane": {"lanes": [{"optimizer": "sgd"}], "kind": "flat"},
    "/line": {"lanes": [{"optimizer": "sgd"}], "done": -1},
    "/outputs": {"lanes": [{"optimizer": "sgd"}], "side": 1000},
    "/weights": {"lanes": [{"optimizer": "sgd"}], "lane": 8},
    "/restarts": {"widths": [0]},
    "/measures": {"lanes": [{"optimizer": "sgd"}], "lane": 8},
    "/histograms": {"lanes": [{"optimizer": "sgd"}], "kind": "biases"},
    "/stability": {"lanes": [{"optimizer": "sgd"}], "lane": 8},
    "/depth": {"layers": 51},
    "/deep": {"width": 65},
}


def schema(path: str) -> dict:
    return OPENAPI["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]


def test_every_endpoint_is_in_it():
    assert OPENAPI["openapi"].startswith("3.1")
    assert set(OPENAPI["paths"]) == {endpoint.path for endpoint in ENDPOINTS} | {"/", "/health", "/openapi.json"}
    names = [operation["operationId"] for path in OPENAPI["paths"].values() for operation in path.values()]
    assert len(set(names)) == len(names)


def test_every_reference_and_path_parameter_is_there():
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(OPENAPI)):
        place = OPENAPI
        for name in reference.split("/"):
            place = place[name]
    for path, operations in OPENAPI["paths"].items():
        inside = [each["name"] for each in operations["get"]["parameters"] if each["in"] == "path"]
        assert inside == re.findall(r"{(\w+)}", path)


@pytest.mark.parametrize("path", EXAMPLES)
def test_its_schemas_say_what_the_wire_says(path):
    Draft202012Validator.check_schema(schema(path))
    validator = Draft202012Validator(schema(path))
    validator.validate(EXAMPLES[path])
    assert post(path.strip("/"), EXAMPLES[path]).status_code == 200
    for wrong in (WRONG[path], EXAMPLES[path] | {"nothing": 1}):
        with pytest.raises(ValidationError):
            validator.validate(wrong)
        assert post(path.strip("/"), wrong).status_code == 400


def test_a_run_has_the_fields_that_the_engine_reads():
    assert set(RUN_FIELDS) == set(FIELDS)
    whole = RunSpec.from_dict({"surface": "bowl", "optimizer": "sgd", "clip_norm": 1.0, "start": [1, 2], "noise": 0.5})
    Draft202012Validator(
        OPENAPI["paths"]["/anatomy"]["get"]["parameters"][0]["content"]["application/json"]["schema"]
    ).validate({"run": whole.to_dict()})
    Draft202012Validator(schema("/race")).validate(Race((whole,)).to_dict())


def test_the_page_is_for_people_and_loads_nothing():
    response = get("")
    assert response.headers["content-type"].startswith("text/html")
    for endpoint in ENDPOINTS:
        assert endpoint.path.lstrip("/") in response.text
        assert endpoint.says in unescape(response.text)
    assert not re.search(r"<script|<link|src=|https?:", response.text)


def test_every_link_of_the_page_is_answered():
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', get("").text)]
    assert len(links) >= len(ENDPOINTS)
    for link in links:
        assert call("GET", link).status_code == 200
