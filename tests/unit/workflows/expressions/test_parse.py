"""What cannot be read says so at its place, with a hint where another language was meant."""

import ast
import threading

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, place_of, value_of
from workflows.expressions import compile_expression
from workflows.expressions.unit import HANDLERS


@table(
    ("source", "hint"),
    [
        ("a && b", "`and`"),
        ("a || b", "`or`"),
        ("!a", "`not`"),
        ("a !== b", "`!=`"),
        ("a === b", "`==`"),
        ("a = 1", "`==`"),
        ("a ? b : c", "if condition else"),
        ("$json.x", "`$`"),
        ("lambda x: x", "comprehension"),
        ("(x := 1)", "`set` step"),
        ("{1, 2}", "list"),
    ],
)
def test_what_other_languages_write_gets_a_hint(source: str, hint: str) -> None:
    error = error_of(source)
    assert error.code == "expression_syntax"
    assert hint in error.hint


@table(
    ("source", "place"),
    [
        ("", (1, 1, 1)),
        ("   ", (1, 1, 4)),
        ("1 +", (1, 3, 4)),
        ("inputs.", (1, 7, 8)),
        ("inputs..a", (1, 8, 9)),
        ("1 2", (1, 1, 4)),
        ("1\n+\n\n*2", (4, 1, 2)),
        ("'abc", (1, 1, 2)),
        ("(1", (1, 1, 2)),
        ("[1)", (1, 1, 2)),
        ("1]", (1, 2, 3)),
        ("a # b", (1, 3, 4)),
        ("if", (1, 1, 3)),
        ("1\n+ 'ü' $", (2, 7, 8)),
    ],
)
def test_a_syntax_error_has_its_place(source: str, place: tuple[int, int, int]) -> None:
    error = error_of(source)
    assert (error.code, place_of(error)) == ("expression_syntax", place)


@table(
    "source",
    [
        "yield 1",
        "await x",
        "lambda: 1",
        "x := 1",
        "import os",
        "del x",
        "a; b",
        "print 1",
        "@x",
        "x[1:2, 3]",
        "a[1:2][::]()",
        "\x00",
        "\ud800",
        "'\ud800'",
        "1 if 2",
        "[for x in y]",
        "{'a'}",
        "{'a': }",
        "`a`",
        "x\n)(",
        ") + (",
        "1) + (1",
        "'''a",
        "async",
    ],
)
def test_everything_else_of_python_is_refused(source: str) -> None:
    assert error_of(source).code in ("expression_syntax", "unknown_function")


@table("source", [" 1", "\t1\n", "\n\n1", "(\n1\n)", "1 +\n1 - 1", "1\n  + 0"])
def test_white_space_and_lines_are_free(source: str) -> None:
    assert value_of(source) == 1


def test_the_language_has_exactly_these_kinds_of_nodes() -> None:
    assert {kind.__name__ for kind in HANDLERS} == {
        "Attribute",
        "BinOp",
        "BoolOp",
        "Call",
        "Compare",
        "Constant",
        "Dict",
        "DictComp",
        "GeneratorExp",
        "IfExp",
        "JoinedStr",
        "List",
        "ListComp",
        "Name",
        "Subscript",
        "Tuple",
        "UnaryOp",
    }


def test_every_other_kind_of_expression_is_refused() -> None:
    others = {kind for kind in ast.expr.__subclasses__() if kind not in HANDLERS}
    assert {ast.Lambda, ast.Await, ast.Yield, ast.NamedExpr, ast.Starred, ast.Set, ast.SetComp} <= others


def test_compiling_in_many_threads_gives_no_warning_and_no_mix_up(recwarn) -> None:
    results: list[str] = []

    def work(number: int) -> None:
        source = rf"'\d{number}'"
        results.extend(str(compile_expression(source).evaluate({}, None)) for _ in range(20))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted([rf"\d{number}" for number in range(4) for _ in range(20)])
    assert list(recwarn) == []
