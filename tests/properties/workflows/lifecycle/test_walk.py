"""Over random small documents: the walk agrees with a naive reading, and deaths change nothing."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.workflows.lifecycle.documents import steps
from tests.properties.workflows.lifecycle.naive import Naive
from tests.unit.workflows.lifecycle.stage import NOON, Stage, define
from workflows.expressions import Moment

quickly = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
INPUTS = st.fixed_dictionaries({"n": st.integers(0, 2)})


def stage(document: Any, inputs: Any, **options: Any) -> Stage:
    return Stage(define(document, output="{{ steps }}"), inputs, **options)


def brief(value: Any) -> Any:
    """Return the value with every error as its code and step: the words are the expression room's."""
    if isinstance(value, list):
        return [brief(item) for item in value]
    if not isinstance(value, dict):
        return value
    if {"code", "message"} <= set(value):
        return {"code": value["code"], "step": value["step"]}
    return {name: brief(item) for name, item in value.items()}


def summary(ending: Any) -> Any:
    failure = ending.failure
    return ending.status.value, (failure.code, failure.step) if failure else brief(ending.output)


@quickly
@given(document=steps(), inputs=INPUTS)
def test_the_walk_agrees_with_a_naive_reading(document, inputs):
    naive = Naive(inputs, Moment(NOON, "naive"))
    expected = naive.run(document)
    run = stage(document, inputs)

    assert summary(run.play()) == expected
    assert [(command.place.step, command.attempt) for command in run.performed] == naive.effects


@quickly
@given(document=steps(), inputs=INPUTS, dies_at=st.sets(st.integers(0, 60), max_size=12))
def test_deaths_anywhere_change_nothing(document, inputs, dies_at):
    whole, cut_off = stage(document, inputs), stage(document, inputs, dies_at=dies_at)

    assert summary(cut_off.play()) == summary(whole.play())
    assert cut_off.statuses() == whole.statuses()
    assert set(cut_off.effects()) == set(whole.effects())
    assert sum(cut_off.effects().values()) <= len(whole.performed) + len(dies_at)
    assert [record for record in cut_off.records() if record.finished_at is None] == []
