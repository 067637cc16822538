"""What steps can do, and every limit."""

import pytest

from workflows.api.limits import EVERY_LIMIT
from workflows.definition import LIMITS
from workflows.registry import registry


def test_every_connector_is_listed_with_what_its_actions_take(alice):
    listed = alice.get("connectors")

    assert (listed.status, listed.body["next"], listed.body["previous"]) == (200, None, None)
    assert [row["key"] for row in listed.body["results"]] == list(registry().connectors())
    actions = [action for row in listed.body["results"] for action in row["actions"]]
    assert [action["key"] for action in actions if action["fields"]["type"] != "object"] == []
    assert {action["key"] for action in actions} == set(registry().action_types())
    assert {action["effect"] for action in actions} <= {"pure", "idempotent", "at_most_once"}


def test_every_limit_is_listed_once(alice):
    listed = alice.get("limits").body["results"]

    keys = [row["key"] for row in listed]
    assert len(keys) == len(set(keys)) == len(EVERY_LIMIT)
    assert set(LIMITS) < set(keys)
    assert all(row["low"] <= row["high"] and row["meaning"] for row in listed)


@pytest.mark.parametrize(
    ("key", "high"), [("steps", 150), ("page_results", 200), ("batch_items", 1_000), ("wait_for_run_seconds", 60)]
)
def test_a_limit_tells_the_value_that_is_kept(alice, key, high):
    [row] = [row for row in alice.get("limits").body["results"] if row["key"] == key]

    assert row["high"] == high


@pytest.mark.parametrize("path", ["connectors", "limits"])
def test_the_catalog_takes_no_unknown_query_and_no_post(alice, path):
    assert alice.get(f"{path}?fields=key").problem == (400, "unknown_field", "?fields")
    assert alice.post(path, {}).problem == (405, "method_not_allowed", "")
