"""A webhook's secret is shown once, kept sealed, and opens for its own trigger alone."""

import base64

import pytest

from tests.integration.authoring.documents import SCHEDULE, WEBHOOK, with_triggers
from workflows import vault
from workflows.authoring import (
    NoSecret,
    NoTrigger,
    SecretInvalid,
    create_workflow,
    open_trigger_secret,
    set_trigger_secret,
)
from workflows.models import Trigger


@pytest.fixture
def workflow(alice):
    basic = {"id": "desk", "type": "webhook", "with": {"verify": {"scheme": "basic"}}}
    github = {"id": "code", "type": "webhook", "with": {"verify": {"scheme": "github"}}}
    return create_workflow(member=alice.actor, definition=with_triggers(WEBHOOK, basic, github, SCHEDULE))


def row(workflow, name):
    return Trigger.objects.get(workflow=workflow, name=name)


def test_a_given_secret_is_kept_sealed(alice, workflow):
    shown = set_trigger_secret(member=alice.actor, workflow=workflow, trigger="shop", secret="correct horse battery")

    trigger = row(workflow, "shop")
    assert shown == open_trigger_secret(trigger) == "correct horse battery"
    assert b"horse" not in bytes(trigger.sealed_secret)


def test_a_made_secret_has_the_form_of_its_scheme(alice, workflow):
    made = {
        name: set_trigger_secret(member=alice.actor, workflow=workflow, trigger=name)
        for name in ("shop", "desk", "code")
    }

    prefix, _, rest = made["shop"].partition("_")
    assert (prefix, len(base64.b64decode(rest))) == ("whsec", 32)
    assert made["desk"].startswith("webhook:")
    assert len(made["code"]) == 43
    assert len(set(made.values())) == 3


def test_a_new_secret_replaces_the_old_one(alice, workflow):
    first = set_trigger_secret(member=alice.actor, workflow=workflow, trigger="shop")
    second = set_trigger_secret(member=alice.actor, workflow=workflow, trigger="shop")

    assert first != second == open_trigger_secret(row(workflow, "shop"))


def test_a_trigger_without_a_secret_has_none_to_open(alice, workflow):
    assert open_trigger_secret(row(workflow, "shop")) is None


def test_a_sealed_secret_moved_to_another_trigger_does_not_open(alice, workflow):
    set_trigger_secret(member=alice.actor, workflow=workflow, trigger="shop")
    other = row(workflow, "code")
    other.sealed_secret = row(workflow, "shop").sealed_secret

    with pytest.raises(vault.SealBroken):
        open_trigger_secret(other)


@pytest.mark.parametrize(
    ("trigger", "error"), [("unknown", NoTrigger), ("nightly", NoSecret), ("shop' or 1=1", NoTrigger)]
)
def test_only_a_webhook_trigger_takes_a_secret(alice, workflow, trigger, error):
    with pytest.raises(error):
        set_trigger_secret(member=alice.actor, workflow=workflow, trigger=trigger)


@pytest.mark.parametrize(
    ("trigger", "secret"),
    [
        ("shop", ""),
        ("shop", "short"),
        ("shop", "a" * 65_536),
        ("shop", "with\na line end"),
        ("shop", " spaces around "),
        ("desk", "basic-without-a-colon"),
    ],
)
def test_a_secret_that_cannot_work_is_refused_and_not_repeated(alice, workflow, trigger, secret):
    with pytest.raises(SecretInvalid) as refused:
        set_trigger_secret(member=alice.actor, workflow=workflow, trigger=trigger, secret=secret)

    assert row(workflow, trigger).sealed_secret is None
    assert not secret.strip() or secret not in refused.value.message
