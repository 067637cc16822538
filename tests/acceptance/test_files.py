"""Whole workflows as files: each is validated, published, run, and judged by its output and by the service it calls."""

import json
from collections import defaultdict
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml

from tests.engine_room import publish, run_to_end, start
from tests.witness import Witness, ok
from workflows.definition import load_yaml

FILES = sorted(path for path in (Path(__file__).parent / "files").glob("*.yaml") if ".cases" not in path.name)
SERVICE = "https://service.example"


def answering(answers):
    """Return what the service answers to each call, failing the first ones where it is told to."""
    seen = defaultdict(int)

    def answer(call):
        told = answers[call["path"]]
        seen[call["path"]] += 1
        fails = seen[call["path"]] <= told.get("fails", 0)
        return ok({"error": "later"}, 503) if fails else ok(told["json"], told.get("status", 200))

    return answer


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_workflow_in_this_file_does_what_its_cases_say(cast, settings, path):
    settings.EGRESS_ALLOW = (ip_network("127.0.0.0/8"),)
    told = yaml.safe_load(path.with_suffix(".cases.yaml").read_text())
    for case in told["cases"]:
        with Witness(answering(told["answers"])) as service:
            document = json.loads(json.dumps(load_yaml(path.read_text())).replace(SERVICE, service.url))
            version = publish(cast.alice, document.pop("steps"), **document)

            run = run_to_end(cast.alice, start(cast.alice, version, case.get("inputs", {})))

            assert run.status == case["status"], run.error
            assert [call["path"] for call in service.calls] == case["calls"]
            assert {name: run.output[name] for name in case["output_path"]} == case["output_path"]


def test_there_are_files():
    assert len(FILES) >= 3
