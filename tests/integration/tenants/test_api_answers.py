"""Every error in one shape, strict bodies and queries, pages, and the request's id."""

import json
import os
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from tenants.api.base import TenantView
from tenants.api.problems import handle_400, handle_403, handle_404
from tenants.models import Address, ApiIdempotency
from tenants.problems import ProblemError, translate
from tenants.roles import Operation
from tenants.scope import tenant_scope
from tests.cast import make_colleague
from tests.integration.tenants import urls
from tests.integration.tenants.test_api_access import JSON, problem


@pytest.fixture
def send(cast, client):
    """Return a function that posts a raw body as Alice."""

    def post(body: bytes | str, path: str = "/api/v1/echo", content_type: str = JSON, **headers):
        return client.generic("POST", path, body, content_type=content_type, **cast.alice.bearer, **headers)

    return post


# --- errors ---


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "OPTIONS", "TRACE"])
def test_another_method_is_405_and_names_the_right_ones(cast, client, method):
    response = client.generic(method, "/api/v1/echo", **cast.alice.bearer)
    problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "POST"


def test_an_unknown_address_of_the_api_is_a_problem(database, client):
    problem(client.get("/api/v1/nothing"), 404, "not_found")


def test_an_unknown_page_is_a_page(database, client):
    assert client.get("/nothing")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("path", "kind"), [("/api/broken", "application/problem+json"), ("/broken", "text/html")])
def test_a_mistake_of_ours_tells_no_detail(database, path, kind):
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 500
    assert response["Content-Type"].startswith(kind)
    assert b"secret detail" not in response.content
    if kind != "text/html":
        problem(response, 500, "server_error")


@pytest.mark.parametrize(
    ("handle", "status", "code"),
    [(handle_400, 400, "bad_request"), (handle_403, 403, "permission_denied"), (handle_404, 404, "not_found")],
)
def test_djangos_own_errors_are_problems_below_api_and_pages_elsewhere(database, handle, status, code):
    told = handle(RequestFactory().get("/api/x"), PermissionDenied("no"))
    assert (told.status_code, json.loads(told.content)["code"]) == (status, code)
    page = handle(RequestFactory().get("/x"), PermissionDenied("no"))
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (status, "text/html")


def test_an_unreachable_database_is_503_and_worth_another_try():
    told = translate(OperationalError("couldn't get a connection after 5.00 sec"))
    assert (told.status, told.code, told.headers) == (503, "database_unavailable", {"Retry-After": "5"})
    assert "5.00 sec" not in told.detail


def test_an_unknown_error_is_not_dressed_up():
    assert translate(RuntimeError("x")) is None


@pytest.mark.parametrize(("sent", "taken"), [("abc-1.2_3", True), ("", False), ("a b", False), ("x" * 65, False)])
def test_a_plain_request_id_is_taken_over(database, client, sent, taken):
    got = client.get("/api/v1/nothing", HTTP_X_REQUEST_ID=sent)["X-Request-Id"]
    assert (got == sent) is taken
    if not taken:
        assert UUID(got).version == 7


# --- bodies ---


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "invalid_json"),
        ('{"a": 1,}', 400, "invalid_json"),
        ('{"a": 1, "a": 2}', 400, "duplicate_key"),
        ('{"a": NaN}', 400, "invalid_number"),
        ('{"a": 1e999}', 400, "invalid_number"),
        ('{"a": ' + "9" * 5000 + "}", 400, "invalid_number"),
        ('{"a": "\\u0000"}', 400, "invalid_text"),
        ('{"a": "\\ud800"}', 400, "invalid_text"),
        (b'{"a": "\xff"}', 400, "invalid_text"),
        ("[" * 100_000, 400, "json_too_deep"),
        ("[" * 65 + "]" * 65, 400, "json_too_deep"),
        ("{" + ",".join(f'"k{n}": 0' for n in range(200_000)) + "}", 400, "json_too_many_keys"),
        (json.dumps({"k" * 1_000_000: 1}), 400, "key_too_long"),
        ('"' + "x" * (5 * 1024 * 1024) + '"', 413, "payload_too_large"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_hostile_body_is_refused(send, body, status, code):
    problem(send(body), status, code)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json; charset=utf-7",
        "application/x-www-form-urlencoded",
        "",
        "multipart/form-data; boundary=x",
    ],
)
def test_only_json_in_utf8_is_read(send, content_type):
    problem(send("{}", content_type=content_type), 415, "unsupported_media_type")


def test_a_compressed_body_is_refused(send):
    problem(send(os.urandom(64), HTTP_CONTENT_ENCODING="gzip"), 415, "unsupported_media_type")


