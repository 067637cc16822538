"""Spellings of e-mail addresses, time zones, and whose address counts."""

import pytest
from django.core.exceptions import ValidationError

from accounts.emails import normalize_email
from accounts.passwords import check_password_strength
from accounts.peer import peer_address
from accounts.timezones import check_timezone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alice@example.org", "alice@example.org"),
        ("Alice@EXAMPLE.org", "alice@example.org"),
        ("  alice@example.org\n", "alice@example.org"),
        ("ａlice＠example.org", "alice@example.org"),
        ("ﬁona@example.org", "fiona@example.org"),
        ("STRAẞE@example.org", "straße@example.org"),
        ("", ""),
    ],
)
def test_an_address_has_one_spelling(typed, kept):
    assert normalize_email(typed) == kept
    assert normalize_email(kept) == kept


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
def test_a_known_time_zone_is_accepted(name):
    check_timezone(name)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "europe/berlin ", "+02:00"])
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(ValidationError):
        check_timezone(name)


@pytest.mark.parametrize(
    ("password", "good"),
    [("a long enough pass phrase", True), ("short", False), ("password123", False), ("x" * 129, False)],
)
def test_a_password_is_neither_short_nor_common_nor_endless(password, good):
    if good:
        check_password_strength(password)
    else:
        with pytest.raises(ValidationError):
            check_password_strength(password)


@pytest.mark.parametrize(
    ("remote", "forwarded", "counts"),
    [
        ("8.8.8.8", "", "8.8.8.8"),
        ("8.8.8.8", "1.2.3.4", "8.8.8.8"),  # a public caller speaks for itself
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # only what the nearest proxy saw
        ("127.0.0.1", "1.2.3.4, nonsense", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("", "1.2.3.4", ""),
        ("", "", ""),
    ],
)
def test_a_forwarded_address_counts_only_from_a_proxy_of_ours(remote, forwarded, counts):
    assert peer_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}) == counts
