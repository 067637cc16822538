"""Events of a paused workflow wait: none is lost, none starts a run before somebody releases it."""

import pytest

from tenants.problems import ProblemError
from tenants.roles import Role
from tenants.scope import tenant_scope
from tests.cast import make_colleague
from tests.integration.webhook.hook import OPEN, SECRET, make_hook
from workflows.authoring import NotAllowed
from workflows.models import HeldEvent
from workflows.triggers.held import release_event

NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def release(hook, event, person=None):
    """Let somebody release the event."""
    with tenant_scope(hook.owner.tenant.pk):
        return release_event(member=(person or hook.owner).actor, event=HeldEvent.objects.get(pk=event.pk))


@pytest.fixture
def paused():
    hook = make_hook(OPEN | {"respond": "when_finished", "timeout_seconds": 0.1})
    hook.pause()
    return hook


def test_a_paused_workflow_holds_what_comes(paused):
    answer = paused.post({"n": 1})

    event = paused.held()[0]
    assert answer.status_code == 202
    assert answer.json() == {"event_id": str(event.pk), "status": "held"}
    assert (event.event["trigger"]["body"], event.released_at) == ({"n": 1}, None)
    assert paused.runs() == []


def test_a_held_delivery_is_merged_with_its_copies(paused):
    first = paused.post({"n": 1}, webhook_id="a")

    again = paused.post({"n": 1}, webhook_id="a")

    assert (again.status_code, again.json()) == (200, {**first.json(), "duplicate": True})
    assert (len(paused.held()), paused.post({"n": 2}, webhook_id="a").status_code) == (1, 409)


def test_released_an_event_starts_one_run(paused):
    paused.post({"n": 1}, webhook_id="a", Stellwerk_Depth="3")
    paused.resume()

    released = [release(paused, paused.held()[0]) for _ in range(2)]

    run = paused.runs()[0]
    assert [event.run_id for event in released] == [run.pk, run.pk]
    assert (len(paused.runs()), run.inputs, run.depth) == (1, {"n": 1}, 4)
    assert paused.post({"n": 1}, webhook_id="a").json() == {"run_id": str(run.pk), "duplicate": True}


def test_resuming_alone_releases_nothing(paused):
    paused.post({"n": 1})

    paused.resume()

    assert (paused.runs(), paused.held()[0].released_at) == ([], None)
    assert paused.post({"n": 2}).status_code == 202


def test_an_event_that_does_not_fit_stays_held():
    hook = make_hook(inputs=NUMBER)
    hook.pause()
    assert hook.post({"n": "one"}).status_code == 202

    with pytest.raises(ProblemError) as caught:
        release(hook, hook.held()[0])

    assert caught.value.code == "inputs_invalid"
    assert (hook.runs(), hook.held()[0].released_at) == ([], None)


def test_an_event_whose_trigger_is_gone_cannot_be_released():
    hook = make_hook()
    hook.pause()
    hook.post({})
    hook.republish({"schema": 1, "name": "Orders", "steps": []} | {"steps": [{"id": "a", "type": "set", "with": {}}]})

    with pytest.raises(ProblemError) as caught:
        release(hook, hook.held()[0])

    assert caught.value.status == 404


def test_a_viewer_releases_nothing(paused):
    paused.post({})
    viewer = make_colleague(paused.owner, "Vera", Role.VIEWER)

    with pytest.raises(NotAllowed):
        release(paused, paused.held()[0], viewer)

    assert paused.held()[0].released_at is None


def test_a_paused_workflow_still_verifies():
    hook = make_hook({"verify": {"scheme": "standard"}}, secret=SECRET)
    hook.pause()

    assert hook.post({}).status_code == 401
    assert hook.held() == []