def test_a_syntax_error_has_its_line_and_column(send):
    [entry] = problem(send('{\n  "a": 1\n  "b": 2\n}'), 400, "invalid_json")["errors"]
    assert (entry["line"], entry["column"]) == (3, 3)


def test_a_good_body_arrives_as_it_was_sent(send):
    body = {"text": "ä😀", "list": [1, 2.5, None, True], "nested": {"a": {"b": []}}, "big": 2**63}
    assert send(json.dumps(body)).json() == {"got": body}


def test_an_unknown_field_names_its_place_and_the_nearest_name(send):
    told = problem(send('{"name": "x", "scope": []}', "/api/v1/api-keys"), 400, "unknown_field")
    assert (told["pointer"], told["hint"]) == ("/scope", "Did you mean 'scopes'?")


def test_all_wrong_fields_are_told_at_once(send):
    told = problem(send('{"role": "king", "email": "nobody"}', "/api/v1/members"), 400, "field_invalid")
    assert {entry["pointer"] for entry in told["errors"]} == {"/role", "/email"}


def test_a_body_that_is_no_object_is_told(send):
    problem(send("[1]", "/api/v1/members"), 400, "field_invalid")


@pytest.mark.parametrize(
    "instant",
    [
        "2027-02-30T00:00:00Z",
        "2027-03-28T02:30:00",
        "10000-01-01T00:00:00Z",
        "tomorrow",
        5,
        None,
        "",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_an_impossible_instant_is_refused(send, instant):
    told = problem(
        send(json.dumps({"at": instant}), "/api/v1/when"), 400, "field_null" if instant is None else "invalid_datetime"
    )
    assert told["pointer"] == "/at"


def test_an_instant_is_shown_in_utc(send):
    assert send('{"at": "2027-03-01T08:30:00+01:00"}', "/api/v1/when").json() == {"at": "2027-03-01T07:30:00Z"}


# --- queries and pages ---


@pytest.mark.parametrize("query", ["ordering=tenant__secret", "filter[a.b__in]=1", "fields=password", "q=1", "Limit=1"])
def test_an_unknown_query_parameter_is_refused(cast, client, query):
    problem(client.get(f"/api/v1/members?{query}", **cast.alice.bearer), 400, "unknown_field")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=1e9",
        "limit=",
        "limit=٣",
        "offset=1000000000000",
        "page=2",
        "cursor=",
        "cursor=x:y",
    ],
)
def test_an_impossible_page_is_refused(cast, client, query):
    problem(client.get(f"/api/v1/members?{query}", **cast.alice.bearer), 400, "invalid_page")


def follow(client, path: str, bearer: dict, step: str) -> list[list[str]]:
    """Return the ids on each page from `path` on, along `next` or `previous`."""
    pages = []
    while path:
        answer = client.get(path, **bearer).json()
        pages.append([row["id"] for row in answer["results"]])
        path = answer[step]
    return pages


def test_pages_show_each_row_once_newest_first_and_lead_back(cast, client):
    for n in range(5):
        make_colleague(cast.alice, f"Colleague{n}")
    whole = [row["id"] for row in client.get("/api/v1/members", **cast.alice.bearer).json()["results"]]
    assert whole == sorted(whole, reverse=True)
    assert len(whole) == 7
    pages = follow(client, "/api/v1/members?limit=3", cast.alice.bearer, "next")
    assert pages == [whole[:3], whole[3:6], whole[6:]]
    second = client.get("/api/v1/members?limit=3", **cast.alice.bearer).json()["next"]
    third = client.get(second, **cast.alice.bearer).json()["next"]
    assert follow(client, third, cast.alice.bearer, "previous") == [whole[6:], whole[3:6], whole[:3]]


def test_a_single_page_leads_nowhere_and_addresses_are_absolute(cast, client):
    answer = client.get("/api/v1/members", **cast.alice.bearer).json()
    assert (answer["next"], answer["previous"]) == (None, None)
    first = client.get("/api/v1/members?limit=1", **cast.alice.bearer).json()
    assert first["next"].startswith("http://testserver/api/v1/members?limit=1&cursor=")


def test_a_new_row_does_not_shift_the_pages(cast, client):
    first = client.get("/api/v1/members?limit=1", **cast.alice.bearer).json()
    make_colleague(cast.alice, "Late")
    second = client.get(first["next"], **cast.alice.bearer).json()
    assert [row["id"] for row in second["results"]] == [str(cast.alice.member.pk)]


