"""One exam for every connector. It finds them by itself; an exemption needs its sentence here, and there is none."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from workflows.contract import Action, Connector, ConnectorError, Effect, InvalidInput, Unclear
from workflows.contract import errors as errors_module
from workflows.contract.fields import field_problems, schema_problems
from workflows.contract.testing import FakeContext, answer
from workflows.registry import registry

CONNECTORS = registry().connectors()
ACTIONS = {action.key: action for connector in CONNECTORS.values() for action in connector.actions}
CANARY = "canary-7f3a9c51"
# Every code that a step can be given before and while it goes out; actions that use ctx.http declare them.
EGRESS_CODES = frozenset(
    (
        *("destination_blocked", "url_not_allowed", "header_not_allowed", "tls_error", "response_too_large"),
        *("too_many_redirects", "deadline_exceeded", "dns_error", "connection_failed", "connection_lost"),
        *("answer_invalid", "cancelled"),
    )
)

every_connector = pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS.keys())
every_action = pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())


def folder_of(connector: Connector) -> Path:
    """Return the folder that holds the connector: the one of its first action's code."""
    module = import_module(connector.actions[0].run.__module__)
    return Path(str(module.__file__)).parent


def test_there_is_something_to_examine():
    assert "http.request" in ACTIONS


@every_connector
def test_a_connector_introduces_itself(connector):
    assert connector.key.isidentifier()
    assert connector.key.islower()
    assert connector.title
    assert connector.description.endswith(".")
    assert connector.actions


@every_connector
def test_a_connector_brings_its_readme_icon_and_test(connector):
    folder = folder_of(connector)
    assert list(folder.glob("test_*.py"))
    readme = (folder / "README.md").read_text()
    assert readme.startswith(f"# {connector.title}\n")
    icon = ElementTree.parse(folder / connector.icon).getroot()
    assert icon.tag == "{http://www.w3.org/2000/svg}svg"
    assert icon.get("viewBox")
    assert not [node.tag for node in icon.iter() if node.tag.endswith(("script", "image", "foreignObject"))]


@every_connector
def test_the_readme_names_every_action_field_and_error(connector):
    readme = (folder_of(connector) / "README.md").read_text()
    words = [
        word for action in connector.actions for word in (action.key, *action.fields["properties"], *action.errors)
    ]
    assert [word for word in words if f"`{word}`" not in readme] == []


@every_connector
def test_a_connection_says_which_fields_are_secret(connector):
    if connector.connection is None:
        assert not any(action.needs_connection for action in connector.actions)
        return
    assert schema_problems(connector.connection) == []
    assert any(field.get("writeOnly") for field in connector.connection["properties"].values())


@every_action
def test_an_action_introduces_itself(action):
    assert action.title
    assert action.description.endswith(".")
    assert isinstance(action.effect, Effect)


@every_action
def test_fields_are_a_closed_mapping_that_a_form_can_show(action):
    assert schema_problems(action.fields) == []
    assert action.fields["type"] == "object"
    assert action.fields["additionalProperties"] is False
    assert [name for name, field in action.fields["properties"].items() if not field.get("title")] == []


@every_action
def test_defaults_fit_their_own_fields(action):
    fields = action.fields["properties"].items()
    defaults = {name: field["default"] for name, field in fields if "default" in field}
    assert field_problems({**action.fields, "required": []}, defaults) == []


@every_action
def test_the_output_is_declared_in_the_same_words(action):
    assert action.output is None or schema_problems(action.output) == []


@every_action
def test_the_sample_fits_and_is_json(action):
    assert field_problems(action.fields, json.loads(json.dumps(action.sample))) == []
    assert isinstance(action.effect_for(action.sample), Effect)


@every_action
def test_the_sample_runs_and_gives_the_declared_output(action):
    output = action.run(action.sample, FakeContext([answer(200, json={"ok": True})]))
    assert json.loads(json.dumps(output)) == output
    assert action.output is None or field_problems(action.output, output) == []


@every_action
def test_an_unknown_field_is_refused_before_anything_is_sent(action):
    ctx = FakeContext()
    with pytest.raises(InvalidInput) as caught:
        action.run({**action.sample, "no_such_field": 1}, ctx)
    assert caught.value.field == "/no_such_field"
    assert ctx.http.requests == []


def wrong_values(action: Action) -> Iterator[tuple[str, object]]:
    for name, field in action.fields["properties"].items():
        for value in ({"a": {"b": []}}, [[]], 3.5, -1, "\x00", None, True):
            if field_problems(field, value):
                yield name, value


@every_action
def test_a_value_of_the_wrong_kind_is_refused_by_name(action):
    for name, value in wrong_values(action):
        with pytest.raises(InvalidInput) as caught:
            action.run({**action.sample, name: value}, FakeContext())
        assert caught.value.field.split("/")[1] == name


CODES = {name: getattr(errors_module, name).default_code for name in ("AuthFailed", "RateLimited", "InvalidInput")}


def codes_in_source(folder: Path) -> set[str]:
    """Return every code that the connector's own code spells out, or raises by its class's default."""
    found: set[str] = set()
    for file in folder.glob("*.py"):
        if file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = {keyword.arg for keyword in node.keywords}
                found |= {CODES[node.func.id]} if node.func.id in CODES and "code" not in given else set()
    return found


@every_connector
def test_every_code_in_the_source_is_declared(connector):
    declared = {code for action in connector.actions for code in action.errors}
    assert codes_in_source(folder_of(connector)) - declared == set()


@every_action
def test_an_action_that_goes_out_declares_what_the_way_out_can_say(action):
    ctx = FakeContext([answer(200, json={})])
    action.run(action.sample, ctx)
    if ctx.http.requests:
        assert EGRESS_CODES - set(action.errors) == set()


FAILURES = {
    **{str(status): answer(status, text=f"no {CANARY}") for status in (400, 401, 403, 404, 408, 409, 429, 500, 503)},
    "redirect": answer(302),
    "not json": answer(200, body=b"{", headers={"Content-Type": "application/json"}),
    "unclear": Unclear(code="connection_lost"),
}


@every_action
@pytest.mark.parametrize("scripted", FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_declared_complete_and_keeps_the_secret(action, scripted):
    connection = {"auth": "bearer", "token": CANARY, "password": CANARY}
    ctx = FakeContext([scripted], secrets=connection)
    try:
        action.run(action.sample, ctx)
    except ConnectorError as error:
        shown = json.dumps(error.as_dict())
        found = (error.code in action.errors, bool(error.message), bool(error.hint), CANARY in shown)
    else:
        found = (True, True, True, CANARY in str(ctx.log.events))
    assert found == (True, True, True, False)


@every_connector
def test_a_connector_loads_without_django_and_without_heavy_clients(connector):
    module = connector.actions[0].run.__module__.rpartition(".")[0]
    code = f"import sys, {module}; print(sorted({{name.partition('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {"django", "celery", "httpx", "httpcore", "boto3", "botocore", "psycopg", "pymongo", "redis", "pika"}
    assert heavy & set(ast.literal_eval(loaded)) == set()
