"""What the caller may choose, and how a wrong choice is refused."""

from pathlib import Path

import pytest

from config.launcher.failure import LaunchError
from config.launcher.options import REPOSITORY, cores, read_options

THREE = {
    "DATABASE_URL": "postgresql://owner:a@db/flow",
    "APP_DATABASE_URL": "postgresql://app:b@db/flow",
    "ENGINE_DATABASE_URL": "postgresql://engine:c@db/flow",
}


def test_an_empty_environment_means_everything_here():
    options = read_options({})

    assert options.binding == "127.0.0.1:8000"
    assert options.folder == REPOSITORY / "var"
    assert options.workers == cores() >= 1
    assert (options.has_demo, options.own_database, options.own_redis) == (True, False, False)
    assert options.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("host", "binding", "near", "public_url"),
    [
        ("0.0.0.0", "0.0.0.0:8000", ("127.0.0.1", 8000), "http://127.0.0.1:8000"),
        ("::", "[::]:8000", ("::1", 8000), "http://[::1]:8000"),
        ("::1", "[::1]:8000", ("::1", 8000), "http://[::1]:8000"),
        ("flow.example", "flow.example:8000", ("flow.example", 8000), "http://flow.example:8000"),
    ],
)
def test_where_it_listens_and_where_it_is_reached(host, binding, near, public_url):
    options = read_options({"HOST": host})

    assert (options.binding, options.near, options.public_url) == (binding, near, public_url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("WORKERS", "٣"),
        ("DEMO", "maybe"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name, value):
    with pytest.raises(LaunchError, match=f"^{name}: '{value}'"):
        read_options({name: value})


@pytest.mark.parametrize(("value", "has_demo"), [("0", False), ("false", False), ("1", True), ("", True)])
def test_the_demo_can_be_left_out(value, has_demo):
    assert read_options({"DEMO": value}).has_demo is has_demo


def test_the_folder_is_absolute_and_without_detours(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert read_options({"VAR_DIR": "a/../b"}).folder == Path.cwd() / "b"


def test_a_database_of_ones_own_needs_all_three_addresses():
    assert read_options(THREE).own_database

    with pytest.raises(LaunchError, match="APP_DATABASE_URL and ENGINE_DATABASE_URL must be set"):
        read_options({"DATABASE_URL": THREE["DATABASE_URL"]})
    with pytest.raises(LaunchError, match=r"^DATABASE_URL must be set"):
        read_options(THREE | {"DATABASE_URL": ""})


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({}, "127.0.0.1:8000"),
        ({"PUBLIC_URL": "https://flow.example"}, "flow.example"),
        ({"ALLOWED_HOSTS": "*, .flow.example"}, "flow.example"),
        ({"ALLOWED_HOSTS": "a.example,b.example", "PUBLIC_URL": "https://c.example"}, "a.example"),
    ],
)
def test_readiness_is_asked_by_a_host_that_is_allowed(environment, host):
    assert read_options(environment).checked_host == host
