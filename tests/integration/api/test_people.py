"""Members, and API keys that never widen themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.roles import Role
from tests.cast import make_colleague
from tests.integration.api.client import NOWHERE, Api

KEY = {"id", "begins", "name", "scopes", "created_by", "created_at", "expires_at", "last_used_at", "revoked_at"}
KEY |= {"exposed_at"}


def test_members_are_listed_with_their_roles(alice, cast):
    listed = alice.get("members")

    assert [(row["user"]["name"], row["role"]) for row in listed.body["results"]] == [
        ("Bob", "builder"),
        ("Alice", "owner"),
    ]
    assert set(listed.body["results"][0]) == {"id", "user", "role", "created_at"}
    assert set(listed.body["results"][0]["user"]) == {"id", "name", "email"}


def test_a_member_is_added_changed_and_removed(alice):
    added = alice.post("members", {"email": "Dora@Example.org", "role": "viewer"})
    path = f"members/{added.body['id']}"

    changed = alice.patch(path, {"role": "operator"})
    removed = alice.delete(path)

    assert (added.status, added.body["user"]["email"], changed.body["role"]) == (201, "dora@example.org", "operator")
    assert (removed.status, alice.get(path).status) == (204, 404)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"email": "no address", "role": "viewer"}, (400, "field_invalid", "/email")),
        ({"email": "d@example.org", "role": "king"}, (400, "invalid_choice", "/role")),
        ({"email": "d@example.org"}, (400, "field_missing", "/role")),
        ({"email": "d@example.org", "role": "viewer", "is_staff": True}, (400, "unknown_field", "/is_staff")),
        ({"email": "d@example.org", "role": "viewer", "password": "short"}, (400, "password_too_short", "/password")),
        (
            {"email": "d@example.org", "role": "viewer", "password": "password123"},
            (400, "password_too_common", "/password"),
        ),
        ({"email": "d@example.org", "role": "viewer", "password": "x" * 129}, (400, "password_too_long", "/password")),
    ],
)
def test_a_person_who_cannot_be_added_is_refused(alice, body, problem):
    assert alice.post("members", body).problem == problem
    assert len(alice.get("members").body["results"]) == 2


def test_the_last_owner_stays(alice, cast):
    path = f"members/{cast.alice.member.pk}"

    assert alice.patch(path, {"role": "viewer"}).problem == (409, "last_owner", "")
    assert alice.delete(path).problem == (409, "last_owner", "")
    assert alice.patch(path, {"is_staff": True}).problem == (400, "unknown_field", "/is_staff")
    assert alice.get(path).body["role"] == "owner"


@pytest.mark.parametrize("count", [2, 7])
def test_a_list_of_members_costs_the_same_queries_whatever_its_length(alice, cast, count, own_queries):
    for _ in range(count - 2):
        make_colleague(cast.alice, "Bea", Role.VIEWER)

    queries = own_queries(alice, "members")

    assert len(queries) == 1  # members with their users


def test_a_new_key_is_shown_once_and_works(alice):
    soon = datetime.now(UTC) + timedelta(days=30)
    made = alice.post("api-keys", {"name": "Shop", "scopes": ["run.read"], "expires_at": f"{soon:%Y-%m-%dT%H:%M:%SZ}"})

    assert (made.status, set(made.body)) == (201, KEY | {"key"})
    assert (made.body["scopes"], made.headers["Cache-Control"]) == (["run.read"], "no-store")
    shop = Api(made.body["key"])
    assert shop.get("runs").status == 200
    assert shop.get("workflows").problem == (403, "permission_denied", "")
    listed = alice.get("api-keys")
    assert made.body["key"] not in str(listed.body)
    assert set(listed.body["results"][0]) == KEY
    assert alice.get(f"api-keys/{made.body['id']}").body["name"] == "Shop"


def test_a_revoked_key_opens_nothing(alice):
    made = alice.post("api-keys", {"name": "Shop"}).body

    revoked = alice.delete(f"api-keys/{made['id']}")

    assert revoked.status == 204
    assert Api(made["key"]).get("runs").problem == (401, "key_revoked", "")
    assert alice.get(f"api-keys/{made['id']}").body["revoked_at"] is not None


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (400, "field_missing", "/name")),
        ({"name": ""}, (400, "field_blank", "/name")),
        ({"name": "a" * 121}, (400, "max_length", "/name")),
        ({"name": "x", "scopes": []}, (422, "unknown_scope", "/scopes")),
        ({"name": "x", "scopes": ["everything"]}, (422, "unknown_scope", "/scopes")),
        ({"name": "x", "scopes": "*"}, (400, "not_a_list", "/scopes")),
        ({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, (422, "invalid_expiry", "/expires_at")),
        ({"name": "x", "expires_at": "2099-01-01T00:00:00Z"}, (422, "invalid_expiry", "/expires_at")),
        ({"name": "x", "expires_at": "2027-02-30"}, (400, "invalid_datetime", "/expires_at")),
        ({"name": "x", "role": "owner"}, (400, "unknown_field", "/role")),
        ({"name": "x", "created_by": NOWHERE}, (400, "unknown_field", "/created_by")),
    ],
)
def test_a_key_that_cannot_be_is_refused(alice, body, problem):
    assert alice.post("api-keys", body).problem == problem


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        (["key.read"], 201),
        (["key.manage", "key.read"], 201),
        (["*"], 403),
        (["key.read", "run.start"], 403),
        (None, 403),
    ],
)
def test_a_key_cannot_make_one_that_may_do_more(alice, wanted, status):
    narrow = Api(alice.post("api-keys", {"name": "Keys", "scopes": ["key.manage", "key.read"]}).body["key"])

    made = narrow.post("api-keys", {"name": "Next"} | ({"scopes": wanted} if wanted else {}))

    assert made.status == status
    assert status == 201 or made.problem == (403, "permission_denied", "/scopes")
