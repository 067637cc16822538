"""Names are text that people can read; ids are words that expressions can say."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import codes, document, note
from workflows.definition import LIMITS
from workflows.definition.names import clean_name, id_fault, name_fault, nearest, shown


@table(
    "name",
    [
        "Order",
        "<img onerror=alert(1)>",
        "Übung 日本語",
        "👩‍👩‍👧 family",
        "a" * 120,
        " trimmed ",
        "e\u0301" * 120,
        "{{ x }}",
    ],
)
def test_readable_text_is_a_name(name):
    assert name_fault(clean_name(name)) == ""


@table(
    "name",
    [
        "",
        "   ",
        "\u200e",
        "a\u202eb",
        "a\x00b",
        "a\nb",
        "tab\t",
        "\x1b[31m",
        "a" * 121,
        "😀" * 1_250_000,
        "\ud800",
        "a\u2028b",
        "\u2066x",
    ],
)
def test_what_hides_or_floods_is_no_name(name):
    assert name_fault(name) != ""


@table("name", ["a", "a1", "stock_2", "x" * 63])
def test_small_letters_digits_and_underscores_make_an_id(name):
    assert id_fault(name) == ""


@table("name", ["", "A", "1a", "_a", "a-b", "a.b", "ä", "a b", "a\n", "x" * 64])
def test_other_text_is_no_id(name):
    assert id_fault(name) != ""
    assert codes(note(name)) == [("/steps/0/id", "invalid_name")]


@table(
    ("raw", "pointer"),
    [
        (document(name="  "), "/name"),
        (document(name="a\u202eb"), "/name"),
        (document({**note("a"), "name": "x" * 121}), "/steps/0/name"),
    ],
)
def test_a_bad_name_is_told_where_it_stands(raw, pointer):
    assert codes(*raw.pop("steps"), **raw) == [(pointer, "invalid_name")]


@table(("slip", "found"), [("htp.request", "http.request"), ("HTTP.REQUEST", "http.request"), ("zzz", "")])
def test_the_nearest_name_is_found_or_nothing(slip, found):
    assert nearest(slip, ["http.request", "email.send"]) == found


def test_what_comes_from_outside_is_shown_short_and_harmless():
    assert shown("a\x1b[31m\u202eb" + "c" * 100) == "a�[31m�b" + "c" * 52


def test_every_limit_is_a_range_with_a_meaning():
    for key, limit in LIMITS.items():
        assert limit.key == key
        assert limit.low <= limit.high
        assert limit.meaning
