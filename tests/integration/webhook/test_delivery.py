"""A delivery id stands for one run: repeated, reused, racing, and after a refusal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.integration.webhook.hook import OPEN, make_hook

NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def test_a_repeated_delivery_gives_the_first_run_and_is_counted():
    hook = make_hook()

    first = hook.post({"n": 1}, webhook_id="a")
    again = [hook.post({"n": 1}, webhook_id="a") for _ in range(3)]

    run_id = first.json()["run_id"]
    assert [answer.status_code for answer in again] == [200, 200, 200]
    assert [answer.json() for answer in again] == [{"run_id": run_id, "duplicate": True}] * 3
    assert {answer["X-Run-Id"] for answer in (first, *again)} == {run_id}
    assert (len(hook.runs()), hook.hits()) == (1, [4])


def test_another_body_under_the_same_id_is_refused_and_not_counted():
    hook = make_hook()
    hook.post({"n": 1}, webhook_id="a")

    answer = hook.post({"n": 2}, webhook_id="a")

    assert (answer.status_code, answer.json()["code"]) == (409, "delivery_id_reused")
    assert (len(hook.runs()), hook.hits()) == (1, [1])


@pytest.mark.parametrize(
    ("options", "header"),
    [
        ({}, "webhook-id"),
        ({"delivery_header": "X-Shop-Delivery"}, "X-Shop-Delivery"),
        ({}, "Idempotency-Key"),
        ({"delivery_header": "X-Shop-Delivery"}, "Idempotency-Key"),
    ],
)
def test_the_id_comes_from_the_first_header_that_is_there(options, header):
    hook = make_hook(OPEN | options)

    answers = [hook.post({}, **{header: "a"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 200]


def test_webhook_id_goes_before_the_triggers_own_header_and_that_before_idempotency_key():
    hook = make_hook(OPEN | {"delivery_header": "X-Shop-Delivery"})

    hook.post({}, **{"webhook-id": "a", "X-Shop-Delivery": "b", "Idempotency-Key": "c"})

    assert hook.post({}, **{"X-Shop-Delivery": "a"}).status_code == 200
    assert hook.post({}, **{"X-Shop-Delivery": "b", "Idempotency-Key": "a"}).status_code == 202


def test_without_an_id_nothing_is_merged():
    hook = make_hook()

    answers = [hook.post({"n": 1}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(hook.runs()) == 3


def test_an_id_counts_for_its_own_trigger_alone():
    hooks = [make_hook(), make_hook()]

    assert [hook.post({}, webhook_id="a").status_code for hook in hooks] == [202, 202]


@pytest.mark.parametrize("name", ["x" * 8_000, "ü", "0", "a b"])
def test_any_id_is_an_id(name):
    hook = make_hook()

    assert [hook.post({}, webhook_id=name).status_code for _ in range(2)] == [202, 200]


def test_a_refused_delivery_may_come_again():
    hook = make_hook(inputs=NUMBER)

    refused = [hook.post({"n": "one"}, webhook_id="a").status_code for _ in range(2)]
    mended = hook.post({"n": 1}, webhook_id="a")

    assert (refused, mended.status_code) == ([422, 422], 202)
    assert hook.hits() == [1]


def test_a_body_that_cannot_be_read_claims_no_id():
    hook = make_hook()

    assert hook.post(b"{", webhook_id="a").status_code == 400
    assert hook.post({}, webhook_id="a").status_code == 202


@pytest.mark.parametrize("copies", [2, 6])
def test_racing_copies_start_one_run(copies):
    hook = make_hook()
    start = Barrier(copies)

    def send(_):
        start.wait()
        try:
            return hook.post({"n": 1}, webhook_id="a")
        finally:
            connection.close()

    for _ in range(5):
        with ThreadPoolExecutor(copies) as pool:
            answers = list(pool.map(send, range(copies)))
        ids = {answer.json()["run_id"] for answer in answers}
        assert len(ids) == 1
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * copies
    assert (len(hook.runs()), hook.hits()) == (1, [5 * copies])


def test_racing_copies_with_different_bodies_start_one_run():
    hook = make_hook()
    start = Barrier(4)

    def send(number):
        start.wait()
        try:
            return hook.post({"n": number}, webhook_id="a").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(send, range(4)))

    assert statuses == [202, 409, 409, 409]
    assert len(hook.runs()) == 1
