"""Who finds which address: the faces never the owner's, the servers nothing of the caller's."""

import json

import pytest

from config.launcher.keys import new_keys
from config.launcher.options import read_options
from config.launcher.surroundings import for_faces, for_servers, owner_url, save_addresses

KEYS = new_keys()
GIVEN = {
    "DATABASE_URL": "postgresql://boss:1@db/flow",
    "APP_DATABASE_URL": "postgresql://app:2@db/flow",
    "ENGINE_DATABASE_URL": "postgresql://engine:3@db/flow",
}


@pytest.mark.parametrize(
    ("given", "saved", "has_owner"),
    [
        ({}, {"APP_DATABASE_URL", "ENGINE_DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS"}, True),
        (GIVEN, {"REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS"}, False),
        (
            {"REDIS_URL": "redis://r"},
            {"APP_DATABASE_URL", "ENGINE_DATABASE_URL", "SECRET_KEY", "ENCRYPTION_KEYS"},
            True,
        ),
    ],
)
def test_only_what_the_launcher_made_is_saved(places, given, saved, has_owner):
    places.owner.write_text("from an earlier start")

    save_addresses(places, KEYS, read_options(given))

    assert set(json.loads(places.environment.read_text())) == saved
    assert places.owner.exists() is has_owner
    assert KEYS.owner not in places.environment.read_text()


def test_the_faces_get_everything_but_the_owner(tmp_path):
    options = read_options({"VAR_DIR": str(tmp_path), "PORT": "8123", "DEMO": "0"})

    found = for_faces({"DATABASE_URL": "secret", "SENTRY_DSN": "kept", "PUBLIC_URL": ""}, options)

    assert found == {
        "SENTRY_DSN": "kept",
        "VAR_DIR": str(tmp_path),
        "HOST": "127.0.0.1",
        "PORT": "8123",
        "DEMO": "0",
        "PUBLIC_URL": "http://127.0.0.1:8123",
        "PYTHONUNBUFFERED": "1",
        "CELERY_SKIP_CHECKS": "1",
    }


def test_the_servers_get_none_of_the_callers_secrets(tmp_path):
    options = read_options({"VAR_DIR": str(tmp_path)})

    found = for_servers({"PATH": "/bin", "SECRET_KEY": "x", "DATABASE_URL": "y", "PGPASSWORD": "z"}, options)

    assert found == {"PATH": "/bin", "VAR_DIR": str(tmp_path)}


def test_the_owners_address_is_the_given_one_or_our_own(places):
    assert owner_url(places, KEYS, read_options(GIVEN), GIVEN) == GIVEN["DATABASE_URL"]
    assert owner_url(places, KEYS, read_options({}), {}).startswith("postgresql://stellwerk_owner:")
