"""Patterns run in linear time, and what cannot is refused."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("matches('abc', 'b')", True),
        ("matches('abc', '^b')", False),
        ("matches('abc', '(?i)B')", True),
        ("matches('äöü', '^\\\\pL+$')", True),
        ("matches('', '')", True),
        ("regex('a', 'a')", True),
        ("regex_extract('x', 'y')", None),
        ("regex_extract('a-1', '(b)?-(1)', 1)", None),
        ("regex_extract('ü12', '[0-9]+')", "12"),
        ("regex_all('', 'a')", []),
        ("regex_all('a1b2', '([a-z])([0-9])', 2)", ["1", "2"]),
        ("regex_all('aé😀b', '.')", ["a", "é", "😀", "b"]),
        ("regex_replace('abc', 'x', 'y')", "abc"),
        ("regex_replace('aé😀b', '[é😀]', '-')", "a--b"),
        ("regex_replace('abc', '', '-')", "-a-b-c-"),
        ("regex_replace('ab', 'a|b', '[\\\\0]')", "[a][b]"),
        ("regex_replace('ab', '(a)|(b)', '<\\\\2>')", "<><b>"),
        ("regex_replace('a', 'a', '\\\\\\\\n')", "\\n"),
        ("regex_replace('a', 'a', '\\\\')", "\\"),
        ("regex_split('a, b;c', '[,;] *')", ["a", "b", "c"]),
        ("regex_split('abc', '')", ["abc"]),
        ("regex_split('', ',')", [""]),
    ],
)
def test_patterns(source: str, value: Any) -> None:
    assert value_of(source) == value


@table("pattern", ["(a", "a**", "(?=a)", "(?<=a)b", r"\\1", "[z-a]", "x{2000}", "a" * 1001, "(?P<a>"])
def test_a_pattern_that_cannot_be_run_is_refused_when_it_is_written_or_given(pattern: str) -> None:
    assert error_of(f"matches('a', '{pattern}')").code == "regex_refused"
    assert error_of("matches('a', p)", {"p": pattern.replace("\\\\", "\\")}).code == "regex_refused"


def test_a_nested_repetition_takes_no_time() -> None:
    assert value_of("matches('a' * 30 + '!', '(a+)+$')") is False
