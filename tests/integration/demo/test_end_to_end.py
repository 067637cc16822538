"""The demo's order runs offline, from the webhook through the platform's own practice warehouse and back."""

import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError

import pytest
from uuid_utils.compat import uuid7

from tests.corpus.server import serving
from tests.engine_room import crank
from workflows.management.demo import seed


@pytest.fixture(scope="module")
def server(database):
    with serving(DEMO="1") as running:
        yield running


@pytest.fixture
def note(server, settings, monkeypatch, tmp_path):
    """The seeded demo, whose steps may reach the running server's practice services and nothing else."""
    monkeypatch.setattr(seed, "EMAIL", f"demo.{uuid7().hex}@example.com")
    monkeypatch.setattr(seed, "SLUG", f"demo-{uuid7().hex}")
    settings.PUBLIC_URL = server.url
    settings.EGRESS_ALLOW = ()
    settings.EGRESS_OWN = ("127.0.0.1", server.port, ("/hooks/", "/demo/"))
    return seed.seed_demo(path=tmp_path / "demo.json", address=server.url).note


def order(note, body):
    """Return (status, body, X-Run-Id) of a delivery, with the engine at work meanwhile."""
    request = urllib.request.Request(
        note.webhook_url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(sent, request)
        give_up = time.monotonic() + 25
        while not future.done():
            assert time.monotonic() < give_up
            crank(0.02)
        return future.result()


def sent(request):
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer), answer.headers["X-Run-Id"]
    except HTTPError as answer:
        return answer.code, json.load(answer), answer.headers["X-Run-Id"]


def test_an_order_with_enough_in_stock_is_booked_line_by_line(note):
    lines = [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 5}]

    status, output, run_id = order(note, {"order": "1001", "lines": lines})

    assert (status, output["booked"], output["order"], output["missing"]) == (200, True, "1001", [])
    assert len(output["bookings"]) == 2 and all(output["bookings"])
    assert run_id


@pytest.mark.parametrize("body", [{"sku": "A-1", "quantity": 1}, {"sku": "A-2"}, {}])
def test_an_order_of_one_line_needs_no_list(note, body):
    status, output, _ = order(note, body)

    assert (status, output["booked"], len(output["bookings"])) == (200, True, 1)


def test_an_order_with_too_little_in_stock_books_nothing(note):
    lines = [{"sku": "A-1", "quantity": 2}, {"sku": "B-1", "quantity": 1}, {"sku": "A-2", "quantity": 8}]

    status, output, _ = order(note, {"lines": lines})

    assert (status, output["booked"], output["bookings"]) == (200, False, [])
    assert output["missing"] == [
        {"sku": "B-1", "wanted": 1, "available": 0},
        {"sku": "A-2", "wanted": 8, "available": 7},
    ]


def test_an_unknown_article_is_a_failed_run_that_says_why(note):
    status, problem, run_id = order(note, {"sku": "Z-9", "quantity": 1})

    assert (status, problem["code"], problem["run_id"]) == (500, "run_failed", run_id)
    assert (problem["error"]["step"], "404" in problem["detail"]) == ("ask", True)


def test_an_order_that_makes_no_sense_starts_nothing(note):
    status, problem, run_id = order(note, {"lines": [{"sku": "A-1", "quantity": 0}]})

    assert (status, problem["code"], problem["pointer"]) == (422, "inputs_invalid", "/inputs/lines/0/quantity")
    assert run_id is None
