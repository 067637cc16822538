"""Each scheme lets a genuine delivery pass, and nothing else."""

import base64
import hashlib
import hmac
import time

import pytest

from tests.integration.webhook.hook import KEY, SECRET, make_hook, standard_headers

BODY = b'{"order": 1001}'
PLAIN = "a plain shared secret"
STANDARD = {"verify": {"scheme": "standard"}}


def hexed(message: bytes, key: str = PLAIN) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()


def based(message: bytes) -> str:
    return base64.b64encode(hmac.new(PLAIN.encode(), message, hashlib.sha256).digest()).decode()


def stripe(at: float, *, key: str = PLAIN, body: bytes = BODY) -> str:
    return f"t={int(at)},v1={hexed(f'{int(at)}.'.encode() + body, key)}"


def signed_now(headers):
    """Return the headers; those that depend on the time are made when the test runs, not when it is collected."""
    return {name: value(time.time()) if callable(value) else value for name, value in headers.items()}


def login(words: str) -> str:
    return "Basic " + base64.b64encode(words.encode()).decode()


HMAC = {"scheme": "hmac", "header": "X-Shop-Signature"}
GENUINE = [
    (HMAC, {"X-Shop-Signature": hexed(BODY)}),
    (HMAC, {"X-Shop-Signature": hexed(BODY).upper()}),
    ({**HMAC, "prefix": "sha256="}, {"X-Shop-Signature": "sha256=" + hexed(BODY)}),
    ({**HMAC, "encoding": "base64"}, {"X-Shop-Signature": based(BODY)}),
    ({"scheme": "github"}, {"X-Hub-Signature-256": "sha256=" + hexed(BODY)}),
    ({"scheme": "stripe"}, {"Stripe-Signature": stripe}),
    ({"scheme": "stripe"}, {"Stripe-Signature": lambda now: stripe(now) + ",v1=" + "0" * 64 + ",v0=abc"}),
]
FORGED = [
    (HMAC, {"X-Shop-Signature": hexed(BODY + b" ")}),
    (HMAC, {"X-Shop-Signature": hexed(BODY, "another secret")}),
    (HMAC, {"X-Shop-Signature": "sha256=" + hexed(BODY)}),
    (HMAC, {"X-Shop-Signature": based(BODY)}),
    ({**HMAC, "prefix": "sha256="}, {"X-Shop-Signature": hexed(BODY)}),
    ({**HMAC, "encoding": "base64"}, {"X-Shop-Signature": hexed(BODY)}),
    ({"scheme": "github"}, {"X-Hub-Signature-256": hexed(BODY)}),
    ({"scheme": "github"}, {"X-Hub-Signature-256": "sha1=" + hexed(BODY)}),
    ({"scheme": "stripe"}, {"Stripe-Signature": lambda now: stripe(now, key="another secret")}),
    ({"scheme": "stripe"}, {"Stripe-Signature": lambda now: stripe(now).replace("v1", "v0")}),
    ({"scheme": "stripe"}, {"Stripe-Signature": f"v1={hexed(BODY)}"}),
    ({"scheme": "stripe"}, {"Stripe-Signature": "t=now,v1=" + hexed(b"now." + BODY)}),
    ({"scheme": "stripe"}, {"Stripe-Signature": ",,=,"}),
]
MISSING = [HMAC, {"scheme": "github"}, {"scheme": "stripe"}, {"scheme": "basic"}, {"scheme": "standard"}]


@pytest.mark.parametrize(("verify", "headers"), GENUINE)
def test_a_genuine_delivery_starts_a_run(verify, headers):
    hook = make_hook({"verify": verify}, secret=PLAIN)

    answer = hook.post(BODY, **signed_now(headers))

    assert answer.status_code == 202, answer.content
    assert [run.inputs for run in hook.runs()] == [{"order": 1001}]


@pytest.mark.parametrize(("verify", "headers"), FORGED)
def test_a_forged_delivery_starts_nothing(verify, headers):
    hook = make_hook({"verify": verify}, secret=PLAIN)

    answer = hook.post(BODY, **signed_now(headers))

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")
    assert hook.runs() == []


