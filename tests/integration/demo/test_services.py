"""The practice shop, warehouse and mail catcher behave like small, strict services."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.test import Client
from uuid_utils.compat import uuid7

from workflows.web.demo import mail
from workflows.web.demo.bodies import MAX_BODY_BYTES

BOOKING = {"sku": "A-1", "quantity": 2}


@pytest.fixture(autouse=True)
def demo_mode(settings):
    settings.ROOT_URLCONF = "tests.integration.demo.urls"


@pytest.fixture
def client():
    return Client(SERVER_NAME="127.0.0.1")


def post(client, path, body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"/demo/{path}", raw, content_type="application/json", headers=named)


@pytest.mark.parametrize(("sku", "quantity"), [("A-1", 120), ("A-2", 7), ("B-1", 0)])
def test_the_warehouse_knows_its_stock(client, sku, quantity):
    answer = client.get(f"/demo/warehouse/stock/{sku}")

    assert (answer.status_code, answer.json()) == (200, {"sku": sku, "quantity": quantity})


@pytest.mark.parametrize("sku", ["Z-9", "a-1", "A-1 ", "A-1'--", "%00", "A-٣"])
def test_an_unknown_article_is_not_found(client, sku):
    answer = client.get(f"/demo/warehouse/stock/{sku}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_booking_is_made_and_answered_whole(client):
    answer = post(client, "warehouse/bookings", BOOKING)

    assert answer.status_code == 201
    assert set(answer.json()) == {"booking", "sku", "quantity"}
    assert {**BOOKING, "booking": answer.json()["booking"]} == answer.json()


def test_the_same_key_gives_the_same_booking(client):
    key = uuid7().hex

    first, again = (post(client, "warehouse/bookings", BOOKING, Idempotency_Key=key) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert post(client, "warehouse/bookings", BOOKING).json() != first.json()


def test_each_booking_has_its_own_number(client):
    numbers = {post(client, "warehouse/bookings", BOOKING).json()["booking"] for _ in range(50)}

    assert len(numbers) == 50


def test_the_same_key_with_another_body_is_refused(client):
    key = uuid7().hex
    post(client, "warehouse/bookings", BOOKING, Idempotency_Key=key)

    answer = post(client, "warehouse/bookings", {**BOOKING, "quantity": 3}, Idempotency_Key=key)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")


def test_racing_bookings_with_one_key_are_one(client):
    key = uuid7().hex

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: book_alone(key), range(12)))

    assert len({answer.json()["booking"] for answer in answers}) == 1


def book_alone(key):
    return post(Client(SERVER_NAME="127.0.0.1"), "warehouse/bookings", BOOKING, Idempotency_Key=key)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "field_invalid"),
        ([], 422, "field_invalid"),
        ({**BOOKING, "quantity": 0}, 422, "field_invalid"),
        ({**BOOKING, "quantity": 1.5}, 422, "field_invalid"),
        ({**BOOKING, "quantity": "2"}, 422, "field_invalid"),
        ({**BOOKING, "price": 1}, 422, "field_invalid"),
        ({**BOOKING, "sku": "Z-9"}, 404, "not_found"),
        (b"{", 400, "invalid_json"),
        (b'"' + b"x" * MAX_BODY_BYTES + b'"', 413, "payload_too_large"),
    ],
)
def test_a_booking_that_makes_no_sense_is_refused(client, body, status, code):
    answer = post(client, "warehouse/bookings", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_booking_is_json(client):
    answer = client.post("/demo/warehouse/bookings", BOOKING)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_the_shop_has_orders_of_known_articles(client):
    orders = client.get("/demo/shop/orders").json()["orders"]

    skus = {line["sku"] for order in orders for line in order["lines"]}
    assert len(orders) == 3
    assert {client.get(f"/demo/warehouse/stock/{sku}").status_code for sku in skus} == {200}


def test_mail_is_caught_newest_first_and_not_without_end(client):
    cache.delete(mail.BOX)

    for number in range(mail.KEPT + 5):
        caught = post(client, "mail/", {"to": "a@example.com", "subject": f"No. {number}", "text": "…"})

    subjects = [message["subject"] for message in client.get("/demo/mail/").json()["messages"]]
    assert caught.status_code == 201
    assert subjects == [f"No. {number}" for number in range(mail.KEPT + 4, 4, -1)]


@pytest.mark.parametrize("message", [{"to": "a"}, {"to": "a", "subject": 1}, {"to": "a", "subject": "b", "bcc": "c"}])
def test_mail_needs_its_fields_and_no_others(client, message):
    assert post(client, "mail/", message).status_code == 422


@pytest.mark.parametrize(("fail", "expected"), [("0", [200, 200]), ("2", [503, 503, 200, 200]), ("", None)])
def test_a_flaky_service_fails_as_often_as_asked(client, fail, expected):
    name = f"n{uuid7().hex}"
    if expected is None:
        assert client.get(f"/demo/flaky/{name}?fail=").status_code == 400
        return

    assert [client.get(f"/demo/flaky/{name}?fail={fail}").status_code for _ in expected] == expected


def test_each_key_has_its_own_failures(client):
    name = f"n{uuid7().hex}"

    statuses = [
        client.post(f"/demo/flaky/{name}?fail=1", headers={"Idempotency-Key": key}).status_code for key in "abba"
    ]

    assert statuses == [503, 503, 200, 200]


@pytest.mark.parametrize("fail", ["-1", "21", "x", "2.0", "٣", "999"])
def test_failures_are_a_small_number(client, fail):
    answer = client.get(f"/demo/flaky/x?fail={fail}")

    assert (answer.status_code, answer.json()["code"]) == (400, "out_of_range")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "warehouse/stock/A-1", "GET"),
        ("GET", "warehouse/bookings", "POST"),
        ("DELETE", "mail/", "GET, POST"),
        ("PUT", "shop/orders", "GET"),
        ("DELETE", "flaky/x", "GET, POST"),
    ],
)
def test_other_methods_are_refused(client, method, path, allowed):
    answer = client.generic(method, f"/demo/{path}")

    assert (answer.status_code, answer["Allow"]) == (405, allowed)


def test_nothing_of_it_exists_outside_of_demo_mode(settings):
    settings.ROOT_URLCONF = "config.urls"
    assert settings.DEMO is False

    assert Client(SERVER_NAME="127.0.0.1").get("/demo/shop/orders").status_code == 404
