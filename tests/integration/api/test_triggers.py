"""Pause, resume, and the secrets of webhooks by REST."""

import pytest

from tenants.models import ApiIdempotency
from tenants.scope import tenant_scope
from tests.integration.api.client import make_workflow
from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, with_triggers
from workflows.authoring import open_trigger_secret
from workflows.models import Trigger


def test_pause_and_resume_answer_the_workflow(alice, workflow):
    states = [alice.post(f"workflows/{workflow.pk}/{word}") for word in ("pause", "pause", "resume", "resume")]

    assert [(answer.status, answer.body["status"]) for answer in states] == [
        (200, "paused"),
        (200, "paused"),
        (200, "published"),
        (200, "published"),
    ]


@pytest.mark.parametrize("word", ["pause", "resume"])
def test_a_workflow_that_was_never_published_cannot_be_paused_or_resumed(alice, cast, word):
    made = make_workflow(cast.alice, publish=False)

    refused = alice.post(f"workflows/{made.pk}/{word}")

    assert refused.problem == (409, "not_published", "")
    assert refused.body["hint"] == "Publish it first."


@pytest.mark.parametrize("word", ["pause", "resume"])
def test_pause_and_resume_take_no_fields(alice, workflow, word):
    assert alice.post(f"workflows/{workflow.pk}/{word}", {"for": "ever"}).problem == (400, "unknown_field", "/for")


def test_a_secret_is_shown_once_and_kept_sealed(alice, cast):
    made = make_workflow(cast.alice, with_triggers(WEBHOOK))
    path = f"workflows/{made.pk}/triggers/shop/secret"

    given = alice.post(path, {"secret": "correct horse battery"})
    new = alice.post(path, Idempotency_Key="not-kept")

    assert (given.status, given.body) == (200, {"secret": "correct horse battery"})
    assert new.body["secret"].startswith("whsec_") and new.headers["Cache-Control"] == "no-store"
    assert new.body["secret"] not in str(alice.get(f"workflows/{made.pk}").body)
    with tenant_scope(cast.alice.tenant.pk):
        assert open_trigger_secret(Trigger.objects.get(workflow=made)) == new.body["secret"]
        assert not ApiIdempotency.objects.exists()


@pytest.mark.parametrize(
    ("trigger", "body", "problem"),
    [
        ("shop", {"secret": ""}, (422, "secret_invalid", "/secret")),
        ("shop", {"secret": "a" * 65_536}, (422, "secret_invalid", "/secret")),
        ("shop", {"secret": "two\nlines of it"}, (422, "secret_invalid", "/secret")),
        ("shop", {"secret": 12345678}, (400, "field_invalid", "/secret")),
        ("shop", {"value": "x"}, (400, "unknown_field", "/value")),
        ("nightly", {}, (422, "trigger_has_no_secret", "")),
        ("unknown", {}, (404, "not_found", "")),
        ("%00", {}, (404, "not_found", "")),
        ("1' OR '1'='1", {}, (404, "not_found", "")),
    ],
)
def test_a_secret_that_cannot_be_set_is_refused(alice, cast, trigger, body, problem):
    made = make_workflow(cast.alice, with_triggers(WEBHOOK, SCHEDULE))

    assert alice.post(f"workflows/{made.pk}/triggers/{trigger}/secret", body).problem == problem