def test_a_cursor_is_good_for_its_own_tenant_and_list(cast, client):
    cursor = client.get("/api/v1/members?limit=1", **cast.alice.bearer).json()["next"].partition("?")[2]
    problem(client.get(f"/api/v1/members?{cursor}", **cast.charlie.bearer), 400, "invalid_page")
    problem(client.get(f"/api/v1/api-keys?{cursor}", **cast.alice.bearer), 400, "invalid_page")
    assert client.get(f"/api/v1/members?{cursor}", **cast.alice.bearer).status_code == 200


# --- scopes of views ---


def test_a_view_that_waits_holds_no_scope_between_its_looks(cast, client):
    answer = client.get("/api/v1/waiting", **cast.alice.bearer)
    assert answer.json() == {"before": False, "members": 2, "after": False}


@pytest.mark.parametrize("declared", [{}, {"operations": {"POST": Operation.RUN_START}}])
def test_a_view_that_demands_nothing_does_not_start(declared):
    view = type("Forgotten", (TenantView,), {"get": lambda self, request: None, **declared})
    with pytest.raises(ImproperlyConfigured, match="Forgotten declares no operation for GET"):
        view.as_view()


# --- Idempotency-Key ---


def once(client, person, key: str, body: dict):
    return client.post("/api/v1/once", body, content_type=JSON, HTTP_IDEMPOTENCY_KEY=key, **person.bearer)


def test_the_same_call_twice_is_done_once(cast, client):
    before = len(urls.calls)
    first, second = (once(client, cast.alice, "k", {"a": 1}) for _ in range(2))
    assert len(urls.calls) == before + 1
    assert (second.status_code, second.json(), second["Location"]) == (201, first.json(), "/there")
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_the_spelling_of_the_same_body_does_not_matter(cast, send):
    before = len(urls.calls)
    for body in ('{"a": 1, "b": 2}', '{"b":2,"a":1}'):
        assert send(body, "/api/v1/once", HTTP_IDEMPOTENCY_KEY="spelling").status_code == 201
    assert len(urls.calls) == before + 1


def test_the_same_key_with_another_body_is_a_mismatch(cast, client):
    once(client, cast.alice, "k", {"a": 1})
    problem(once(client, cast.alice, "k", {"a": 2}), 422, "idempotency_mismatch")


def test_the_same_key_of_another_tenant_is_another_key(cast, client):
    once(client, cast.alice, "k", {"a": 1})
    assert "Idempotency-Replayed" not in once(client, cast.charlie, "k", {"a": 2})


@pytest.mark.parametrize("key", ["", "x" * 256, "x" * 300, "line\tbreak"])
def test_an_impossible_key_is_refused(cast, client, key):
    problem(once(client, cast.alice, key, {}), 400, "invalid_idempotency_key")


def test_a_key_of_255_characters_is_taken(cast, client):
    assert once(client, cast.alice, "x" * 255, {}).status_code == 201


def test_a_call_that_failed_keeps_nothing_and_may_be_repeated(cast):
    client = Client(raise_request_exception=False)
    assert once(client, cast.alice, "k", {"fail": True}).status_code == 500
    with tenant_scope(cast.alice.tenant.pk):
        assert not ApiIdempotency.objects.exists()
        assert not Address.objects.filter(kind="once").exists()
    assert once(client, cast.alice, "k", {"fail": False}).status_code == 201


def test_an_answer_is_forgotten_after_a_day(cast, client):
    from datetime import timedelta

    from django.utils import timezone

    first = once(client, cast.alice, "k", {"a": 1})
    with tenant_scope(cast.alice.tenant.pk):
        ApiIdempotency.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert once(client, cast.alice, "k", {"a": 2}).json() != first.json()


def test_a_call_at_the_same_moment_is_told_to_wait(cast, client):
    """Another transaction works for the same key: it holds the key's lock until it ends."""
    from django.db import connections, transaction

    name = f"idempotency/{cast.alice.tenant.pk}/k"
    with transaction.atomic(using="engine"), connections["engine"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        response = once(client, cast.alice, "k", {})
        problem(response, 409, "idempotency_in_progress")
        assert response["Retry-After"] == "1"
    assert once(client, cast.alice, "k", {}).status_code == 201


def test_a_problem_knows_its_place(database):
    error = ProblemError(409, "run_held", "It waits.", pointer="/a", hint="Release it.", extra={"run_id": "1"})
    body = error.as_dict()
    assert (body["title"], body["pointer"], body["hint"], body["run_id"]) == ("Conflict", "/a", "Release it.", "1")
    assert body["type"] == "urn:stellwerk:problem:run_held"
