"""Who may call what: the table of roles on every route, and no route beside the table."""

import re

import pytest

from tenants.roles import TABLE, Operation, Role
from tests.cast import make_colleague, make_owner
from tests.integration.api.client import Api
from tests.integration.api.routes import ROUTES, make_ids
from workflows.api.v1 import urls

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def pattern_of(path: str) -> str:
    """Return a route's address with every id as {}."""
    return re.sub(r"\{\w+\}|<\w+:\w+>|(?<=versions/)1|(?<=triggers/)shop", "{}", path)


def test_every_route_stands_in_the_table():
    offered = {
        f"{method} {pattern_of(str(route.pattern))}"
        for route in urls.urlpatterns
        for method in METHODS
        if hasattr(route.callback.view_class, method.lower())
    }

    assert {f"{route.method} {pattern_of(route.path)}" for route in ROUTES} == offered


def test_every_operation_of_the_table_exists():
    assert {route.operation for route in ROUTES} <= set(Operation)


@pytest.fixture(scope="module")
def house(database):
    """An owner, and a colleague in each role."""
    owner = make_owner("Alice")
    people = {role: make_colleague(owner, role.value.capitalize(), role) for role in Role}
    return owner, people


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_lets_in_the_roles_that_hold_its_operation(house, route):
    owner, people = house
    ids = make_ids(owner, make_colleague(owner, "Somebody"))
    for role in Role:
        if route.method != "GET" and route.operation in TABLE[role]:
            ids = make_ids(owner, make_colleague(owner, "Somebody"))
        body = {**route.body, "email": f"{role}@example.org"} if "email" in (route.body or {}) else route.body

        answer = Api(people[role].key).call(route.method, route.path.format(**ids), body, **route.headers)

        if route.operation in TABLE[role]:
            assert answer.status == route.status, (role, answer.body)
        else:
            assert answer.problem == (403, "permission_denied", ""), role
            assert route.operation in answer.body["detail"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_refused_call_changes_nothing(house, route):
    if route.operation in TABLE[Role.VIEWER]:
        return
    owner, people = house
    ids, watch = make_ids(owner, make_colleague(owner, "Somebody")), Api(owner.key)
    seen = ["workflows/{workflow}", "runs/{run}", "runs/{failed}", "members/{member}", "api-keys/{key}", "runs"]
    before = [watch.get(path.format(**ids)).body for path in seen]

    Api(people[Role.VIEWER].key).call(route.method, route.path.format(**ids), route.body, **route.headers)

    assert [watch.get(path.format(**ids)).body for path in seen] == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("key", ["", "sw_nonsense", "sw_abcdefghijkl_" + "x" * 43])
def test_without_a_good_key_every_route_is_closed(house, route, key):
    ids = dict.fromkeys(("workflow", "run", "failed", "member", "key"), "01980f2e-5b1c-7c39-9c3e-2f6a4d1b8e70")

    answer = Api(key).call(route.method, route.path.format(**ids), route.body, **route.headers)

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="Stellwerk"')


@pytest.mark.parametrize("method", [*METHODS, "HEAD", "OPTIONS", "TRACE", "PROPFIND"])
def test_a_method_that_a_route_does_not_offer_is_405_or_a_plain_answer(house, method):
    owner, _ = house
    ids = make_ids(owner, make_colleague(owner, "Somebody"))
    offered = {(route.method, route.path) for route in ROUTES}
    for path in {route.path for route in ROUTES}:
        if (method, path) in offered:
            continue
        response = Api(owner.key).client.generic(
            method, f"/api/v1/{path.format(**ids)}", headers={"Authorization": f"Bearer {owner.key}"}
        )
        assert response.status_code in ((200, 405) if method in ("HEAD", "OPTIONS") else (405,)), (method, path)
