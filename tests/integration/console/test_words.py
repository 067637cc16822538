"""Lengths of time, starts and numbers as a person says them."""

import doctest

import pytest
from django.utils import translation

from workflows.admin import data, inputs_form, starting, timeline, words
from workflows.admin.inputs_form import Unreadable, fields_of, number_of, read
from workflows.lifecycle.states import RunStatus, StepStatus
from workflows.models import WorkflowStatus


@pytest.fixture(autouse=True)
def english():
    """Speak English, whatever a test before left behind."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize("module", [data, inputs_form, timeline])
def test_the_examples_in_the_code_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_every_state_has_its_word():
    assert set(words.RUN_WORDS) == set(RunStatus)
    assert set(words.STEP_WORDS) == set(StepStatus)
    assert set(words.WORKFLOW_WORDS) == set(WorkflowStatus.values)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0, "under 1 ms"),
        (0.0004, "under 1 ms"),
        (0.04, "40 ms"),
        (0.1, "0.1 s"),
        (41.24, "41.2 s"),
        (63, "1 min 03 s"),
        (3600, "1 h 00 min"),
        (12_000, "3 h 20 min"),
        (187_200, "2 d 4 h"),
    ],
)
def test_a_length_of_time_is_said_by_its_size(seconds, said):
    assert words.took(seconds) == said


def test_german_writes_its_comma():
    with translation.override("de"):
        assert words.took(41.2) == "41,2 s"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cron": "30 7 * * 1-5", "timezone": "Europe/Berlin"}, "Weekdays at 07:30 (Berlin)"),
        ({"cron": "0 8 * * MON-FRI"}, "Weekdays at 08:00 (UTC)"),
        ({"cron": "5 0 * * *", "timezone": "America/New_York"}, "Daily at 00:05 (New York)"),
        ({"cron": "0 9 1 * *"}, "Monthly on day 1 at 09:00 (UTC)"),
        ({"cron": "*/15 * * * *"}, "Every 15 minutes (UTC)"),
        ({"cron": "* * * * *"}, "Every minute (UTC)"),
        ({"cron": "10 * * * *"}, "Every hour at minute 10 (UTC)"),
        ({"cron": "0 9 L * *"}, "0 9 L * * (UTC)"),
        ({"cron": "0 9 1 6 *"}, "0 9 1 6 * (UTC)"),
        ({"cron": "nonsense"}, "nonsense (UTC)"),
        ({"every_seconds": 900}, "Every 15 minutes"),
        ({"every_seconds": 3600}, "Every hour"),
        ({"every_seconds": 172_800}, "Every 2 days"),
        ({"every_seconds": 1.5}, "Every 1.5 s"),
        ({"every_seconds": "x"}, "x"),
        ({"every_seconds": 0}, "0"),
    ],
)
def test_a_schedule_is_said_in_words_where_there_are_short_ones(options, said):
    assert starting.schedule_text(options) == said


@pytest.mark.parametrize("raw", [None, "x", 7, {}, [None, 1, "x"]])
def test_a_document_that_makes_no_sense_starts_by_nothing(raw):
    assert starting.starts_of(raw) == []


@pytest.mark.parametrize(
    ("typed", "number"), [("249,90", 249.9), ("249.90", 249.9), (" 1 000 ", 1000), ("-3", -3), ("1e3", 1000.0)]
)
def test_numbers_are_read_with_either_comma(typed, number):
    assert number_of(typed) == number


@pytest.mark.parametrize("typed", ["", "x", "nan", "inf", "1e999", "1_000", "1,000.5,2", "9" * 5000])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Unreadable):
        number_of(typed)


SCHEMA = {
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer", "default": 3},
        "fast": {"type": "boolean"},
        "kind": {"enum": ["new", 2, None]},
        "lines": {"type": "array"},
        "odd": True,
    },
}


def test_each_input_is_asked_for_by_its_type():
    fields = {field.name: field for field in fields_of(SCHEMA)}

    kinds = {name: field.kind for name, field in fields.items()}
    assert kinds == {
        "name": "text",
        "count": "integer",
        "fast": "boolean",
        "kind": "choice",
        "lines": "json",
        "odd": "json",
    }
    assert fields["name"].is_required and not fields["count"].is_required
    assert fields["count"].typed == "3"


def test_what_was_typed_becomes_values_and_empty_ones_are_left_out():
    typed = {"name": "Ann", "count": "7", "fast": "false", "kind": "2", "lines": '[{"a": 1}]', "odd": " "}

    assert read(fields_of(SCHEMA, typed)) == (
        {"name": "Ann", "count": 7, "fast": False, "kind": 2, "lines": [{"a": 1}]},
        {},
    )


@pytest.mark.parametrize(
    ("schema", "typed", "wrong"),
    [
        (SCHEMA, {"lines": "[1"}, ["lines"]),
        (SCHEMA, {"lines": "NaN", "count": "x"}, ["count", "lines"]),
        (SCHEMA, {"lines": "[" * 100_000}, ["lines"]),
        (None, {"_data": "[1]"}, ["_data"]),
        ({"properties": {}}, {"_data": "{"}, ["_data"]),
    ],
)
def test_what_cannot_be_read_is_told_by_field(schema, typed, wrong):
    assert sorted(read(fields_of(schema, typed))[1]) == wrong


def test_without_a_schema_a_mapping_may_be_given():
    assert read(fields_of(None, {"_data": '{"a": 1}'})) == ({"a": 1}, {})
    assert read(fields_of(None, {})) == ({}, {})
