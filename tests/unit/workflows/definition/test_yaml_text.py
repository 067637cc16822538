"""YAML means the same to every reader, and comes back as it went out."""

from __future__ import annotations

import pytest

from tests.table import table
from workflows.definition import DefinitionError, dump_yaml, load_yaml


@table(
    ("text", "value"),
    [
        ("a: on", {"a": "on"}),
        ("a: no", {"a": "no"}),
        ("a: Yes", {"a": "Yes"}),
        ("a: true", {"a": True}),
        ("a: FALSE", {"a": False}),
        ("a: 2027-03-28", {"a": "2027-03-28"}),
        ("a: 2027-03-28T02:30:00Z", {"a": "2027-03-28T02:30:00Z"}),
        ("a: 7:30", {"a": "7:30"}),
        ("a: 010", {"a": "010"}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: +5", {"a": "+5"}),
        ("a: .5", {"a": ".5"}),
        ("a: .inf", {"a": ".inf"}),
        ("a: -7", {"a": -7}),
        ("a: 1.50", {"a": 1.5}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: 'true'", {"a": "true"}),
        ('a: "7"', {"a": "7"}),
        ("a: ! 7", {"a": "7"}),
        ("'7': x", {"7": "x"}),
        ("<<: x", {"<<": "x"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("[1, [2]]", [1, [2]]),
        ("", None),
        ("# nothing\n", None),
        ("plain", "plain"),
        ('url: "{{ inputs.a }}"', {"url": "{{ inputs.a }}"}),
    ],
)
def test_plain_text_means_what_yaml_1_2_says(text, value):
    loaded = load_yaml(text)
    assert loaded == value
    assert repr(loaded) == repr(value)


@table(
    ("text", "code", "line", "column"),
    [
        ("a: &x 1\nb: *x", "yaml_alias", 1, 4),
        ("a: 1\nb: *x", "yaml_alias", 2, 4),
        ("a: !!python/object:os.system 1", "yaml_tag", 1, 4),
        ("a: !!str 1", "yaml_tag", 1, 4),
        ("a: 1\nb:\n  c: 1\n  c: 2", "duplicate_key", 4, 3),
        ("7: x", "yaml_invalid", 1, 1),
        ("[1]: x", "yaml_invalid", 1, 1),
        ("a: 1\n---\nb: 2", "yaml_invalid", 2, 1),
        ("a: [1\n", "yaml_invalid", 2, 1),
        ("a: 1e999", "invalid_number", 1, 4),
        ("a: 123456789012345678901234567890", "invalid_number", 1, 4),
        ("[" * 70 + "]" * 70, "definition_too_large", 1, 65),
        ("x" * 800_001, "definition_too_large", None, None),
    ],
)
def test_what_could_surprise_is_refused_with_its_place(text, code, line, column):
    with pytest.raises(DefinitionError) as caught:
        load_yaml(text)
    [problem] = caught.value.problems
    assert (problem.code, problem.line, problem.column) == (code, line, column)


def test_a_control_character_is_refused():
    with pytest.raises(DefinitionError) as caught:
        load_yaml("a: \x00")
    assert caught.value.code == "yaml_invalid"


def test_ten_thousand_open_brackets_are_refused_without_recursing():
    with pytest.raises(DefinitionError):
        load_yaml("[" * 10_000)


def test_the_place_is_told_as_a_pointer_too():
    with pytest.raises(DefinitionError) as caught:
        load_yaml("steps:\n  - id: a\n    with: {x: *y}")
    assert caught.value.problems[0].pointer == "/steps/0/with/x"


def test_a_document_is_written_in_blocks_in_its_own_order():
    document = {
        "schema": 1,
        "name": "Übung",
        "steps": [{"id": "a", "with": {"text": "one\ntwo\n", "on": "no", "day": "2027-01-01"}}],
    }
    assert dump_yaml(document) == (
        "schema: 1\n"
        "name: Übung\n"
        "steps:\n"
        "  - id: a\n"
        "    with:\n"
        "      text: |\n"
        "        one\n"
        "        two\n"
        "      'on': 'no'\n"
        "      day: '2027-01-01'\n"
    )


def test_one_value_used_twice_is_written_twice():
    shared = {"a": 1}
    assert "&" not in dump_yaml({"x": shared, "y": shared})
