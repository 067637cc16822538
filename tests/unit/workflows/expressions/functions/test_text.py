"""Functions on text and patterns."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("upper('straße')", "STRASSE"),
        ("lower('ÄÖÜ')", "äöü"),
        ("title('the lord of mordor')", "The Lord Of Mordor"),
        ("title('don’t PANIC')", "Don’t Panic"),
        ("capitalize('')", ""),
        ("trim('\\t a \\n')", "a"),
        ("trim('xxaxx', 'x')", "a"),
        ("replace('aaa', 'a', '')", ""),
        ("replace('ab', '', '-')", "-a-b-"),
        ("replace('ab', 'x', 'y')", "ab"),
        ("split('a,b,,c', ',')", ["a", "b", "", "c"]),
        ("split('  a  b ')", ["a", "b"]),
        ("split('', ',')", [""]),
        ("split('')", []),
        ("lines('a\\r\\nb\\n')", ["a", "b"]),
        ("join([], ',')", ""),
        ("join(['a', null, true, 1.5, [2]], '|')", "a||true|1.5|[2]"),
        ("join(['a', 'b'])", "ab"),
        ("starts_with('abc', '')", True),
        ("starts_with('abc', 'b')", False),
        ("ends_with('abc', 'bc')", True),
        ("contains('abc', 'b')", True),
        ("before('abc', 'x')", "abc"),
        ("before('abc', '')", "abc"),
        ("after('a@b@c', '@')", "b@c"),
        ("after('abc', 'x')", ""),
        ("pad('abc', 2)", "abc"),
        ("pad('a', 5, '*', 'center')", "**a**"),
        ("pad('a', -5)", "a"),
        ("truncate('abc', 3)", "abc"),
        ("truncate('abcdef', 3)", "ab…"),
        ("truncate('abcdef', 3, '')", "abc"),
        ("truncate('abcdef', 0)", ""),
        ("truncate('abcdef', 2, '...')", ".."),
        ("slice('abcdef', -2)", "ef"),
        ("slice('abcdef', 1, -1)", "bcde"),
        ("slug('  Ærø & Łódź!! 100% ')", "aero-lodz-100"),
        ("slug('日本')", ""),
        ("url_encode('ü/?&=+ ~')", "%C3%BC%2F%3F%26%3D%2B%20~"),
        ("url_decode('%C3%BC%2F+')", "ü/+"),
        ("url_decode('%ff%zz')", "\ufffd%zz"),
        ("html_escape('\"<a>\\' & b')", "&quot;&lt;a&gt;&#x27; &amp; b"),
        ("strip_html('a <br/> &amp; b<script>x</script>')", "a  & bx"),
        ("is_email('ada@example')", False),
        ("is_email('ada example@x.de')", False),
        ("is_email('@x.de')", False),
        ("is_email('a@x..de')", False),
        ("text(null)", ""),
        ("text([1])", "[1]"),
        ("str(1.0)", "1"),
        ("length('äöü')", 3),
        ("reverse('abc')", "cba"),
        ("count('banana', 'an')", 2),
        ("count('banana')", 6),
        ("count('banana', '')", 0),
        ("index_of('banana', 'nan')", 2),
        ("index_of('banana', 'x')", -1),
        ("first('abc')", "a"),
        ("last('abc')", "c"),
    ],
)
def test_text_functions(source: str, value: Any) -> None:
    result = value_of(source)
    assert result == value
    assert type(result) is type(value)


@table(
    "source",
    [
        "regex_extract('a', 'a', 1)",
        "regex_extract('b', 'a', 1)",
        "regex_extract('a', 'a', -1)",
        "regex_all('a', '(a)', 2)",
        "regex_replace('a', 'a', '\\\\1')",
        "matches('\\\\ud800' + x, 'a')",
        "regex_all(x, 'a')",
        "sha256(x)",
        "split('a', '')",
        "pad('a', 5, '')",
        "pad('a', 5, 'ab')",
        "pad('a', 5, side='top')",
        "contains('abc', 1)",
    ],
)
def test_text_functions_refuse_what_they_cannot_do(source: str) -> None:
    assert error_of(source, {"x": "\ud800"}).code == "type_mismatch"
