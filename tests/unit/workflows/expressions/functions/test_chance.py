"""The moment and chance repeat themselves for the same seed and place."""

import re
from datetime import UTC, datetime, timedelta

from tests.table import table
from tests.unit.workflows.expressions.asking import MOMENT, NOON, error_of, filled, value_of
from workflows.expressions import Moment, compile_expression, compile_value


@table("source", ["uuid()", "random()", "random_int(1, 10 ** 18)", "[uuid(), random()]", "now()"])
def test_chance_is_the_same_for_the_same_moment(source: str) -> None:
    assert value_of(source) == value_of(source)
    assert value_of(source, moment=Moment(NOON, "run-1/step-2")) == value_of(source)


@table("source", ["uuid()", "random()", "random_int(1, 10 ** 18)"])
def test_chance_differs_between_seeds_places_and_turns(source: str) -> None:
    other_seed = value_of(source, moment=Moment(NOON, "run-2/step-2"))
    turns = value_of(f"[{source} for n in range(50)]")
    places = filled([f"{{{{ {source} }}}}"] * 50)
    assert value_of(source) != other_seed
    assert len(set(map(str, turns))) == 50
    assert len(set(map(str, places))) == 50


def test_chance_does_not_depend_on_the_clock() -> None:
    later = Moment(NOON + timedelta(days=1), MOMENT.seed)
    assert value_of("uuid()", moment=later) == value_of("uuid()")


def test_a_draw_depends_on_its_place_in_the_document() -> None:
    first, second = (compile_value("{{ uuid() }}", pointer=pointer) for pointer in ("/a", "/b"))
    assert first.evaluate({}, MOMENT) != second.evaluate({}, MOMENT)


def test_an_id_is_a_version_4_uuid() -> None:
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", value_of("uuid()"))


def test_random_numbers_fill_their_range() -> None:
    numbers = value_of("[random() for n in range(500)]")
    assert all(0 <= number < 1 for number in numbers)
    assert min(numbers) < 0.05 < 0.95 < max(numbers)
    assert set(value_of("[random_int(1, 6) for n in range(200)]")) == {1, 2, 3, 4, 5, 6}
    assert value_of("random_int(3, 3)") == 3
    assert error_of("random_int(4, 3)").code == "type_mismatch"


def test_a_moment_in_another_zone_is_the_same_instant() -> None:
    local = NOON.astimezone(UTC) - timedelta(0)
    assert compile_expression("now()").evaluate({}, Moment(local, "s")) == "2026-03-01T12:00:00Z"
    assert isinstance(datetime.fromisoformat(value_of("now()")), datetime)
