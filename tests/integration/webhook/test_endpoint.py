"""Which addresses listen, to which methods, and what the others hear."""

import pytest
from django.test import Client

from tests.integration.webhook.hook import ECHO, OPEN, document, make_hook

UNKNOWN = "/hooks/" + "0" * 32


def without_id(answer):
    """Return what a stranger can tell answers apart by."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, body, headers


@pytest.fixture(scope="module")
def unknown(database):
    return without_id(Client(SERVER_NAME="127.0.0.1").post(UNKNOWN, {}, content_type="application/json"))


def unpublished():
    return make_hook(publish=False)


def archived():
    hook = make_hook()
    hook.archive()
    return hook


def disabled():
    return make_hook(entry={"enabled": False})


def dropped():
    hook = make_hook()
    hook.republish({"schema": 1, "name": "Orders", "steps": [ECHO]})
    return hook


def turned_into_a_schedule():
    hook = make_hook()
    schedule = {"id": "shop", "type": "schedule", "with": {"every_seconds": 3600}}
    hook.republish({"schema": 1, "name": "Orders", "triggers": [schedule], "steps": [ECHO]})
    return hook


@pytest.mark.parametrize("make", [unpublished, archived, disabled, dropped, turned_into_a_schedule])
def test_nobody_can_tell_a_closed_address_from_an_unknown_one(make, unknown):
    hook = make()

    answer = hook.post({"n": 1})

    assert without_id(answer) == unknown
    assert unknown[0] == 404
    assert hook.runs() == []


def test_a_trigger_that_comes_back_has_its_old_address():
    hook = dropped()

    hook.republish(document())

    assert hook.post({}).status_code == 202


def test_a_published_change_holds_from_the_next_delivery_on():
    hook = make_hook()
    hook.republish(document(OPEN | {"methods": ["PUT"]}))

    assert (hook.post({}).status_code, hook.post({}, method="PUT").status_code) == (405, 202)


def test_a_saved_draft_changes_nothing():
    hook = make_hook()

    hook.change(lambda **who: save(who, {"schema": 1, "name": "Orders", "steps": []}))

    assert hook.post({}).status_code == 202


def save(who, definition):
    from workflows.authoring import save_draft

    return save_draft(**who, definition=definition, revision=who["workflow"].draft_revision)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_only_post_is_taken_unless_the_trigger_says_more(method):
    hook = make_hook()

    answer = hook.post({"n": 1}, method=method)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert hook.runs() == []


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_trigger_may_take_other_methods(method):
    hook = make_hook(OPEN | {"methods": [method]})

    assert hook.post({"n": 1}, method=method).status_code == 202
    assert hook.runs()[0].trigger["method"] == method
    assert hook.post({"n": 1}).status_code == 405


@pytest.mark.parametrize("path", ["/hooks/", "/hooks/%00", "/hooks/..", "/hooks/a/b", "/hooks/" + "x" * 3_000])
def test_strange_addresses_lead_nowhere(path):
    assert Client(SERVER_NAME="127.0.0.1").post(path).status_code == 404


def test_the_same_token_in_capitals_is_another_token():
    hook = make_hook()
    spoilt = hook.path.replace("/hooks/", "").upper()

    assert Client(SERVER_NAME="127.0.0.1").post(f"/hooks/{spoilt}x").status_code == 404


def test_a_session_changes_nothing():
    """A hook runs as its own tenant, whoever the browser is signed in as."""
    hook, stranger = make_hook(), make_hook()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(stranger.owner.user)

    answer = client.post(hook.path, {"n": 1}, content_type="application/json")

    assert answer.status_code == 202
    assert (len(hook.runs()), len(stranger.runs())) == (1, 0)


def test_a_refusal_never_writes_the_address_to_the_log(caplog):
    hook = make_hook()

    with caplog.at_level("DEBUG"):
        hook.post({}, method="GET")
        hook.post(b"{")

    assert hook.path.removeprefix("/hooks/") not in caplog.text
    assert "webhook refused" in caplog.text


@pytest.mark.parametrize(("sent", "status", "depth"), [("0", 202, 1), ("9", 202, 10), ("10", 508, None)])
def test_a_chain_of_workflows_ends(sent, status, depth):
    hook = make_hook()

    answer = hook.post({}, **{"Stellwerk-Depth": sent})

    assert answer.status_code == status
    assert [run.depth for run in hook.runs()] == ([] if depth is None else [depth])
    if depth is None:
        assert answer.json()["code"] == "loop_detected"


@pytest.mark.parametrize("sent", ["", "-1", "ten", "٣", "1.5"])
def test_a_depth_that_is_no_number_is_none(sent):
    hook = make_hook()

    assert hook.post({}, **{"Stellwerk-Depth": sent}).status_code == 202
    assert hook.runs()[0].depth == 0
