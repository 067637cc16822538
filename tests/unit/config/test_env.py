"""The environment is read once, typed, and refuses loudly."""

import json
import sys
from ipaddress import ip_network

import pytest

from config import env


@pytest.fixture(autouse=True)
def _nothing_embedded(monkeypatch):
    monkeypatch.setattr(env, "EMBEDDED", {})


@pytest.mark.parametrize(
    ("value", "default", "result"),
    [("1", False, True), ("TRUE", False, True), ("no", True, False), ("0", True, False), ("", True, True)],
)
def test_a_flag_is_yes_or_no(monkeypatch, value, default, result):
    monkeypatch.setenv("DEMO", value)

    assert env.flag("DEMO", default) is result


def test_a_wrong_value_names_its_variable(monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "10.0.0.0/8,10.1.2.3/8")

    with pytest.raises(env.BadSetting, match=r"EGRESS_ALLOW: .*10\.1\.2\.3/8"):
        env.networks("EGRESS_ALLOW")


@pytest.mark.parametrize(
    "value", ["mysql://app:s3cret@db/name", "postgresql://app:s3cret@db", "mysql://app:s3cr@et@db/name"]
)
def test_a_wrong_address_does_not_show_its_password(monkeypatch, value):
    monkeypatch.setenv("APP_DATABASE_URL", value)

    with pytest.raises(env.BadSetting, match=r"APP_DATABASE_URL: '.*//…@db") as caught:
        env.databases([("default", "APP_DATABASE_URL")])

    assert "s3cr" not in str(caught.value)


def test_networks_and_words_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.0/8, ::1/128,")
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , b.example,")

    assert env.networks("EGRESS_ALLOW") == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://app:p%40ss@db.example:5433/flow?sslmode=require",
            {"HOST": "db.example", "PORT": "5433", "PASSWORD": "p@ss", "OPTIONS": {"sslmode": "require"}},
        ),
        (
            "postgresql://app:p@:5433/flow?host=%2Ftmp%2Frun",
            {"HOST": "/tmp/run", "PORT": "5433", "PASSWORD": "p", "OPTIONS": {}},
        ),
        ("postgres://app@localhost/flow", {"HOST": "localhost", "PORT": "", "PASSWORD": "", "OPTIONS": {}}),
    ],
)
def test_a_database_address_becomes_djangos_settings(url, expected):
    assert env.database(url) == {"ENGINE": "django.db.backends.postgresql", "NAME": "flow", "USER": "app"} | expected


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "postgresql://a:b@c", "nonsense"])
def test_another_database_is_refused(url):
    with pytest.raises(ValueError, match="expected postgresql://"):
        env.database(url)


@pytest.mark.parametrize(("program", "sees_owner"), [("manage.py", True), ("gunicorn", False), ("celery", False)])
def test_only_an_operator_finds_the_owners_address(tmp_path, monkeypatch, program, sees_owner):
    (tmp_path / "environment.json").write_text(json.dumps({"REDIS_URL": "redis://one"}))
    (tmp_path / "owner.json").write_text(json.dumps({"DATABASE_URL": "postgresql://owner"}))
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [f"/somewhere/bin/{program}"])

    found = env.embedded()

    assert found["REDIS_URL"] == "redis://one"
    assert ("DATABASE_URL" in found) is sees_owner


def test_the_process_own_variables_win_over_the_saved_ones(monkeypatch):
    monkeypatch.setattr(env, "EMBEDDED", {"REDIS_URL": "redis://saved", "SECRET_KEY": "saved"})
    monkeypatch.setenv("REDIS_URL", "redis://mine")
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert env.text("REDIS_URL") == "redis://mine"
    assert env.text("SECRET_KEY") == "saved"
    assert env.text("UNKNOWN_TO_ALL", "fallback") == "fallback"


def test_a_damaged_or_missing_file_is_as_good_as_none(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert env.saved("environment.json") == {}

    (tmp_path / "environment.json").write_text("{half")

    assert env.saved("environment.json") == {}
