"""The end of an expression is found before any parser sees it."""

import pytest

from tests.table import table
from workflows.expressions import ExpressionError
from workflows.expressions.limits import MAX_DEPTH, MAX_SOURCE
from workflows.expressions.scan import check_brackets, end_of_braces


@table(
    ("inside", "after"),
    [
        ("a", ""),
        (" a ", " b }} c"),
        ("", "}}"),
        ("'}}'", ""),
        ('"}}"', ""),
        ("'''}}'''", ""),
        ('"""}}"""', ""),
        ("'\\'}}'", ""),
        ('"\\"}}"', ""),
        ("'\\\\'", "'}}'"),
        ("r'\\'}}'", ""),
        ("'' '}}'", ""),
        ("'\"' + \"'\" + '}}'", ""),
        ("{}", ""),
        ("{'a': {}}", ""),
        (" {'a': {'b': {}}} ", ""),
        ("[{}]", ""),
        ("f({'a': '}}'})", ""),
        ("{'{': '{{'}", ""),
        ("a\nb", ""),
        ("'''\n}}\n'''", ""),
        ("ü'ü}}'", ""),
    ],
)
def test_the_braces_that_close_are_the_first_outside_quotes_and_objects(inside: str, after: str) -> None:
    text = f"x{{{{{inside}}}}}{after}"
    end = end_of_braces(text, 3, "")
    assert text[3:end] == inside


@table(
    ("text", "message", "column"),
    [
        ("{{ a", "`{{` has no closing `}}`.", 1),
        ("{{ a }", "`}` closes nothing.", 6),
        ("{{ a ] }}", "`]` closes nothing.", 6),
        ("{{ (a }}", "`(` is not closed.", 4),
        ("{{ (a] }}", "`(` is not closed.", 4),
        ("{{ ((a) ", "`(` is not closed.", 4),
        ("{{ 'a }}", "This text has no closing quote.", 4),
        ("{{ 'a\n' }}", "This text has no closing quote.", 4),
        ("{{ '''a }}", "This text has no closing quote.", 6),
        ("{{ '\\' }}", "This text has no closing quote.", 4),
        ("{{ # }}", "Comments are not part of an expression.", 4),
    ],
)
def test_what_does_not_close_is_named_where_it_opened(text: str, message: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        end_of_braces(text, 2, "/p")
    error = caught.value
    assert (error.message, error.column, error.pointer) == (message, column, "/p")


@table("source", ["", "a", "'('", "([{}])", "f(a)[b]", "'a' \"b\"", "(" * MAX_DEPTH + ")" * MAX_DEPTH])
def test_a_bare_expression_with_matching_brackets_passes(source: str) -> None:
    check_brackets(source, "")


@table("source", ["}}", "(", "a)", "[}", "'", "}", "{", "a }} b"])
def test_a_bare_expression_with_stray_brackets_does_not(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        check_brackets(source, "")
    assert caught.value.code == "expression_syntax"


@table(
    ("length", "is_fine"),
    [(MAX_SOURCE - 1, True), (MAX_SOURCE, True), (MAX_SOURCE + 1, False), (MAX_SOURCE + 9, False)],
)
def test_the_length_limit_is_exact_with_and_without_braces(length: int, is_fine: bool) -> None:
    source = "a" * length
    for attempt in (lambda: check_brackets(source, ""), lambda: end_of_braces(f"{{{{{source}}}}}", 2, "")):
        if is_fine:
            attempt()
            continue
        with pytest.raises(ExpressionError) as caught:
            attempt()
        assert caught.value.code == "expression_too_long"


def test_the_depth_limit_is_exact() -> None:
    with pytest.raises(ExpressionError) as caught:
        check_brackets("(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1), "")
    assert (caught.value.code, caught.value.column) == ("expression_too_deep", MAX_DEPTH + 1)
