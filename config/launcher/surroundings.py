"""What the processes find in their environment: the faces never see the owner's address."""

import json
from collections.abc import Mapping

from config.launcher.keys import Keys
from config.launcher.logins import NAMES
from config.launcher.options import Options
from config.launcher.places import Places, write_private
from config.launcher.postgres import database_url
from config.launcher.valkey import redis_url


def addresses(places: Places, keys: Keys, options: Options) -> dict[str, str]:
    """Return the addresses and keys made by the launcher, by variable. An own server's address is not among them."""
    found = {"SECRET_KEY": keys.secret_key, "ENCRYPTION_KEYS": keys.encryption_key}
    if not options.own_database:
        found["APP_DATABASE_URL"] = database_url(places, keys, login=NAMES["app"], password=keys.app)
        found["ENGINE_DATABASE_URL"] = database_url(places, keys, login=NAMES["engine"], password=keys.engine)
    if not options.own_redis:
        found["REDIS_URL"] = redis_url(keys)
    return found


def owner_url(places: Places, keys: Keys, options: Options, environment: Mapping[str, str]) -> str:
    """Return the owner's address, for migrations and the seed."""
    if options.own_database:
        return environment["DATABASE_URL"]
    return database_url(places, keys, login=NAMES["owner"], password=keys.owner)


def save_addresses(places: Places, keys: Keys, options: Options) -> None:
    """Keep the addresses where `config/env.py` finds them; the owner's in a file that only `manage.py` opens."""
    write_private(places.environment, json.dumps(addresses(places, keys, options), indent=2) + "\n")
    if options.own_database:
        places.owner.unlink(missing_ok=True)
        return
    url = database_url(places, keys, login=NAMES["owner"], password=keys.owner)
    write_private(places.owner, json.dumps({"DATABASE_URL": url}, indent=2) + "\n")


def for_faces(environment: Mapping[str, str], options: Options) -> dict[str, str]:
    """Return the environment of web, worker and beat: the caller's, less the owner's address."""
    return {name: value for name, value in environment.items() if name != "DATABASE_URL"} | {
        "VAR_DIR": str(options.folder),
        "HOST": options.host,
        "PORT": str(options.port),
        "DEMO": "1" if options.has_demo else "0",
        "PUBLIC_URL": options.public_url,
        "PYTHONUNBUFFERED": "1",
        # Checks of the code belong to `make check`; here worker and beat would each spend a second on them.
        "CELERY_SKIP_CHECKS": "1",
    }


def for_servers(environment: Mapping[str, str], options: Options) -> dict[str, str]:
    """Return the environment of PostgreSQL and Valkey: nothing of the caller's but the time zone's and locale's."""
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "TMPDIR")
    return {name: environment[name] for name in kept if name in environment} | {"VAR_DIR": str(options.folder)}
