"""The page of a run: its steps in time, what went in and out, and what a person does to it."""

import json
import re

import pytest

from tests import engine_room as room
from tests.integration.console.house import House, at, browser, make_house, text
from workflows.lifecycle.states import RunStatus
from workflows.models import Run

LONG_WAIT = {"id": "nap", "name": "A long wait", "type": "wait", "with": {"seconds": 5000}}


def rows_of(page: str) -> list[str]:
    """Return each row of the timeline as plain words."""
    found = re.findall(r'<a class="st-row.*?</a>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in found]


def retries(house: House) -> int:
    """Return how many runs try the failed one again."""
    with room.tenant_scope(house.cast.alice.tenant.pk):
        return Run.objects.filter(retry_of=house.failed.pk).count()


def test_the_step_that_failed_is_told_first_with_what_helps(house: House):
    page = text(house.alice.get(at("run_change", house.failed.pk)))

    assert "Needs attention" in page
    assert 'id="panel-title" class="st-h2 st-wrap">Divide<' in page
    assert house.failed.error["message"] in page
    assert "Retry from here" in page and "Technical details" in page


def test_a_chosen_step_shows_what_went_in_and_out(house: House):
    page = text(house.alice.get(at("run_change", house.failed.pk), {"step": "first"}))

    assert 'id="panel-title" class="st-h2 st-wrap">First of all<' in page
    assert "<dt>a</dt>" in page


@pytest.mark.parametrize(
    "step", ["nothing", "first~9", "first~x", "<script>", "_run", "a" * 5000, "~", "first~99999999"]
)
def test_a_step_that_is_not_there_breaks_nothing(house: House, step):
    answer = house.alice.get(at("run_change", house.failed.pk), {"step": step})

    assert answer.status_code == 200
    assert "<script>" not in text(answer).split("<body")[1].replace("<script src", "")


def test_every_attempt_is_a_bar(cast):
    step = {
        "id": "call",
        "name": "Call nobody",
        "type": "http.request",
        "with": {"url": "http://127.0.0.1:9/x"},
        "retry": {"attempts": 2, "delay_seconds": 0.05, "jitter": False},
    }
    run = room.play(cast.alice, [step])
    tries = len(room.rows(cast.alice, run.pk))

    page = text(browser(cast.alice).get(at("run_change", run.pk)))

    row = next(row for row in page.split("<li>") if "Call nobody" in row)
    assert row.count('class="st-bar ') == tries
    assert page.count("Try ") >= tries


def test_a_decision_names_its_way_and_a_loop_sums_up(cast):
    body = [{"id": "inner", "name": "Divide", "type": "set", "with": {"x": "{{ 6 / item }}"}}]
    loop = {"items": "{{ [1, 0, 2] }}", "on_item_error": "collect"}
    run = room.play(
        cast.alice,
        [
            {
                "id": "check",
                "name": "Is it so?",
                "type": "if",
                "with": {"condition": True},
                "then": [LONG_WAIT | {"with": {"seconds": 0}}],
            },
            {"id": "each", "name": "For each", "type": "for_each", "with": loop, "steps": body},
        ],
    )

    page = text(browser(cast.alice).get(at("run_change", run.pk), {"step": "inner~1"}))

    found = rows_of(page)
    assert any("Is it so? → yes" in row for row in found)
    assert any("For each → 2 of 3 done, 1 failed" in row for row in found)
    assert sum("Divide" in row for row in found) == 3
    assert page.count("Item 2") == 1 and "Cannot divide by zero" in page
    assert not any("Try 0" in row for row in page.split("<li>"))


def test_a_sensitive_step_shows_nothing_of_its_data(cast):
    secret = {"id": "pin", "type": "set", "sensitive": True, "with": {"pin": "4711-canary"}}
    run = room.play(cast.alice, [{"id": "each", "type": "for_each", "with": {"items": [1]}, "steps": [secret]}])
    alice = browser(cast.alice)
    attempt = next(row for row in room.rows(cast.alice, run.pk) if row.step == "pin")

    pages = [text(alice.get(at("run_change", run.pk), {"step": step})) for step in ("pin~0", "each")]

    assert all("[hidden]" in page and "4711-canary" not in page for page in pages)
    assert alice.get(at("run_output", run.pk, attempt.pk)).status_code == 404


def test_long_data_is_cut_and_whole_in_the_file(cast):
    run = room.play(
        cast.alice, [{"id": "big", "type": "set", "with": {"all": "{{ range(9000) }}"}}], output="{{ steps.big.all }}"
    )
    alice = browser(cast.alice)
    attempt = room.rows(cast.alice, run.pk)[0]

    page = alice.get(at("run_change", run.pk), {"step": "big"})
    file = alice.get(at("run_output", run.pk, attempt.pk))

    assert "Only the beginning is shown." in text(page) and len(page.content) < 200_000
    assert len(json.loads(file.content)["all"]) == 9000
    assert file["Content-Disposition"] == 'attachment; filename="big-output.json"'
    assert file["Content-Type"] == "application/octet-stream"
    assert json.loads(alice.get(at("run_output", run.pk, "_run")).content)[-1] == 8999


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("plain words", "plain words"),
        ([1, 2], "[\n  1,\n  2\n]"),
        (7, "7"),
        (False, "no"),
        (None, "–"),
        ({}, "–"),
        ({"a": {"b": 1}}, "<dt>a</dt>"),
        ("two\nlines", "two\nlines</pre>"),
    ],
)
def test_whatever_comes_out_can_be_read(cast, output, words):
    run = room.play(cast.alice, [{"id": "one", "type": "set", "with": {"a": 1}}], output=output)

    page = text(browser(cast.alice).get(at("run_change", run.pk)))

    assert words in page.split("What came out")[1]


