"""What a delivery's body becomes, for each content type that is understood; everything else is refused clearly."""

import gzip
import json
from urllib.parse import urlencode

import pytest

from tests.integration.webhook.hook import make_hook

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "sep"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def hook(database):
    return make_hook()


def multipart(*parts: tuple[str, bytes]) -> bytes:
    """Return a multipart body of (header lines, content)."""
    sent = b"".join(b"--sep\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return sent + b"--sep--\r\n"


def field(name: str, value: str) -> tuple[str, bytes]:
    return f'Content-Disposition: form-data; name="{name}"', value.encode()


TAKEN = [
    ("application/json", b'{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
    ("application/json; charset=utf-8", '{"grüße": "☕"}'.encode(), {"grüße": "☕"}),
    ("APPLICATION/JSON", b"[1]", [1]),
    (FORM, b"sku=A-1&quantity=2", {"sku": "A-1", "quantity": "2"}),
    (FORM, b"tag=a&tag=b&empty=", {"tag": ["a", "b"], "empty": ""}),
    (FORM, urlencode({"grüße": "☕ & more"}).encode(), {"grüße": "☕ & more"}),
    (FORM, b"", {}),
    ("text/plain", "Größe 42".encode(), "Größe 42"),
    ("text/plain; charset=us-ascii", b"plain", "plain"),
    (MULTIPART, multipart(field("sku", "A-1"), field("note", "☕")), {"sku": "A-1", "note": "☕"}),
    (MULTIPART, multipart(field("tag", "a"), field("tag", "b")), {"tag": ["a", "b"]}),
]
REFUSED = [
    ("application/xml", b"<a/>", 415, "unsupported_media_type"),
    ("application/jsonp", b"{}", 415, "unsupported_media_type"),
    ("application/json/x", b"{}", 415, "unsupported_media_type"),
    ("application/octet-stream", b"{}", 415, "unsupported_media_type"),
    ("text/html", b"{}", 415, "unsupported_media_type"),
    ("application/json; charset=utf-16", b"{}", 415, "unsupported_media_type"),
    ("text/plain; charset=latin-1", b"x", 415, "unsupported_media_type"),
    ("application/json", b"", 400, "invalid_json"),
    ("application/json", b"{'a': 1}", 400, "invalid_json"),
    ("application/json", b"a=1", 400, "invalid_json"),
    ("application/json", b"\xef\xbb\xbf{}", 400, "invalid_json"),
    ("text/plain", b"\xff", 400, "invalid_text"),
    ("text/plain", b"a\x00b", 400, "invalid_text"),
    (FORM, b"a=%FF", 400, "invalid_text"),
    (FORM, b"a=%00", 400, "invalid_text"),
    (FORM, b"a%00=1", 400, "invalid_text"),
    (FORM, "a=ü".encode(), 400, "invalid_text"),
    (FORM, b"&".join(b"a=1" for _ in range(1_001)), 400, "too_many_fields"),
    (MULTIPART, b"no boundary here", 400, "invalid_multipart"),
    (MULTIPART, multipart(field("a", "b"))[:-4], 400, "invalid_multipart"),
    ("multipart/form-data", multipart(field("a", "b")), 400, "invalid_multipart"),
    (MULTIPART, multipart(*[field("a", "b")] * 1_001), 400, "invalid_multipart"),
    (MULTIPART, multipart(('Content-Disposition: form-data; name="a"', b"\xff")), 400, "invalid_text"),
    (MULTIPART, multipart(field("a", "\x00")), 400, "invalid_text"),
]
FILES = [
    'Content-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain',
    'Content-Disposition: form-data; name="f"; filename="/etc/passwd"',
    "Content-Disposition: form-data; name=\"f\"; filename*=UTF-8''a.txt",
]


@pytest.mark.parametrize(("content_type", "body", "inputs"), TAKEN)
def test_each_content_type_gives_its_own_values(hook, content_type, body, inputs):
    answer = hook.post(body, content_type=content_type)

    assert answer.status_code == 202, answer.content
    assert hook.runs()[-1].inputs == inputs


@pytest.mark.parametrize(("content_type", "body", "status", "code"), REFUSED)
def test_what_is_not_understood_is_refused_and_starts_nothing(hook, content_type, body, status, code):
    before = len(hook.runs())

    answer = hook.post(body, content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(hook.runs()) == before


@pytest.mark.parametrize("head", FILES)
def test_a_form_with_a_file_is_refused_before_the_file_is_read(hook, head):
    answer = hook.post(multipart(field("a", "b"), (head, b"\xff\x00 content")), content_type=MULTIPART)

    assert (answer.status_code, answer.json()["code"]) == (415, "files_not_supported")


def test_no_body_at_all_needs_no_content_type(hook):
    answer = hook.post(b"", content_type="")

    assert answer.status_code == 202
    assert (hook.runs()[-1].inputs, hook.runs()[-1].trigger["body"]) == ({}, None)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity"])
def test_a_packed_body_is_unpacked(hook, encoding):
    plain = json.dumps({"lines": [f"line {number}" for number in range(50)]}).encode()
    sent = plain if encoding == "identity" else gzip.compress(plain, mtime=0)

    answer = hook.post(sent, content_encoding=encoding)

    assert answer.status_code == 202
    assert hook.runs()[-1].inputs == json.loads(plain)


@pytest.mark.parametrize(
    ("sent", "encoding", "status", "code"),
    [
        (b"{}", "gzip", 400, "invalid_encoding"),
        (gzip.compress(b"{}", mtime=0)[:-3], "gzip", 400, "invalid_encoding"),
        (gzip.compress(b"{}", mtime=0) + b"more", "gzip", 400, "invalid_encoding"),
        (b"", "gzip", 400, "invalid_encoding"),
        (b"{}", "br", 415, "unsupported_content_encoding"),
        (gzip.compress(gzip.compress(b"{}", mtime=0), mtime=0), "gzip, gzip", 415, "unsupported_content_encoding"),
        (gzip.compress(b" " * 100_000, mtime=0), "gzip", 413, "decompressed_too_large"),
    ],
)
def test_a_badly_packed_body_is_refused(hook, sent, encoding, status, code):
    answer = hook.post(sent, content_encoding=encoding)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
