"""Functions on any value, and encodings."""

from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import error_of, value_of


@table(
    ("source", "value"),
    [
        ("json('a\"ü')", '"a\\"ü"'),
        ("json(null)", "null"),
        ("json({'a': 5.0}, pretty=true)", '{\n  "a": 5.0\n}'),
        ("parse_json('[1, 2.5, \"a\", null, true]')", [1, 2.5, "a", None, True]),
        ('parse_json(\'{"a": {"b": 1}}\').a.b', 1),
        ("parse_json(json({'a': [1]}))", {"a": [1]}),
        ("type_of('a')", "text"),
        ("type_of(1)", "number"),
        ("type_of(1.5)", "number"),
        ("type_of(true)", "boolean"),
        ("type_of(null)", "null"),
        ("type_of([])", "list"),
        ("type_of({})", "object"),
        ("is_empty(null)", True),
        ("is_empty('')", True),
        ("is_empty([])", True),
        ("is_empty({})", True),
        ("is_empty(0)", False),
        ("is_empty(false)", False),
        ("is_empty([null])", False),
        ("boolean('False')", False),
        ("boolean(' off ')", False),
        ("boolean('anything')", True),
        ("boolean(0)", False),
        ("boolean([0])", True),
        ("hash('abc') == sha256('abc')", True),
        ("hash('', 'sha1')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("len(hash('abc', 'sha512'))", 128),
        ("md5('ü')", "c03410a5204b21cd8229ff754688d743"),
        ("base64_encode('')", ""),
        ("base64_decode('')", ""),
        ("base64_decode('YQ')", "a"),
        ("base64_decode('Pz8_')", "???"),
        ("base64_decode(' Y W E =')", "aa"),
        ("base64_decode(base64_encode('日本 😀'))", "日本 😀"),
    ],
)
def test_data_functions(source: str, value: Any) -> None:
    result = value_of(source)
    assert result == value
    assert type(result) is type(value)


@table(
    ("source", "code"),
    [
        ("parse_json('')", "type_mismatch"),
        ("parse_json('{')", "type_mismatch"),
        ("parse_json('NaN')", "type_mismatch"),
        ("parse_json('[Infinity]')", "type_mismatch"),
        ("parse_json('1e999')", "expression_budget"),
        ("parse_json('1' * 19)", "expression_budget"),
        ("parse_json('1' * 5000)", "expression_budget"),
        ("parse_json('[' * 5000)", "expression_budget"),
        ("parse_json('\"\\\\ud800\"')", "type_mismatch"),
        ("hash('a', 'crc32')", "type_mismatch"),
        ("base64_decode('!')", "type_mismatch"),
        ("base64_decode('A')", "type_mismatch"),
        ("base64_decode('/w==')", "type_mismatch"),
        ("base64_decode('ü')", "type_mismatch"),
    ],
)
def test_data_functions_refuse_what_they_cannot_read(source: str, code: str) -> None:
    assert error_of(source).code == code
