"""Every pair of states is either a move of the tables or refused."""

from itertools import product

import pytest

from tests.table import table
from workflows.lifecycle.states import (
    FINAL_RUN,
    ITEM_MOVES,
    LIVE_RUN,
    RUN_MOVES,
    SETTLED_STEP,
    STEP_MOVES,
    IllegalMove,
    ItemState,
    RunStatus,
    StepStatus,
    before,
    move,
)

TABLES = {RunStatus: RUN_MOVES, StepStatus: STEP_MOVES, ItemState: ITEM_MOVES}
LEGAL = [pair for moves in TABLES.values() for pair in moves]
ILLEGAL = [pair for states in TABLES for pair in product(states, repeat=2) if pair not in TABLES[states]]


def names(pair):
    return f"{type(pair[0]).__name__}-{pair[0]}-{pair[1]}"


@table("pair", LEGAL)
def test_a_move_of_the_table_gives_the_new_state(pair):
    old, new = pair

    assert move(old, new) is new


@table("pair", ILLEGAL)
def test_any_other_move_is_refused_in_words(pair):
    old, new = pair

    with pytest.raises(IllegalMove, match=f"{type(old).__name__}: {old} → {new}"):
        move(old, new)


def test_all_pairs_are_covered():
    assert len(LEGAL) + len(ILLEGAL) == 7 * 7 + 8 * 8 + 4 * 4


def test_the_illegal_moves_that_matter_most():
    """Named here once more, so that a slip in a table cannot pass as its own proof."""
    for old, new in [
        (RunStatus.SUCCEEDED, RunStatus.FAILED),
        (RunStatus.SUCCEEDED, RunStatus.RUNNING),
        (RunStatus.FAILED, RunStatus.SUCCEEDED),
        (RunStatus.CANCELLED, RunStatus.RUNNING),
        (RunStatus.RUNNING, RunStatus.QUEUED),
        (StepStatus.SUCCEEDED, StepStatus.RUNNING),
        (StepStatus.SUCCEEDED, StepStatus.FAILED),
        (StepStatus.SKIPPED, StepStatus.RUNNING),
        (StepStatus.FAILED, StepStatus.SUCCEEDED),
        (StepStatus.UNKNOWN, StepStatus.RUNNING),
        (ItemState.READY, ItemState.LEASED),
        (ItemState.LEASED, ItemState.DISPATCHED),
        (ItemState.QUARANTINED, ItemState.LEASED),
    ]:
        with pytest.raises(IllegalMove):
            move(old, new)


@table("end", sorted(FINAL_RUN))
def test_nothing_follows_an_end_of_a_run(end):
    assert [pair for pair in RUN_MOVES if pair[0] is end] == []


@table("end", sorted(SETTLED_STEP | {StepStatus.FAILED, StepStatus.CANCELLED}))
def test_nothing_follows_an_end_of_a_step(end):
    assert [pair for pair in STEP_MOVES if pair[0] is end] == []


@table("state", sorted(LIVE_RUN))
def test_every_live_run_can_be_cancelled(state):
    assert (state, RunStatus.CANCELLED) in RUN_MOVES


def test_a_live_run_is_one_that_has_not_ended():
    assert {"queued", "running", "waiting", "held"} == LIVE_RUN


@table("states", list(TABLES))
def test_every_state_can_be_reached_and_no_live_one_is_a_trap(states):
    moves = TABLES[states]
    first = next(iter(states))
    ends = {RunStatus: FINAL_RUN, ItemState: frozenset()}.get(states)

    reached = {new for _, new in moves} | {first}
    left = {old for old, _ in moves}

    assert reached == set(states)
    assert ends is None or set(states) - ends == left


@table(
    ("new", "olds"),
    [
        (RunStatus.QUEUED, []),
        (RunStatus.RUNNING, ["queued", "waiting", "held"]),
        (RunStatus.WAITING, ["queued", "running"]),
        (RunStatus.HELD, ["queued", "running", "waiting"]),
        (RunStatus.SUCCEEDED, ["queued", "running", "waiting"]),
        (RunStatus.FAILED, ["queued", "running", "waiting", "held"]),
        (RunStatus.CANCELLED, ["queued", "running", "waiting", "held"]),
    ],
)
def test_before_names_the_states_that_may_come_before(new, olds):
    assert sorted(before(new)) == sorted(olds)
