"""Offsets become lines and columns of the whole string, in characters, from 1."""

import ast

from tests.table import table
from workflows.expressions.errors import Place
from workflows.expressions.source import Source


def names_of(text: str, start: int, end: int) -> list[tuple[str, int, int, int]]:
    """Return each name of an expression with its place, as the compiler sees them."""
    source = Source(text, start, end, "/p")
    tree = ast.parse(f"({source.code}\n)", mode="eval")
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    places = [(node.id, source.place(node)) for node in found]
    return sorted((name, place.line, place.column, place.end_column) for name, place in places)


@table(
    ("before", "code", "names"),
    [
        ("", "a + bc", [("a", 1, 1, 2), ("bc", 1, 5, 7)]),
        ("12345", "a + bc", [("a", 1, 6, 7), ("bc", 1, 10, 12)]),
        ("ü😀", "a", [("a", 1, 3, 4)]),
        ("", "'ü😀' + a", [("a", 1, 8, 9)]),
        ("", "a +\nb", [("a", 1, 1, 2), ("b", 2, 1, 2)]),
        ("", "a +\r\n  b", [("a", 1, 1, 2), ("b", 2, 3, 4)]),
        ("", "a +\r  b", [("a", 1, 1, 2), ("b", 2, 3, 4)]),
        ("x\n", "a +\n b", [("a", 2, 1, 2), ("b", 3, 2, 3)]),
        ("x\r\ny\rz\n", "a", [("a", 4, 1, 2)]),
        ("x\n12", "a +\n b", [("a", 2, 3, 4), ("b", 3, 2, 3)]),
        ("", "'ü\\n' +\n'ü' + b", [("b", 2, 7, 8)]),
        ("", "x.from + y", [("x", 1, 1, 2), ("y", 1, 10, 11)]),
        ("", "x.from.in.ü + y", [("x", 1, 1, 2), ("y", 1, 15, 16)]),
        ("", "x\n.from + y", [("x", 1, 1, 2), ("y", 2, 9, 10)]),
    ],
)
def test_a_name_is_placed_where_it_stands(before: str, code: str, names: list) -> None:
    for after in ("", " after", "\nafter"):
        assert names_of(before + code + after, len(before), len(before) + len(code)) == names


@table(
    ("start", "end", "place"),
    [
        (0, 0, (1, 1, 1)),
        (0, 2, (1, 1, 3)),
        (1, 99, (1, 2, 3)),
        (3, 5, (2, 1, 3)),
        (3, 8, (2, 1, 3)),
        (7, 8, (3, 1, 2)),
    ],
)
def test_a_stretch_over_several_lines_ends_with_its_first(start: int, end: int, place: tuple[int, int, int]) -> None:
    assert Source("ab\ncd\r\nef", 0, 9, "").place_at(start, end) == Place("", *place)


@table(
    ("code", "spelled"),
    [
        ("a.from", "a.ｆrom"),
        ("a.from.from", "a.ｆrom.ｆrom"),
        ("a . in", "a . ｉn"),
        ("a[0].if", "a[0].ｉf"),
        ("f(x).is", "f(x).ｉs"),
        ("{}.or", "{}.ｏr"),
        ("a1.from", "a1.ｆrom"),
        ("a.fromage", "a.fromage"),
        ("a.x if b.y else c.z", "a.x if b.y else c.z"),
        ("1.if x else 2", "1.if x else 2"),
        ("1.5if x else 2", "1.5if x else 2"),
        ("'a.from'", "'a.from'"),
        ('"a.from" + a.from', '"a.from" + a.ｆrom'),
        ("'''a.from''' + a.from", "'''a.from''' + a.ｆrom"),
        ("'\\'a.from' + a.from", "'\\'a.from' + a.ｆrom"),
        ("from.a", "from.a"),
    ],
)
def test_only_a_reserved_word_after_a_dot_is_respelled(code: str, spelled: str) -> None:
    found = Source(code, 0, len(code), "").code
    assert found == spelled
    assert len(found) == len(code)
