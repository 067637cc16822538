"""Nothing is accepted that is not committed, and nothing committed is denied."""

from unittest.mock import patch

import pytest
from django.db import InterfaceError, OperationalError, connection

from tests.integration.webhook.hook import OPEN, make_hook
from workflows.engine import intake
from workflows.triggers.webhook import answers, start
from workflows.web import hooks


@pytest.mark.parametrize("error", [OperationalError("the connection is lost"), InterfaceError("already closed")])
def test_an_unreachable_database_asks_the_sender_to_come_again(error):
    hook = make_hook()

    with patch.object(start, "start_run", side_effect=error):
        answer = hook.post({})

    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "database_unavailable")
    assert answer["Content-Type"] == "application/problem+json"
    assert hook.runs() == []


def test_a_database_that_takes_no_changes_asks_the_sender_to_come_again():
    """After a failover the old address may be a standby: it reads, and refuses to write."""
    hook = make_hook()

    def on_a_standby(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        return intake.start_run(*args, **kwargs)

    with patch.object(start, "start_run", side_effect=on_a_standby):
        answer = hook.post({})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert hook.post({}).status_code == 202


def test_a_commit_that_fails_is_not_accepted_and_may_come_again():
    hook = make_hook()

    with patch("django.db.backends.base.base.BaseDatabaseWrapper._commit", side_effect=OperationalError("gone")):
        refused = hook.post({"n": 1}, webhook_id="a")
    again = hook.post({"n": 1}, webhook_id="a")

    assert (refused.status_code, again.status_code) == (503, 202)
    assert len(hook.runs()) == 1


def test_a_mistake_of_ours_is_a_problem_in_json_and_leaves_nothing(caplog):
    hook = make_hook()

    def half_done(*args, **kwargs):
        intake.start_run(*args, **kwargs)
        raise ZeroDivisionError("ours")

    with patch.object(start, "start_run", side_effect=half_done):
        answer = hook.post({}, webhook_id="a")

    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert "ours" not in answer.content.decode()
    assert "webhook failed" in caplog.text
    assert (hook.runs(), hook.hits()) == ([], [])


def test_a_database_that_goes_away_while_waiting_denies_no_run():
    hook = make_hook(OPEN | {"respond": "when_finished"})

    with patch.object(answers, "wait_for_end", side_effect=OperationalError("gone")):
        answer = hook.post({})

    assert answer.status_code == 202
    assert answer.json()["run_id"] == answer["X-Run-Id"] == str(hook.runs()[0].pk)


def test_the_answer_comes_after_the_commit():
    hook = make_hook()
    seen = []

    def look(outcome_endpoint, outcome):
        seen.append([run.pk for run in hook.runs()] == [outcome.run_id])
        return answers.answer(outcome_endpoint, outcome)

    with patch("workflows.triggers.webhook.receive.answer", side_effect=look):
        hook.post({})

    assert seen == [True]


def test_an_unknown_error_has_no_problem_of_its_own():
    assert hooks.problem_of(RuntimeError("x")).status == 500
