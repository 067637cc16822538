"""Who is let in by the API, to what, and what strangers learn."""

import json
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from tenants.keys import create_key, revoke_key
from tenants.models import ApiKey, Member
from tenants.roles import Role, permits
from tenants.scope import tenant_scope
from tests.cast import make_colleague
from tests.factories import PASSWORD

JSON = "application/json"


def problem(response, status: int, code: str) -> dict:
    """Return the body of an answer after checking that it is this problem, in its one shape."""
    body = response.json()
    assert (response.status_code, body["code"]) == (status, code), body
    assert response["Content-Type"] == "application/problem+json"
    assert set(body) >= {"type", "title", "status", "code", "detail", "pointer", "hint", "request_id", "errors"}
    assert body["status"] == status
    assert body["request_id"] == response["X-Request-Id"]
    return body


# The same in every process, so that the tests can be shared out among several.
NOBODYS = UUID("01a20000-0000-7000-8000-000000000000")

ROUTES = [
    ("GET", "/api/v1/members"),
    ("POST", "/api/v1/members"),
    ("GET", f"/api/v1/members/{NOBODYS}"),
    ("PATCH", f"/api/v1/members/{NOBODYS}"),
    ("DELETE", f"/api/v1/members/{NOBODYS}"),
    ("GET", "/api/v1/api-keys"),
    ("POST", "/api/v1/api-keys"),
    ("GET", f"/api/v1/api-keys/{NOBODYS}"),
    ("DELETE", f"/api/v1/api-keys/{NOBODYS}"),
    ("POST", "/api/v1/echo"),
    ("GET", "/api/v1/waiting"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nothing_opens_without_a_key(database, client, method, path):
    response = client.generic(method, path, "{}", content_type=JSON)
    problem(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("suffix", ["/health", "/ready", "/configs", ";x", "%2e%2e", "/../healthz", "?public=1", "/"])
def test_no_shape_of_a_path_opens_it(database, client, suffix):
    for _, path in ROUTES:
        assert client.get(path + suffix).status_code in (401, 404)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Basic QWxhZGRpbg==", "scheme_unknown"),
        ("Bearer", "key_invalid"),
        ("Bearer nonsense", "key_invalid"),
        ("Bearer sw_000000000000_" + "x" * 43, "key_invalid"),
    ],
)
def test_a_bad_credential_is_told_as_401(database, client, header, code):
    response = client.get("/api/v1/members", HTTP_AUTHORIZATION=header)
    problem(response, 401, code)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_is_refused_at_once(cast, client):
    assert client.get("/api/v1/members", **cast.alice.bearer).status_code == 200
    with tenant_scope(cast.alice.tenant.pk):
        revoke_key(ApiKey.objects.get(created_by=cast.alice.user))
    problem(client.get("/api/v1/members", **cast.alice.bearer), 401, "key_revoked")


def test_a_key_in_the_address_is_refused_and_flagged(cast, client):
    problem(client.get(f"/api/v1/members?q={cast.alice.key}"), 400, "credential_in_url")
    with tenant_scope(cast.alice.tenant.pk):
        assert ApiKey.objects.get(created_by=cast.alice.user).exposed_at <= timezone.now()
        assert ApiKey.objects.get(created_by=cast.bob.user).exposed_at is None


@pytest.mark.parametrize("name", ["api_key", "access_token", "apikey", "Authorization"])
def test_a_credential_is_looked_for_under_its_usual_names(cast, client, name):
    problem(client.get(f"/api/v1/members?{name}=x", **cast.alice.bearer), 400, "credential_in_url")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/api/v1/members", "member.read"),
        ("POST", "/api/v1/members", "member.manage"),
        ("PATCH", "/api/v1/members/{}", "member.manage"),
        ("DELETE", "/api/v1/members/{}", "member.manage"),
        ("GET", "/api/v1/api-keys", "key.read"),
        ("POST", "/api/v1/api-keys", "key.manage"),
        ("DELETE", "/api/v1/api-keys/{}", "key.manage"),
        ("POST", "/api/v1/once", "run.start"),
    ],
)
def test_a_role_opens_what_the_table_says(cast, client, role, method, path, operation):
    person = make_colleague(cast.alice, "Someone", role)
    response = client.generic(method, path.format(NOBODYS), "{}", content_type=JSON, **person.bearer)
    if permits(role, operation):
        assert response.status_code in (200, 201, 400, 404)
    else:
        problem(response, 403, "permission_denied")
        assert operation in response.json()["detail"]


def test_a_key_with_scopes_opens_no_more_than_these(cast, client):
    with tenant_scope(cast.alice.tenant.pk):
        text = create_key(creator=cast.alice.user, name="narrow", scopes=["member.read"]).text
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    assert client.get("/api/v1/members", **bearer).status_code == 200
    problem(client.get("/api/v1/api-keys", **bearer), 403, "permission_denied")


