"""The lists: what they tell, how they are narrowed and paged, and what they cost the database."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import engine_room as room
from tests.integration.console.house import House, at, browser, text
from workflows.admin import rows
from workflows.engine.intake import NewRun, start_runs


def names(page: str) -> list[str]:
    """Return the names in the rows of a list."""
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', page)


def queries(client: Any, address: str) -> int:
    """Return how many statements the page costs, asked a second time: the first one fills what a process keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)


# Each page: session, person, membership, scope, member; then
PINS = {
    "/": 9,  # needy runs, numbers, last runs, workflows
    "/admin/workflows/workflow/": 6,  # workflows
    "/admin/workflows/run/": 7,  # runs, names for the filter
    "/admin/workflows/schedule/": 6,  # schedules
}


@pytest.mark.parametrize(("address", "most"), PINS.items())
def test_a_list_costs_the_same_however_long_it_is(house: House, address, most):
    before = queries(house.alice, address)
    steps = [{"id": "one", "type": "set", "with": {"a": 1}}]
    for i in range(3):
        every = {"id": "t", "type": "schedule", "with": {"every_seconds": 3600}}
        version = room.publish(house.cast.alice, steps, name=f"More {i}", triggers=[every])
        room.start(house.cast.alice, version)

    assert (before, queries(house.alice, address)) == (most, most)


def test_the_page_of_a_run_costs_the_same_for_many_steps(cast):
    def cost(items: int) -> int:
        body = [{"id": "in", "type": "set", "with": {"a": 1}}]
        run = room.play(
            cast.alice, [{"id": "each", "type": "for_each", "with": {"items": list(range(items))}, "steps": body}]
        )
        return queries(browser(cast.alice), at("run_change", run.pk))

    assert (cost(1), cost(40)) == (8, 8)


def test_what_failed_waits_at_home_until_it_was_tried_again(house: House):
    before, viewers = text(house.alice.get("/")), text(house.viewer.get("/"))
    house.alice.post(at("run_retry", house.failed.pk), {"from_step": "split"})
    after = text(house.alice.get("/"))

    assert "Look and repair" in before and house.failed.error["message"] in before
    assert "Look and repair" not in after
    assert "Look and repair" not in viewers and "Open<" in viewers


def test_the_numbers_of_the_day_count_what_began(house: House):
    room.start(house.cast.alice, house.version, {"by": 1})

    page = text(house.alice.get("/"))

    numbers = re.findall(r"<dt>([^<]+)</dt><dd><a[^>]*>(\d+)</a>", page)
    assert numbers == [("Runs", "2"), ("Done", "0"), ("Need attention", "1"), ("Running", "1")]


def test_a_workflow_is_found_by_name_and_state(house: House):
    room.publish(house.cast.alice, [{"id": "a", "type": "stop"}], name="100% other")
    house.alice.post(at("workflow_pause", house.workflow_id))

    def found(**asked: str) -> list[str]:
        return names(text(house.alice.get(at("workflow_changelist"), asked)))

    assert found() == ["100% other", "Division"]
    assert found(q="divis") == ["Division"] and found(q="%") == ["100% other"]
    assert found(status="paused") == ["Division"] and found(status="nonsense") == found()
    assert "No workflow matches." in text(house.alice.get(at("workflow_changelist"), {"q": "nothing"}))


def test_runs_are_narrowed_by_state_workflow_and_time(house: House):
    version = room.publish(house.cast.alice, [{"id": "a", "type": "stop"}], name="Other")
    room.run_to_end(house.cast.alice, room.start(house.cast.alice, version))

    def found(**asked: Any) -> list[str]:
        return names(text(house.alice.get(at("run_changelist"), asked)))

    assert found() == ["Other", "Division"]
    assert found(status="attention") == ["Division"] and found(status="done") == ["Other"]
    assert found(workflow=version.workflow_id) == ["Other"]
    assert found(time="1h") == found(time="30d") == found(status="x", workflow="y", time="z") == found()
    assert "Clear filters" in text(house.alice.get(at("run_changelist"), {"status": "waiting"}))


def test_the_list_tells_why_a_run_failed_and_where(house: House):
    page = text(house.alice.get(at("run_changelist")))

    assert f"<strong>Divide</strong>: {house.failed.error['message']}" in page


def test_pages_lead_back_and_forth_without_gaps(house: House, monkeypatch):
    monkeypatch.setattr(rows.slice_of, "__kwdefaults__", {"before": "", "after": "", "size": 2})
    with room.tenant_scope(house.cast.alice.tenant.pk):
        start_runs(house.version, [NewRun(inputs={"by": 1}) for _ in range(4)])

    def page(query: str) -> tuple[list[str], dict[str, str]]:
        body = text(house.alice.get(at("run_changelist") + query))
        links = dict(re.findall(r'rel="(\w+)" href="([^"]+)"', body))
        return re.findall(r'<th scope="row"><a[^>]*href="([^"]+)"', body), links

    first, links = page("")
    second, more = page(links["next"])
    third, last = page(more["next"])
    back, _ = page(last["prev"])

    assert [len(first), len(second), len(third)] == [2, 2, 1] and len({*first, *second, *third}) == 5
    assert back == second and "prev" not in links and "next" not in last
    assert page("?before=nonsense")[0] == first


def test_a_list_with_running_rows_is_looked_at_again(house: House):
    before = text(house.alice.get(at("run_changelist")))
    room.start(house.cast.alice, house.version, {"by": 1})

    assert "data-live" not in before and "data-live" in text(house.alice.get(at("run_changelist")))


def test_schedules_tell_their_next_starts_unless_paused(house: House):
    every = {"id": "t", "type": "schedule", "with": {"cron": "0 8 * * 1-5", "timezone": "Europe/Berlin"}}
    version = room.publish(house.cast.alice, [{"id": "a", "type": "stop"}], name="By time", triggers=[every])

    running = text(house.alice.get(at("schedule_changelist")))
    house.alice.post(at("workflow_pause", version.workflow_id))
    paused = text(house.alice.get(at("schedule_changelist")))

    assert "Weekdays at 08:00 (Berlin)" in running and running.count("<li><time") == 3
    assert "Paused" in paused and "<li><time" not in paused
