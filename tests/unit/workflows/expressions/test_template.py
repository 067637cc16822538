"""One `{{ … }}` alone keeps its value's type; text around it makes text; `\\{{` is plain."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_in, filled, place_of
from workflows.expressions import compile_value, problems


@table(
    ("text", "value"),
    [
        ("{{ inputs.age }}", 36),
        ("{{inputs.age}}", 36),
        ("{{ inputs.items }}", [3, 1, 2]),
        ("{{ inputs.nothing }}", None),
        ("{{ inputs.yes }}", True),
        ("{{ {'a': 1} }}", {"a": 1}),
        ("{{{'a': 1}}}", {"a": 1}),
        ("{{ {'a': {'b': {}}} }}", {"a": {"b": {}}}),
        ("{{{'a': {'b': {}}}}}", {"a": {"b": {}}}),
        ("{{ '}}' }}", "}}"),
        ('{{ "}}" }}', "}}"),
        ("{{ '\\'}}' }}", "'}}"),
        ("{{ '''}}''' }}", "}}"),
        ("{{ '{{' }}", "{{"),
        ("{{ [x for x in inputs.items\n     if x > 1] }}", [3, 2]),
        ("{{\n  inputs.age\n  + 1\n}}", 37),
        ("{{ 7*7 }}", 49),
    ],
)
def test_one_expression_alone_keeps_its_type(text: str, value: Any) -> None:
    result = filled(text)
    assert result == value
    assert type(result) is type(value)


@table(
    ("text", "value"),
    [
        ("Hello {{ inputs.name }}!", "Hello Ada!"),
        ("{{ inputs.name }}{{ inputs.age }}", "Ada36"),
        ("{{ inputs.name }} is {{ inputs.age }}", "Ada is 36"),
        (" {{ inputs.age }}", " 36"),
        ("{{ inputs.age }}\n", "36\n"),
        ("[{{ inputs.nothing }}]", "[]"),
        ("={{ inputs.yes }}", "=true"),
        ("={{ not inputs.yes }}", "=false"),
        ("={{ inputs.price }}", "=2.5"),
        ("={{ 10 / 2 }}", "=5"),
        ("={{ 1e300 }}", "=1e+300"),
        ("={{ inputs.items }}", "=[3,1,2]"),
        ("={{ {'a': 'ü', 'b': null} }}", '={"a":"ü","b":null}'),
        ("={{ '' }}", "="),
        ("a }} b", "a }} b"),
        ("a } b { c", "a } b { c"),
        ("\\{{ name }}", "{{ name }}"),
        ("\\{{ a }} {{ inputs.age }}", "{{ a }} 36"),
        ("{{ inputs.age }} \\{{ b }}", "36 {{ b }}"),
        ("\\{{\\{{", "{{{{"),
        ("\\ {{ inputs.age }}", "\\ 36"),
        ("plain", "plain"),
        ("", ""),
        ("${7*7} #{7*7} <%= 7 %> {% if %} {7*7}", "${7*7} #{7*7} <%= 7 %> {% if %} {7*7}"),
    ],
)
def test_text_around_makes_text(text: str, value: str) -> None:
    assert filled(text) == value


def test_braces_that_come_from_data_stay_text() -> None:
    assert filled("{{ x }}", {"x": "{{ 7*7 }}"}) == "{{ 7*7 }}"
    assert filled("a {{ x }}", {"x": "{{ 7*7 }} ${7*7}"}) == "a {{ 7*7 }} ${7*7}"


@table(
    ("text", "says", "place"),
    [
        ("ab {{ inputs.age", "`{{` has no closing `}}`.", (1, 4, 6)),
        ("{{ }}", "There is no expression here.", (1, 3, 4)),
        ("{{}}", "There is no expression here.", (1, 3, 3)),
        ("x {{ 1 + }} y", "This is not a complete expression.", (1, 9, 10)),
        ("x {{ (1 }} y", "`(` is not closed.", (1, 6, 7)),
        ("x {{ [1) }} y", "`[` is not closed.", (1, 6, 7)),
        ("x {{ 1) }} y", "`)` closes nothing.", (1, 7, 8)),
        ("x {{ 'a }} y", "This text has no closing quote.", (1, 6, 7)),
        ("x {{ {'a': 1 }} y", "`}` closes nothing.", (1, 15, 16)),
        ("x {{ 1 # one }}", "Comments are not part of an expression.", (1, 8, 9)),
        ("{{ 1 } }}", "`}` closes nothing.", (1, 6, 7)),
    ],
)
def test_a_template_that_cannot_be_read_says_where(text: str, says: str, place: tuple[int, int, int]) -> None:
    error = error_in(text)
    assert (error.code, error.message, place_of(error)) == ("expression_syntax", says, place)


@table(
    ("text", "place"),
    [
        ("Hello {{ inputs.zzz }}", (1, 10, 20)),
        ("{{ inputs.zzz }}", (1, 4, 14)),
        ("Hellö ü {{ inputs.zzz }}", (1, 12, 22)),
        ("{{ 'ü' + inputs.zzz }}", (1, 10, 20)),
        ("{{ 'ü' + inputs.from + inputs.zzz }}", (1, 24, 34)),
        ("a\nb {{ inputs.zzz }}", (2, 6, 16)),
        ("a\r\nb {{ inputs.zzz }}", (2, 6, 16)),
        ("{{ 1 +\n   inputs.zzz }}", (2, 4, 14)),
        ("a\n{{ [1,\r\n  'ü', inputs.zzz] }}", (3, 8, 18)),
        ("{{ inputs\n.zzz }}", (1, 4, 10)),
        ("{{ 1 }} {{ 2 }} {{ inputs.zzz }}", (1, 20, 30)),
        ("😀 {{ inputs.zzz }}", (1, 6, 16)),
        ("{{ '😀' + inputs.zzz }}", (1, 10, 20)),
    ],
)
def test_places_count_in_the_whole_string_from_one(text: str, place: tuple[int, int, int]) -> None:
    error = error_in(text)
    assert (error.code, place_of(error)) == ("value_missing", place)


@table(
    ("value", "result"),
    [
        ({"url": "https://x/{{ inputs.age }}", "n": 1}, {"url": "https://x/36", "n": 1}),
        ({"a": {"b": ["{{ inputs.age }}", None]}}, {"a": {"b": [36, None]}}),
        ({"{{ key }}": 1}, {"{{ key }}": 1}),
        ([1, "{{ inputs.age }}", [True]], [1, 36, [True]]),
        ({"b": "{{ inputs.age }}", "a": "\\{{"}, {"b": 36, "a": "{{"}),
        (5, 5),
        (None, None),
        ({}, {}),
        ({"a": []}, {"a": []}),
    ],
)
def test_any_json_value_is_filled_in_place(value: Any, result: Any) -> None:
    assert filled(value) == result


def test_the_order_of_the_fields_stays() -> None:
    assert list(filled({"z": "{{ 1 }}", "a": 1, "m": ["{{ 2 }}"]})) == ["z", "a", "m"]


@table("value", [{"a": {"b": [1]}}, ["x", {"y": []}], {"a": "{{ inputs.age }}", "b": [1]}])
def test_each_evaluation_gives_lists_and_objects_of_its_own(value: Any) -> None:
    first, second = filled(value), filled(value)
    assert first == second
    assert first is not second
    compiled = compile_value(value)
    one, two = compiled.evaluate({"inputs": {"age": 1}}, None), compiled.evaluate({"inputs": {"age": 1}}, None)
    assert one is not two
    assert one is not value
    if isinstance(value, dict) and "b" in value:
        assert one["b"] is not two["b"]


@table(
    ("value", "is_constant"),
    [
        ("plain", True),
        ("\\{{ a }}", True),
        ({"a": [1, None]}, True),
        ("{{ 1 }}", False),
        ({"a": ["{{ inputs.x }}"]}, False),
    ],
)
def test_a_value_without_expressions_is_constant(value: Any, is_constant: bool) -> None:
    assert compile_value(value).is_constant is is_constant


@table(
    ("value", "pointer"),
    [
        ("{{ inputs.zzz }}", ""),
        ({"a": "{{ inputs.zzz }}"}, "/a"),
        ({"a": [1, "{{ inputs.zzz }}"]}, "/a/1"),
        ({"a/b": {"c~d": "x {{ inputs.zzz }}"}}, "/a~1b/c~0d"),
        ({"a": "{{ 1 + }}"}, "/a"),
        ({"a": ["{{ nope() }}"]}, "/a/0"),
    ],
)
def test_an_error_points_into_the_value(value: Any, pointer: str) -> None:
    assert error_in(value).pointer == pointer


def test_the_pointer_given_comes_first() -> None:
    compiled = compile_value({"a": "{{ inputs.x }}"}, pointer="/steps/0/with")
    assert compiled.references[0].pointer == "/steps/0/with/a"


def test_problems_lists_the_error_of_every_string() -> None:
    found = problems({"a": "{{ 1 + }}", "b": ["{{ nope() }}", "{{ 1 }}"], "c": "{{"}, pointer="/with")
    assert [(error.pointer, error.code) for error in found] == [
        ("/with/a", "expression_syntax"),
        ("/with/b/0", "unknown_function"),
        ("/with/c", "expression_syntax"),
    ]
    assert problems({"a": 1}) == []


def test_a_value_that_nests_too_deep_is_refused() -> None:
    deep: Any = "{{ 1 }}"
    for _ in range(200):
        deep = [deep]
    assert error_in(deep).code == "expression_too_deep"
