"""Signing in: clear words for the person, nothing for the guesser."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import lockout
from accounts.models import User
from tests.factories import PASSWORD, make_user

WRONG = "do not belong together"
PAUSED = "too many failed attempts"


@pytest.fixture(autouse=True)
def fresh_address(monkeypatch):
    """Count from zero for the address that all test clients share."""
    cache.delete_many([name for name, _ in lockout.Attempt("", "127.0.0.1").counters()])


def try_to(username: str, password: str, **extra):
    browser = Client()
    return browser, browser.post(reverse("admin:login"), {"username": username, "password": password}, **extra)


@pytest.mark.parametrize("spell", [str, str.upper, lambda email: f"  {email}"])
def test_a_person_signs_in_by_e_mail_in_any_spelling(cast, spell):
    browser, answer = try_to(spell(cast.alice.user.email), PASSWORD)
    assert answer.status_code == 302
    assert browser.get("/who").json()["role"] == "owner"


def test_signing_in_changes_the_session(cast):
    browser = Client()
    browser.get(reverse("admin:login"))
    before = browser.cookies.get("sessionid")
    browser.post(reverse("admin:login"), {"username": cast.alice.user.email, "password": PASSWORD})
    assert browser.cookies["sessionid"] != before
    assert browser.cookies["sessionid"]["httponly"]


def answers_of_failure(cast) -> list[str]:
    inactive = make_user(is_active=False)
    cases = [(cast.alice.user.email, "wrong"), ("nobody@example.org", PASSWORD), (inactive.email, PASSWORD)]
    return [" ".join(try_to(*case)[1].context["form"].non_field_errors()) for case in cases]


def test_every_failure_reads_the_same(cast):
    [words] = set(answers_of_failure(cast))
    assert WRONG in words


@pytest.mark.parametrize("who", ["known", "unknown", "inactive", "without password"])
def test_every_failure_costs_one_hash(cast, monkeypatch, who):
    """The hash is nearly all the time there is: the same number of them is the same time."""
    emails = {
        "known": cast.alice.user.email,
        "unknown": "nobody@example.org",
        "inactive": make_user(is_active=False).email,
        "without password": User.objects.create_user(f"{cast.alice.user.pk.hex}@example.net").email,
    }
    hashed = []
    for name in ("encode", "verify"):
        work = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, lambda *a, work=work: hashed.append(1) or work(*a))
    try_to(emails[who], "wrong")
    assert len(hashed) == 1


@pytest.mark.parametrize("password", ["x" * 129, "x" * 100_000])
def test_a_password_too_long_is_never_hashed(cast, password, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", lambda *a, **k: pytest.fail("hashed"))
    _, answer = try_to(cast.alice.user.email, password)
    assert "128" in str(answer.context["form"].errors["password"])


def test_the_fifth_failure_pauses_the_account_at_this_address(cast):
    for _ in range(lockout.PAIR_LIMIT):
        assert WRONG in str(try_to(cast.alice.user.email, "wrong")[1].context["form"].errors)
    assert PAUSED in str(try_to(cast.alice.user.email, PASSWORD)[1].context["form"].errors)
    _, elsewhere = try_to(cast.alice.user.email, PASSWORD, REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code == 302
    _, somebody_else = try_to(cast.bob.user.email, PASSWORD)
    assert somebody_else.status_code == 302


def test_a_success_forgets_the_failures(cast):
    for _ in range(lockout.PAIR_LIMIT - 1):
        try_to(cast.alice.user.email, "wrong")
    assert try_to(cast.alice.user.email, PASSWORD)[1].status_code == 302
    for _ in range(lockout.PAIR_LIMIT - 1):
        assert WRONG in str(try_to(cast.alice.user.email, "wrong")[1].context["form"].errors)


@pytest.mark.parametrize(
    ("limit", "attempts"),
    [
        (lockout.ACCOUNT_LIMIT, lambda n: lockout.Attempt("one@example.org", f"198.51.100.{n}")),
        (lockout.ADDRESS_LIMIT, lambda n: lockout.Attempt(f"{n}@example.org", "198.51.100.200")),
    ],
)
def test_many_failures_pause_the_whole_account_or_address(database, limit, attempts):
    cache.delete_many([name for n in range(limit + 1) for name, _ in attempts(n).counters()])
    for n in range(limit):
        assert not lockout.is_paused(attempts(n))
        lockout.note_failure(attempts(n))
    assert lockout.is_paused(attempts(limit))


def test_without_a_cache_nobody_is_locked_out(cast, monkeypatch):
    class Down:
        def __getattr__(self, name):
            raise ConnectionError

    monkeypatch.setattr(lockout, "cache", Down())
    assert WRONG in str(try_to(cast.alice.user.email, "wrong")[1].context["form"].errors)
    assert try_to(cast.alice.user.email, PASSWORD)[1].status_code == 302


def test_an_account_that_may_not_open_the_console_is_told_so(database):
    user = make_user(is_staff=False)
    assert "may not open the console" in str(try_to(user.email, PASSWORD)[1].context["form"].errors)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(cast, target):
    browser = Client()
    body = {"username": cast.alice.user.email, "password": PASSWORD, "next": target}
    assert "evil" not in browser.post(f"{reverse('admin:login')}?next={target}", body)["Location"]


def test_the_counters_hold_no_e_mail_address():
    names = [name for name, _ in lockout.Attempt("alice@example.org", "127.0.0.1").counters()]
    assert not any("alice" in name for name in names)
