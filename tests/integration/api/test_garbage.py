"""Whatever is sent, the answer is one of ours: never a 500, always a problem with a code."""

import json
import random
import string

import pytest
from django.test import Client

from tests.cast import make_cast, make_colleague
from tests.integration.api.client import Api
from tests.integration.api.routes import ROUTES, make_ids

BODIES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"nul",
    b'"text"',
    b"[]",
    b"[[[[]]]]",
    b"0",
    b"null",
    b"true",
    b"NaN",
    b'{"a":1,"a":2}',
    b'{"inputs":{"x":1e999}}',
    b'{"inputs":{"x":' + b"9" * 5_000 + b"}}",
    b'{"name":"\\u0000"}',
    b'{"name":"\\ud800"}',
    b'{"definition":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"__proto__":{"x":1},"constructor":null}',
    b'{"items":[{"inputs":{"inputs":{}}}]}',
    b'{"secret":{"$gt":""}}',
    b'{"name":["x"],"note":{},"from_step":[],"version":{},"role":7,"scopes":{"*":1}}',
    b'{"definition":{"name":"x","triggers":{"a":1},"steps":[null,[[]],{"id":{}}]}}',
    b'{"definition":{"schema":1,"name":"x","steps":[{"id":"a","type":"set","with":{"x":"{{ '
    + b"(" * 500
    + b' }}"}}]}}',
    b'{"expires_at":"9999-12-31T23:59:59-14:00","name":"x"}',
]
WORDS = ["name", "definition", "inputs", "items", "key", "labels", "note", "secret", "from_step", "version", "steps"]
WORDS += ["id", "type", "with", "triggers", "schema", "role", "email", "scopes", "expires_at", "", "\x7f", "é", "🚂"]
TEXTS = ["", "x", "{{ 1/0 }}", "{{", "set", "webhook", "\u202e", "a" * 300, "2027-02-30", "-1", "%s", "' OR 1=1 --"]


@pytest.fixture(scope="module")
def world(database):
    cast = make_cast()
    return Api(cast.alice.key), cast


def is_ours(answer):
    """Say whether an answer is an expected one, and its refusal a whole problem."""
    if answer.status < 400:
        return True
    parts = {"type", "title", "status", "code", "detail", "pointer", "hint", "request_id", "errors"}
    return 400 <= answer.status < 500 and parts <= set(answer.body) and answer.body["status"] == answer.status


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method != "GET"], ids=lambda route: route.name)
def test_no_body_makes_a_mistake_of_ours(world, route):
    api, cast = world
    ids = make_ids(cast.alice, make_colleague(cast.alice, "Somebody"))
    for body in BODIES:
        answer = api.call(route.method, route.path.format(**ids), body, **route.headers)
        assert is_ours(answer), (body[:80], answer.status, answer.body)


def anything(dice, depth=0):
    """Return a random JSON value whose names are those of the API."""
    kind = dice.choice("tnbfildo" if depth < 4 else "tnbf")
    match kind:
        case "t":
            return dice.choice([*TEXTS, *WORDS, "".join(dice.choices(string.printable, k=dice.randrange(20)))])
        case "n":
            return None
        case "b":
            return dice.random() < 0.5
        case "f":
            return dice.choice([0, -1, 1, 2**63, -(2**63), 0.5, 1e300, 10**18])
        case "i":
            return dice.randrange(-5, 1_000)
        case "l":
            return [anything(dice, depth + 1) for _ in range(dice.randrange(5))]
        case _:
            return {dice.choice(WORDS): anything(dice, depth + 1) for _ in range(dice.randrange(6))}


WRITING = [route for route in ROUTES if route.method in ("POST", "PUT", "PATCH") and "members/" not in route.path]


@pytest.mark.parametrize("seed", range(4))
def test_no_random_json_makes_a_mistake_of_ours(world, seed):
    api, cast = world
    dice = random.Random(seed)
    ids = make_ids(cast.alice, cast.bob)
    for _ in range(40):
        route = dice.choice(WRITING)
        body = anything(dice)
        if dice.random() < 0.7 and isinstance(route.body, dict):
            body = {name: anything(dice) for name in route.body}
        answer = api.call(route.method, route.path.format(**ids), json.dumps(body).encode(), **route.headers)
        assert is_ours(answer), (route.name, body, answer.status, answer.body)


QUERIES = ["limit=%00", "cursor=%F0%9F", "x=1", "limit=1&limit=a", "cursor=" + "a" * 5_000, "=", "&&", "%"]


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "GET"], ids=lambda route: route.name)
def test_no_query_makes_a_mistake_of_ours(world, route):
    api, cast = world
    path = route.path.format(**make_ids(cast.alice, cast.bob))

    answers = {query: api.get(f"{path}?{query}") for query in QUERIES}

    assert {query: answer.body for query, answer in answers.items() if not is_ours(answer)} == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency_Key": "a\tb"},
        {"Idempotency_Key": "é" * 100},
        {"Accept": "text/html"},
        {"Accept": "nonsense"},
        {"Accept_Language": "xx;q=a"},
        {"If_Match": '"' + "9" * 400 + '"'},
        {"X_Request_Id": "a" * 10_000},
        {"Content_Type": "application/json; charset=utf-7"},
        {"Content_Encoding": "gzip"},
        {"X_HTTP_Method_Override": "DELETE"},
    ],
)
def test_no_header_makes_a_mistake_of_ours(world, headers):
    api, cast = world
    ids = make_ids(cast.alice, cast.bob)

    assert is_ours(api.post(f"workflows/{ids['workflow']}/runs", {}, **headers))
    assert is_ours(api.put(f"workflows/{ids['workflow']}/draft", {"definition": {}}, **headers))
    assert api.get(f"workflows/{ids['workflow']}").status == 200


@pytest.mark.parametrize("path", ["nothing", "workflows/1/versions/x/restore", "workflows/1/triggers/%00/secret"])
def test_an_address_that_is_not_there_asks_no_program_for_a_csrf_token(world, path):
    api = Api(world[0].key, Client(enforce_csrf_checks=True))

    assert api.post(path, {}).problem == (404, "not_found", "")
