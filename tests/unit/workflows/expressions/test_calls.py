"""Functions are called by name; what they are given is checked before they run."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, place_of, value_of
from workflows.expressions import FUNCTIONS, compile_expression


@table(
    ("source", "value"),
    [
        ("upper('a')", "A"),
        ("upper(text='a')", "A"),
        ("pad('7', 3)", "7  "),
        ("pad('7', 3, '0', 'left')", "007"),
        ("pad('7', width=3, side='left')", "  7"),
        ("pad(side='left', width=2, text='7')", " 7"),
        ("min(3, 1, 2)", 1),
        ("merge({'a': 1})", {"a": 1}),
        ("merge()", {}),
        ("round(2.5, 0.0)", 3),
        ("upper(lower(upper('a')))", "A"),
    ],
)
def test_values_are_given_in_order_or_by_name(source: str, value: Any) -> None:
    assert value_of(source) == value


@table(
    ("source", "says", "place"),
    [
        ("uper('a')", "There is no function `uper`; did you mean `upper`?", (1, 1, 5)),
        ("open('/etc/passwd')", "There is no function `open`", (1, 1, 5)),
        ("__import__('os')", "There is no function `__import__`", (1, 1, 11)),
        ("eval('1')", "There is no function `eval`", (1, 1, 5)),
        ("getattr(1, 'real')", "There is no function `getattr`", (1, 1, 8)),
        ("inputs.name.upper()", "Values have no methods.", (1, 1, 18)),
        ("'a'.format('x')", "Values have no methods.", (1, 1, 11)),
        ("inputs.get('a')", "Values have no methods.", (1, 1, 11)),
        ("upper('a').lower()", "Values have no methods.", (1, 1, 17)),
    ],
)
def test_only_functions_of_the_language_can_be_called(source: str, says: str, place: tuple[int, int, int]) -> None:
    error = error_of(source)
    assert (error.code, place_of(error)) == ("unknown_function", place)
    assert says in error.message


def test_a_method_is_offered_as_the_function_of_that_name() -> None:
    assert error_of("inputs.name.upper()").hint == "Write upper(value)."


@table(
    ("source", "says"),
    [
        ("upper()", "`upper` needs `text`."),
        ("upper('a', 'b')", "`upper` takes no more than 1."),
        ("upper(word='a')", "`upper` has no `word`"),
        ("upper('a', text='b')", "`text` is given twice."),
        ("pad('a', widht=3)", "`pad` has no `widht`; did you mean `width`?"),
        ("upper(*['a'])", "A star is only possible inside a list."),
        ("upper(**{'text': 'a'})", "`**` is only possible inside an object."),
        ("default(1)", "`default` needs `otherwise`."),
        ("merge(objects={})", "`merge` has no `objects`"),
        ("upper('a')('b')", "Only functions can be called, by their name."),
        ("inputs['f']()", "Only functions can be called, by their name."),
        ("(lambda: 1)()", "Only functions can be called, by their name."),
    ],
)
def test_a_call_that_does_not_fit_fails_when_compiling(source: str, says: str) -> None:
    error = error_of(source)
    assert error.code == "expression_syntax"
    assert says in error.message


@table(
    ("source", "says", "place"),
    [
        ("upper(5)", "This must be text, not a number.", (1, 7, 8)),
        ("upper(inputs.nothing)", "This must be text, not null.", (1, 7, 21)),
        ("pad('a', 'b')", "This must be a whole number, not text.", (1, 10, 13)),
        ("pad('a', 1.5)", "This must be a whole number, not a number.", (1, 10, 13)),
        ("pad('a', true)", "This must be a whole number, not true/false.", (1, 10, 14)),
        ("abs('1')", "This must be a number, not text.", (1, 5, 8)),
        ("abs(true)", "This must be a number, not true/false.", (1, 5, 9)),
        ("sort({})", "This must be a list, not an object.", (1, 6, 8)),
        ("sort([], descending=1)", "This must be true or false, not a number.", (1, 21, 22)),
        ("keys([])", "This must be an object, not a list.", (1, 6, 8)),
        ("first(3)", "This must be text or a list, not a number.", (1, 7, 8)),
        ("date(null)", "This must be a date, not null.", (1, 6, 10)),
        ("money([])", "This must be a number or a number written as text, not a list.", (1, 7, 9)),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_at_its_own_place(source, says, place) -> None:
    error = error_of(source)
    assert (error.code, error.message, place_of(error)) == ("type_mismatch", says, place)


def test_what_goes_wrong_inside_a_function_is_placed_at_the_call() -> None:
    assert place_of(error_of("'x' + text(int('q'))")) == (1, 12, 20)


@table(
    ("source", "value"),
    [
        ("default(inputs.zzz, 'x')", "x"),
        ("default(inputs.zzz.y.z, 'x')", "x"),
        ("default(inputs.nothing, 'x')", "x"),
        ("default(inputs.nothing.a, 'x')", "x"),
        ("default(steps.later.body, 'x')", "x"),
        ("default(steps.skipped.body, 'x')", "x"),
        ("default(nowhere, 'x')", "x"),
        ("default(inputs.items[9], 'x')", "x"),
        ("default(first([]), 'x')", "x"),
        ("default(upper(inputs.zzz), 'x')", "x"),
        ("default(inputs.name, inputs.zzz)", "Ada"),
        ("default('', 'x')", ""),
        ("default(0, 'x')", 0),
        ("default(false, 'x')", False),
        ("default(inputs.zzz, default(inputs.yyy, 'x'))", "x"),
        ("default(value=inputs.zzz, otherwise=null)", None),
    ],
)
def test_default_catches_a_missing_path_and_null_and_nothing_else(source: str, value: Any) -> None:
    assert value_of(source) == value


@table(
    ("source", "code"),
    [
        ("default(1 / 0, 'x')", "type_mismatch"),
        ("default(inputs.name.x, 'x')", "type_mismatch"),
        ("default(upper(5), 'x')", "type_mismatch"),
        ("default(range(10 ** 9), 'x')", "expression_budget"),
        ("default(inputs.zzz, inputs.yyy)", "value_missing"),
    ],
)
def test_default_lets_other_errors_through(source: str, code: str) -> None:
    assert error_of(source).code == code


@table("name", sorted({"str", "len", "float", "sorted", "length", "regex", "integer", "bool"}))
def test_the_names_people_bring_from_elsewhere_work(name: str) -> None:
    function = FUNCTIONS[name]
    assert value_of(function.example) == function.result


def test_a_bad_pattern_is_found_when_compiling() -> None:
    error = error_of("[matches(x, '(a') for x in []]")
    assert (error.code, place_of(error)) == ("regex_refused", (1, 13, 17))


def test_compiling_calls_nothing() -> None:
    assert compile_expression("range(10 ** 9)").references == ()
