"""Text from outside is text in the console, whatever it contains."""

from html.parser import HTMLParser

import pytest

from tests import engine_room as room
from tests.integration.console.house import at, browser, text

PAYLOADS = [
    "<script>alert('m1')</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ constructor.constructor('alert(1)')() }}"[3:-3],
    "data:text/html,<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m",
    "\u202egpj.exe",
    "<svg/onload=alert(1)>",
]


class Reader(HTMLParser):
    """Notes what a page would run that is not a file of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("svg", "iframe", "object", "embed") or (tag == "img" and given.get("src") == "x"):
            self.foreign.append(tag)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.foreign.append("script")
        self.foreign += [name for name in given if name.startswith("on")]
        led = [given.get(name) or "" for name in ("href", "src", "action", "formaction")]
        self.foreign += [link for link in led if link.lower().startswith(("javascript:", "data:", "vbscript:"))]


def is_clean(page: str) -> bool:
    """Return whether a page runs nothing but our own files."""
    reader = Reader()
    reader.feed(page)
    return reader.foreign == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_and_data_are_shown_as_text(cast, payload):
    visible = "".join(letter for letter in payload if letter.isprintable())
    step = {"id": "one", "name": visible, "note": visible, "type": "set", "with": {visible: "{{ inputs.text }}"}}
    version = room.publish(cast.alice, [step], name=visible, description=visible, output="{{ inputs.text }}")
    run = room.run_to_end(cast.alice, room.start(cast.alice, version, {"text": payload}))
    alice = browser(cast.alice)
    addresses = [
        "/",
        at("workflow_changelist"),
        at("run_changelist"),
        at("workflow_change", version.workflow_id),
        at("workflow_draft", version.workflow_id),
        at("workflow_publish", version.workflow_id),
        at("workflow_version", version.workflow_id, 1),
        at("run_change", run.pk),
        at("run_change", run.pk) + "?step=one",
        at("run_retry", run.pk),
    ]

    pages = [alice.get(address) for address in addresses]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [address for address, page in zip(addresses, pages, strict=True) if not is_clean(text(page))] == []
    assert not any("\x1b" in text(page) for page in pages)
    assert "\u202e" not in text(pages[8])
    policy = pages[0]["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy and "object-src 'none'" in policy


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_addresses_are_never_echoed_as_markup(cast, payload):
    alice = browser(cast.alice)
    asked = dict.fromkeys(("q", "status", "workflow", "time", "before", "after", "step"), payload)

    for name in ("workflow_changelist", "run_changelist"):
        assert is_clean(text(alice.get(at(name), asked)))


def test_a_downloaded_part_is_never_a_page(cast):
    run = room.play(cast.alice, [{"id": "one", "type": "set", "with": {"html": "<script>alert(1)</script>"}}])
    attempt = room.rows(cast.alice, run.pk)[0]

    file = browser(cast.alice).get(at("run_output", run.pk, attempt.pk))

    assert file["Content-Type"] == "application/octet-stream"
    assert file["X-Content-Type-Options"] == "nosniff" and file["Content-Disposition"].startswith("attachment")
