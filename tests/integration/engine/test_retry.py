"""A failed run is mended and tried again from where it failed; what was done before is not done again."""

import pytest

from tenants.scope import tenant_scope
from tests.engine_room import play, publish, republish, run_to_end, start, steps_of
from tests.integration.engine.test_actions import call
from tests.witness import Witness, ok
from workflows.engine.retry import RetryRefused, retry_run
from workflows.models import Run


def retry(person, run_id, **options):
    with tenant_scope(person.tenant.pk):
        new_id = retry_run(run_id, **options)
    return run_to_end(person, new_id)


def nested(url, *before):
    """A loop in a loop in a try; the innermost step calls the service."""
    ask = {
        "id": "ask",
        "type": "http.request",
        "retry": {"attempts": 1},
        "with": {"method": "POST", "url": url + "/{{ outer }}/{{ inner }}", "json": {"seen": "{{ steps.seen.n }}"}},
    }
    seen = {"id": "seen", "type": "set", "with": {"n": "{{ outer * 10 + inner }}"}}
    inner = {
        "id": "inner_loop",
        "type": "for_each",
        "with": {"items": [0, 1], "as": "inner"},
        "steps": [seen, *before, ask],
    }
    outer = {"id": "outer_loop", "type": "for_each", "with": {"items": [0, 1, 2], "as": "outer"}, "steps": [inner]}
    return [
        {
            "id": "guard",
            "type": "try",
            "steps": [outer],
            "catch": [{"id": "end", "type": "stop", "with": {"status": "failed", "message": "{{ error.message }}"}}],
        }
    ]


def test_a_loop_in_a_loop_is_mended_in_a_new_version_and_goes_on_where_it_failed(cast):
    broken = {"is": True}

    def answer(call):
        refused = broken["is"] and call["path"] == "/2/1"
        return ok({"error": "sold out"}, 422) if refused else ok({"path": call["path"]})

    with Witness(answer) as shop:
        version = publish(cast.alice, nested(shop.url))
        failed = run_to_end(cast.alice, start(cast.alice, version))
        assert failed.status == "failed"
        assert ("ask", [2, 1], 1, "failed") in steps_of(cast.alice, failed.id)
        asked = len(shop.calls)
        broken["is"] = False
        extra = {"id": "extra", "type": "set", "with": {"checked": True}}
        republish(cast.alice, version, nested(shop.url, extra), output="{{ steps.guard.result }}")

        mended = retry(cast.alice, failed.id, from_step="ask", version="newest")

        assert mended.status == "succeeded"
        assert mended.retry_of == failed.id
        assert [seen["path"] for seen in shop.calls[asked:]] == ["/2/1"]
        extras = [row for row in steps_of(cast.alice, mended.id) if row[0] == "extra"]
        assert extras == [("extra", [2, 1], 1, "succeeded")]
        assert len(mended.output["results"]) == 3
        assert shop.calls[-1]["key"] != shop.calls[asked - 1]["key"]


def test_the_same_version_goes_on_from_the_failed_step(cast):
    state = {"fails": True}
    with Witness(lambda call: ok({}, 400 if state["fails"] and call["path"] == "/b" else 200)) as shop:
        steps = [call(f"{shop.url}/{name}", name) for name in "abc"]
        failed = play(cast.alice, steps)
        state["fails"] = False

        mended = retry(cast.alice, failed.id)

        assert mended.status == "succeeded"
        assert [seen["path"] for seen in shop.calls] == ["/a", "/b", "/b", "/c"]


def test_a_run_that_succeeded_can_be_run_again_from_the_middle(cast):
    with Witness() as shop:
        done = play(cast.alice, [call(f"{shop.url}/{name}", name) for name in "abc"])

        retry(cast.alice, done.id, from_step="b")

        assert [seen["path"] for seen in shop.calls] == ["/a", "/b", "/c", "/b", "/c"]


def test_a_run_that_succeeded_runs_again_from_the_start_by_default(cast):
    with Witness() as shop:
        done = play(cast.alice, [call(f"{shop.url}/{name}", name) for name in "ab"])

        retry(cast.alice, done.id)

        assert [seen["path"] for seen in shop.calls] == ["/a", "/b", "/a", "/b"]


def test_a_step_that_the_version_does_not_have_is_refused(cast):
    done = play(cast.alice, [{"id": "a", "type": "set", "with": {"v": 1}}])

    with tenant_scope(cast.alice.tenant.pk), pytest.raises(RetryRefused) as refused:
        retry_run(done.id, from_step="nope")

    assert (refused.value.code, refused.value.pointer) == ("step_not_found", "/from_step")


def test_charlie_cannot_retry_a_run_of_alice(cast):
    done = play(cast.alice, [{"id": "a", "type": "set", "with": {"v": 1}}])

    with tenant_scope(cast.charlie.tenant.pk), pytest.raises(Run.DoesNotExist):
        retry_run(done.id)
