"""The OpenAPI document is valid, whole and true; the page to read it needs nothing from elsewhere."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from tests.integration.api.client import V1, shared_client
from workflows.api import pages
from workflows.api.v1 import urls

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document():
    return json.loads(shared_client().get(f"{V1}schema/").content)


def calls(document):
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            yield f"{method} {path}", described


def test_the_document_is_generated_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.yaml"))

    assert (tmp_path / "openapi.yaml").read_text().startswith("openapi: 3.1")


def test_every_route_and_method_is_described_once(document):
    routes = {
        "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern)).replace("{pk}", "{id}"): route
        for route in urls.urlpatterns
    }
    offered = {
        f"{method} {path}"
        for path, route in routes.items()
        for method in METHODS
        if hasattr(route.callback.view_class, method)
    }

    assert {name for name, _ in calls(document)} == offered
    names = [described["operationId"] for _, described in calls(document)]
    assert len(names) == len(set(names)) == len(offered)


def test_every_call_has_a_summary_an_example_and_its_refusals(document):
    for name, described in calls(document):
        assert described["summary"] and described["tags"], name
        answers = described["responses"]
        assert {"401", "403"} <= set(answers), name
        for status, answer in answers.items():
            media = answer.get("content", {})
            assert set(media) == set() if status == "204" else len(media) == 1, (name, status)
            for kind, content in media.items():
                assert kind == ("application/problem+json" if status >= "400" else "application/json"), (name, status)
                assert content["examples"], (name, status)
        body = described.get("requestBody", {}).get("content", {}).get("application/json")
        assert body is None or "examples" in body or body["schema"]["$ref"].endswith("/NoBody"), name


def test_every_example_has_the_shape_that_is_described(document):
    count = 0
    for name, described in calls(document):
        bodies = [*described["responses"].values(), described.get("requestBody", {})]
        for content in (content for body in bodies for content in body.get("content", {}).values()):
            schema = {**content["schema"], "components": document["components"]}
            for example in content.get("examples", {}).values():
                errors = [error.message for error in Draft202012Validator(schema).iter_errors(example["value"])]
                assert errors == [], name
                count += 1
    assert count > 100


def test_calls_are_signed_in_by_key_or_by_the_consoles_session(document):
    schemes = document["components"]["securitySchemes"]

    assert schemes["apiKey"] == {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer <API key>"}
    assert set(schemes) == {"apiKey", "console"}
    assert all(described["security"] == [{"apiKey": []}, {"console": []}] for _, described in calls(document))


def test_the_workflow_schema_is_a_json_schema_that_knows_this_installations_actions():
    answer = shared_client().get(f"{V1}workflow-schema/")

    schema = json.loads(answer.content)
    Draft202012Validator.check_schema(schema)
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert "http.request" in answer.content.decode()


def test_the_page_to_read_it_loads_only_from_here_and_has_no_inline_script():
    page = shared_client().get("/api/docs/")

    text = page.content.decode()
    assert page.status_code == 200
    sources = re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    assert sources and all(source.startswith("/") for source in sources), sources
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_pages_scripts_and_styles_are_there():
    client = shared_client()
    text = client.get("/api/docs/").content.decode()

    for source in re.findall(r"(?:src|href)=\"([^\"]+)\"", text):
        assert client.get(source.replace("&amp;", "&")).status_code == 200, source
    script = next(source for source in re.findall(r"src=\"([^\"]+)\"", text) if "script" in source)
    assert "/api/v1/schema/" in client.get(script).content.decode()


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/workflow-schema/"])
def test_what_describes_the_api_can_only_be_read(path):
    assert shared_client().post(path).status_code == 405


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/", "/api/v3/runs", "/api/v1/runs/", "/api/v1/schema"])
def test_an_unknown_address_is_the_same_404_as_an_unknown_id(path):
    answer = shared_client().get(path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(answer.content)["code"] == "not_found"


def test_nothing_below_api_is_served_beside_these_rooms():
    assert [str(route.pattern) for route in get_resolver("workflows.api.urls").url_patterns] == [
        "v1/",
        "v1/schema/",
        "v1/workflow-schema/",
        "docs/",
        "^.*$",
    ]
    assert pages.openapi_document() is pages.openapi_document()