@pytest.mark.parametrize("kind", ["members", "api-keys"])
def test_charlie_finds_nothing_of_alice(cast, client, kind):
    mine = {row["id"] for row in client.get(f"/api/v1/{kind}", **cast.alice.bearer).json()["results"]}
    listed = client.get(f"/api/v1/{kind}", **cast.charlie.bearer)
    assert len(listed.json()["results"]) == 1
    assert mine.isdisjoint(row["id"] for row in listed.json()["results"])
    for row in mine:
        for method in ("GET", "PATCH", "DELETE") if kind == "members" else ("GET", "DELETE"):
            foreign = client.generic(
                method, f"/api/v1/{kind}/{row}", '{"role": "viewer"}', content_type=JSON, **cast.charlie.bearer
            )
            unknown = client.generic(
                method, f"/api/v1/{kind}/{NOBODYS}", '{"role": "viewer"}', content_type=JSON, **cast.charlie.bearer
            )
            told, other = problem(foreign, 404, "not_found"), problem(unknown, 404, "not_found")
            assert told | {"request_id": ""} == other | {"request_id": ""}
    with tenant_scope(cast.alice.tenant.pk):
        assert {str(pk) for pk in Member.objects.values_list("pk", flat=True)} >= mine or kind == "api-keys"
        assert not ApiKey.objects.exclude(revoked_at=None).exists()


@pytest.mark.parametrize("pk", ["../../x", "1 OR 1=1", "%00", "1", "01A201BA-F368-7457-BA54-4AA3A3486C07", "0" * 5000])
def test_a_malformed_id_is_unknown(cast, client, pk):
    problem(client.get(f"/api/v1/members/{pk}", **cast.alice.bearer), 404, "not_found")


# --- the console's session ---


@pytest.fixture
def browser(cast):
    """Alice's browser, signed in, that checks CSRF tokens as a real one's requests are."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice.user)
    return browser


def test_the_session_of_the_console_reads(cast, browser):
    assert len(browser.get("/api/v1/members").json()["results"]) == 2


def test_the_session_writes_only_with_a_csrf_token(cast, browser):
    problem(browser.post("/api/v1/api-keys", {"name": "x"}, content_type=JSON), 403, "permission_denied")
    browser.get("/admin/login/")
    page = browser.get("/tenant/switch")
    token = page.context["csrf_token"]
    answer = browser.post("/api/v1/api-keys", {"name": "x"}, content_type=JSON, HTTP_X_CSRFTOKEN=str(token))
    assert answer.status_code == 201


def test_a_key_needs_no_csrf_token(cast):
    program = Client(enforce_csrf_checks=True)
    assert program.post("/api/v1/api-keys", {"name": "x"}, content_type=JSON, **cast.alice.bearer).status_code == 201


def test_a_person_without_a_tenant_is_a_stranger_to_the_api(database):
    from tests.factories import make_user

    browser = Client()
    browser.force_login(make_user(is_superuser=True))
    problem(browser.get("/api/v1/members"), 401, "not_authenticated")


# --- what the two resources do ---


def test_a_member_is_added_changed_and_removed(cast, client):
    body = {"email": f"New.{uuid7().hex}@Example.org", "role": "viewer", "password": PASSWORD, "name": "Nora"}
    made = client.post("/api/v1/members", body, content_type=JSON, **cast.alice.bearer)
    assert made.status_code == 201
    path = f"/api/v1/members/{made.json()['id']}"
    assert made.json()["user"]["email"] == body["email"].lower()
    changed = client.patch(path, {"role": "operator"}, content_type=JSON, **cast.alice.bearer)
    assert changed.json()["role"] == "operator"
    assert client.delete(path, **cast.alice.bearer).status_code == 204
    problem(client.get(path, **cast.alice.bearer), 404, "not_found")


def test_the_rules_of_members_are_told_as_problems(cast, client):
    again = {"email": cast.bob.user.email, "role": "viewer"}
    problem(client.post("/api/v1/members", again, content_type=JSON, **cast.alice.bearer), 409, "already_member")
    path = f"/api/v1/members/{cast.alice.member.pk}"
    problem(client.delete(path, **cast.alice.bearer), 409, "last_owner")


@pytest.mark.parametrize("field", ["tenant_id", "is_staff", "is_superuser", "sso_required", "id", "created_at", "user"])
def test_nothing_is_assigned_that_is_not_named(cast, client, field):
    path = f"/api/v1/members/{cast.bob.member.pk}"
    body = {"role": "viewer", field: str(cast.charlie.tenant.pk)}
    told = problem(client.patch(path, body, content_type=JSON, **cast.alice.bearer), 400, "unknown_field")
    assert told["pointer"] == f"/{field}"
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.get(pk=cast.bob.member.pk).role == Role.BUILDER


def test_a_key_is_shown_once_and_then_listed_without_its_secret(cast, client):
    made = client.post(
        "/api/v1/api-keys", {"name": "ci", "scopes": ["run.read"]}, content_type=JSON, **cast.alice.bearer
    )
    text = made.json()["key"]
    assert made["Cache-Control"] == "no-store"
    listed = client.get("/api/v1/api-keys", **cast.alice.bearer)
    assert text.rpartition("_")[2] not in listed.content.decode()
    assert listed.json()["results"][0] == {name: value for name, value in made.json().items() if name != "key"}
    assert client.delete(f"/api/v1/api-keys/{made.json()['id']}", **cast.alice.bearer).status_code == 204
    problem(client.get("/api/v1/members", HTTP_AUTHORIZATION=f"Bearer {text}"), 401, "key_revoked")


def test_a_narrow_key_makes_no_wide_one(cast, client):
    with tenant_scope(cast.alice.tenant.pk):
        text = create_key(creator=cast.alice.user, name="maker", scopes=["key.manage", "run.read"]).text
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    for scopes, status in ((["run.read"], 201), (["*"], 403), (["run.start"], 403)):
        body = json.dumps({"name": "made", "scopes": scopes})
        assert client.post("/api/v1/api-keys", body, content_type=JSON, **bearer).status_code == status