def test_nothing_new_is_answered_with_304(house: House):
    address = at("run_live", house.failed.pk)
    first = house.alice.get(address)

    again = house.alice.get(address, headers={"If-None-Match": first["ETag"]})
    other = house.alice.get(address, {"step": "first"}, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert other.status_code == 200
    assert text(first).count('id="run"') == 1 and "<html" not in text(first)


def test_only_a_run_that_moves_is_looked_at_again(cast):
    version = room.publish(cast.alice, [LONG_WAIT])
    run_id = room.start(cast.alice, version)
    room.crank()
    alice = browser(cast.alice)

    waiting = text(alice.get(at("run_change", run_id)))
    alice.post(at("run_cancel", run_id))
    stopped = text(alice.get(at("run_change", run_id)))

    assert "data-live" in waiting and "Stop the run" in waiting
    assert "data-live" not in stopped and "Stop the run" not in stopped and "Stopped" in stopped
    assert room.look(cast.alice, run_id).status == RunStatus.CANCELLED


def test_stopping_twice_is_harmless(house: House):
    answers = [house.alice.post(at("run_cancel", house.failed.pk)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert room.look(house.cast.alice, house.failed.pk).status == RunStatus.FAILED


def test_the_choices_say_what_keeps_its_result(house: House):
    page = text(house.alice.get(at("run_retry", house.failed.pk)))

    assert "“First of all” keeps its result." in page
    assert "Version 1, as it ran" in page and "the newest" in page
    assert re.search(r'value="split" checked', page)


def test_a_run_is_tried_again_from_a_step_once_for_two_presses(house: House):
    form = {"from_step": "split", "version": "same", "seen": ""}

    first, second = (house.alice.post(at("run_retry", house.failed.pk), form) for _ in range(2))

    assert first["Location"] == second["Location"] and retries(house) == 1
    new = house.alice.get(first["Location"])
    assert "tries an earlier run again" in text(new) and str(house.failed.pk) in text(new)
    assert first["Location"] in text(house.alice.get(at("run_change", house.failed.pk)))


def test_a_run_is_tried_again_a_second_time_by_one_who_saw_the_first(house: House):
    address = at("run_retry", house.failed.pk)
    house.alice.post(address, {"from_step": "split", "seen": ""})
    seen = re.search(r'name="seen" value="([^"]+)"', text(house.alice.get(address)))

    house.alice.post(address, {"from_step": "split", "seen": seen[1]})

    assert retries(house) == 2


def test_what_was_kept_has_no_bar_in_the_new_run(house: House):
    answer = house.alice.post(at("run_retry", house.failed.pk), {"from_step": "split"})
    room.run_to_end(house.cast.alice, answer["Location"].split("/")[-3])

    page = text(house.alice.get(answer["Location"]))

    kept = next(row for row in page.split("<li>") if "First of all" in row)
    assert "kept from the run before" in kept and 'class="st-bar ' not in kept


def test_from_the_start_keeps_nothing_even_in_a_version_with_a_new_first_step(house: House):
    room.republish(house.cast.alice, house.version, [{"id": "new", "type": "set", "with": {"b": 2}}], name="Division")

    answer = house.alice.post(at("run_retry", house.failed.pk), {"from_step": "_start", "version": "newest"})
    new_id = answer["Location"].split("/")[-3]

    assert room.run_to_end(house.cast.alice, new_id).status == RunStatus.SUCCEEDED
    assert [step for step, *_ in room.steps_of(house.cast.alice, new_id)] == ["new"]


def test_an_unknown_step_is_refused_in_words(house: House):
    answer = house.alice.post(at("run_retry", house.failed.pk), {"from_step": "nothing"})

    assert answer.status_code == 422
    assert "The version has no step" in text(answer) and retries(house) == 0


def test_a_run_that_has_not_ended_is_not_tried_again(cast):
    version = room.publish(cast.alice, [LONG_WAIT])
    run_id = room.start(cast.alice, version)

    answer = browser(cast.alice).post(at("run_retry", run_id), {"from_step": "_start"})

    assert answer["Location"] == at("run_change", run_id)
    with room.tenant_scope(cast.alice.tenant.pk):
        assert not Run.objects.filter(retry_of=run_id).exists()


def test_times_are_the_persons_own(cast):
    cast.alice.user.timezone = "Asia/Tokyo"
    cast.alice.user.save()
    house = make_house(cast)

    page = text(house.alice.get(at("run_change", house.failed.pk)))

    assert "JST" in page and "+09:00" in page