@pytest.mark.parametrize("verify", MISSING, ids=lambda verify: verify["scheme"])
def test_a_delivery_without_its_signature_is_told_which_header_is_missing(verify):
    hook = make_hook({"verify": verify}, secret="user:" + PLAIN)

    answer = hook.post(BODY)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_missing")
    assert "header" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (login("user:" + PLAIN), 202),
        (login("user:" + PLAIN).replace("Basic", "basic"), 202),
        (login("user:wrong"), 401),
        ("Bearer user:" + PLAIN, 401),
        ("Basic", 401),
    ],
)
def test_basic_asks_for_the_user_and_password_of_the_secret(sent, status):
    hook = make_hook({"verify": {"scheme": "basic"}}, secret="user:" + PLAIN)

    assert hook.post(BODY, Authorization=sent).status_code == status


@pytest.mark.parametrize("away", [-301, 301, -86_400])
def test_a_stripe_signature_from_another_time_is_stale(away):
    hook = make_hook({"verify": {"scheme": "stripe"}}, secret=PLAIN)

    answer = hook.post(BODY, **{"Stripe-Signature": stripe(time.time() + away)})

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_stale")


@pytest.mark.parametrize("away", [-290, 0, 290])
def test_clocks_may_differ_by_a_few_minutes(away):
    hook = make_hook(STANDARD, secret=SECRET)

    assert hook.post(BODY, **standard_headers(BODY, at=time.time() + away)).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "1700000000"},
        {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "-5"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v2," + "A" * 44},
    ],
)
def test_what_was_signed_cannot_be_changed(change):
    hook = make_hook(STANDARD, secret=SECRET)

    answer = hook.post(BODY, **(standard_headers(BODY) | change))

    assert (answer.status_code, answer.json()["code"]) == (401, "signature_invalid")


def test_a_signature_of_another_version_is_never_taken_for_ours():
    hook = make_hook(STANDARD, secret=SECRET)
    headers = standard_headers(BODY)
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v1a,")

    assert hook.post(BODY, **headers).status_code == 401


def test_a_secret_without_the_usual_prefix_is_the_same_key():
    hook = make_hook(STANDARD, secret=SECRET.removeprefix("whsec_"))

    assert hook.post(BODY, **standard_headers(BODY, key=KEY)).status_code == 202


@pytest.mark.parametrize("options", [{}, STANDARD, {"verify": {"scheme": "basic"}}])
def test_a_trigger_without_its_secret_lets_nothing_pass(options):
    hook = make_hook(options)

    answer = hook.post(BODY, **standard_headers(BODY, key=b""))

    assert (answer.status_code, answer.json()["code"]) == (401, "secret_missing")
    assert hook.runs() == []


def test_a_trigger_that_says_nothing_is_signed():
    hook = make_hook({}, secret=SECRET)

    assert hook.post(BODY).json()["code"] == "signature_missing"
    assert hook.post(BODY, **standard_headers(BODY)).status_code == 202


def test_a_new_secret_takes_the_place_of_the_old_one_at_once():
    hook = make_hook(STANDARD, secret=SECRET)
    hook.set_secret("whsec_" + base64.b64encode(b"another").decode())

    assert hook.post(BODY, **standard_headers(BODY, key=KEY)).status_code == 401
    assert hook.post(BODY, **standard_headers(BODY, key=b"another")).status_code == 202


def test_history_keeps_neither_signatures_nor_credentials():
    hook = make_hook({"verify": HMAC}, secret=PLAIN)
    private = {"X-Shop-Signature": hexed(BODY), "Authorization": "Bearer x", "Cookie": "a=b", "X-Kept": "yes"}

    hook.post(BODY, **private, **{"Stripe-Signature": "s", "Webhook-Signature": "w"})

    kept = hook.runs()[0].trigger["headers"]
    assert kept["x-kept"] == "yes"
    assert not {"x-shop-signature", "authorization", "cookie", "stripe-signature", "webhook-signature"} & set(kept)
