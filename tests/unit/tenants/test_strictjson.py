"""JSON without mercy: what is refused, and that nothing else is."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.api.strictjson import (
    LARGEST,
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_KEY_LENGTH,
    MAX_KEYS,
    SMALLEST,
    JsonRefused,
    check_content_type,
    check_encoding,
    parse,
)


def refusal(raw: bytes | str, **limits) -> JsonRefused:
    with pytest.raises(JsonRefused) as refused:
        parse(raw.encode() if isinstance(raw, str) else raw, **limits)
    return refused.value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "invalid_json"),
        (" ", "invalid_json"),
        ("{", "invalid_json"),
        ("{'a': 1}", "invalid_json"),
        ("[1, 2,]", "invalid_json"),
        ("1 2", "invalid_json"),
        ("// no\n1", "invalid_json"),
        ("\ufeff{}", "invalid_json"),
        ("01", "invalid_json"),
        ('"a\nb"', "invalid_json"),
        ('{"a": 1, "a": 1}', "duplicate_key"),
        ('[{"a": {"b": 1, "c": 2, "b": 3}}]', "duplicate_key"),
        ('{"a": 1, "\\u0061": 2}', "duplicate_key"),
        ("NaN", "invalid_number"),
        ("[Infinity]", "invalid_number"),
        ("-Infinity", "invalid_number"),
        ("1e999", "invalid_number"),
        ("-1e999", "invalid_number"),
        (str(LARGEST + 1), "invalid_number"),
        (str(SMALLEST - 1), "invalid_number"),
        ("9" * 5000, "invalid_number"),
        ('"\\u0000"', "invalid_text"),
        ('{"\\u0000": 1}', "invalid_text"),
        ('["\\ud800"]', "invalid_text"),
        ('"\\uDFFF"', "invalid_text"),
        ('"\\udc00\\ud800"', "invalid_text"),
        (b"\xff", "invalid_text"),
        (b'"\xed\xa0\x80"', "invalid_text"),
        (b"\x00", "invalid_json"),
        ("{" + '"a":[' * (MAX_DEPTH // 2) + "[]" + "]" * (MAX_DEPTH // 2) + "}", "invalid_json"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "json_too_deep"),
        ('{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), "json_too_deep"),
        ("[" * 100_000, "json_too_deep"),
        ("[" * 100_000 + "]" * 100_000, "json_too_deep"),
        ('{"' + "k" * (MAX_KEY_LENGTH + 1) + '": 1}', "key_too_long"),
        ("[" + "[]," * MAX_CONTAINERS + "[]]", "json_too_many_keys"),
        ("[[]" + ",[]" * 100, "invalid_json"),
        ("[" + "[]," * 100 + "]]]", "invalid_json"),
        ("[" * (MAX_DEPTH + 1), "json_too_deep"),
        ('["]", ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "]", "json_too_deep"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_hostile_text_is_refused_by_its_code(raw, code):
    assert refusal(raw).code == code


@pytest.mark.parametrize(
    "raw",
    [
        "null",
        "0",
        '""',
        "[]",
        "{}",
        "-0.0",
        str(LARGEST),
        str(SMALLEST),
        "1e308",
        '"\\ud83d\\ude00"',
        '"\\\\u0000"',
        '"\\n\\t\\u0001"',
        '{"a": {"a": {"a": 1}}}',
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        json.dumps([{"a": 1}] * 1000),
        json.dumps(["[" * 1000, '"[' * 1000, "\\" * 999 + '"{']),
        json.dumps([[{"a": [[]]}] * 50] * 50),
        '{"' + "k" * MAX_KEY_LENGTH + '": 1}',
    ],
    ids=lambda value: value[:40],
)
def test_a_harmless_text_is_read_as_everybody_reads_it(raw):
    assert parse(raw.encode()) == json.loads(raw)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(SMALLEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), inner)
    ),
    max_leaves=30,
)


@given(JSON_VALUES, st.booleans())
def test_every_storable_value_comes_back_unchanged(value, ascii_only):
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    with suppress(JsonRefused):
        parse(raw)  # any other exception fails the test


def test_keys_are_counted_over_the_whole_document():
    objects = [{f"k{n}": 1 for n in range(1000)}] * (MAX_KEYS // 1000)
    assert len(parse(json.dumps(objects).encode())) == len(objects)
    assert refusal(json.dumps([*objects, {"one": "more"}])).code == "json_too_many_keys"


def test_a_body_is_measured_before_it_is_read():
    assert refusal(b"x" * 11, max_bytes=10).status == 413
    assert parse(b"1234567890", max_bytes=10) == 1234567890


def test_a_syntax_error_has_its_place():
    refused = refusal('{\n  "a" 1\n}')
    assert (refused.line, refused.column) == (2, 7)
    assert "Line 2, column 7" in refused.message


def test_a_message_never_repeats_much_of_the_input():
    for raw in ('{"' + "k" * 5000 + '": 1, "' + "k" * 5000 + '": 2}', "9" * 5000, "[" + "x" * 5000):
        assert len(refusal(raw).message) < 300


@pytest.mark.parametrize(
    "raw",
    [
        "[" * 2_000_000,
        '{"a":' * 800_000,
        "[" + "[]," * 1_500_000 + "[]]",
        '"' + "\\u0061" * 800_000 + '"',
        "9" * 5_000_000,
    ],
    ids=lambda raw: raw[:10],
)
def test_a_bomb_costs_little_time(raw):
    begin = time.perf_counter()
    with suppress(JsonRefused):
        parse(raw.encode())
    assert time.perf_counter() - begin < 2  # a tenth of a second on a quiet machine


@pytest.mark.parametrize(
    ("content_type", "accepted"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ('APPLICATION/JSON ;charset="UTF-8"', True),
        ("application/cloudevents+json", True),
        ("", False),
        ("text/json", False),
        ("text/plain; charset=utf-8", False),
        ("application/json; charset=utf-7", False),
        ("application/json; charset=latin1", False),
        ("application/json; charset=", False),
        ("application/jsonp", False),
        ("multipart/form-data; boundary=application/json", False),
    ],
)
def test_only_json_in_utf8_is_accepted(content_type, accepted):
    if accepted:
        check_content_type(content_type)
    else:
        with pytest.raises(JsonRefused) as refused:
            check_content_type(content_type)
        assert (refused.value.status, refused.value.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("encoding", "accepted"), [("", True), ("identity", True), ("gzip", False), ("br, identity", False)]
)
def test_a_compressed_body_is_not_opened(encoding, accepted):
    if accepted:
        check_encoding(encoding)
    else:
        with pytest.raises(JsonRefused):
            check_encoding(encoding)
