"""What every test finds: settings of its own, and the services at the first need. Tests in `unit` never start them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.services import Services

HERE = Path(__file__).resolve().parent
NEEDING = tuple(HERE / folder for folder in ("integration", "acceptance", "faults", "corpus", "contracts"))

# These need no Django at all, so a run of nothing else starts at once.
PURE = (
    HERE / "properties",
    HERE / "unit" / "config" / "launcher",
    HERE / "unit" / "test_table.py",
    HERE / "unit" / "workflows",
)


# Collecting makes much and drops little; without the collector it takes two thirds of the time.
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """Let Django read its settings, unless nothing that needs it was chosen.

    Where several processes share the tests, the one that only hands them out must leave no address in the environment.
    """
    hands_out = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if not hands_out and not all(is_in(PURE, chosen(word, config)) for word in config.args):
        set_django_up()


def set_django_up() -> None:
    """Set Django up. Settings are read once: of this run's services, never of an installation beside the sources."""
    os.environ |= own_services().environment() | {"DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django
    from django.conf import settings

    # Every test client would look through all static files of all packages otherwise, for a tenth of a second.
    settings.WHITENOISE_AUTOREFRESH = True
    django.setup()


@cache
def own_services() -> Services:
    """Return the services of this run; they start at the first need."""
    from tests.services import Services

    return Services()


def chosen(word: str, config: pytest.Config) -> Path:
    """Return the file or folder that an argument names, without the test's name."""
    return (config.invocation_params.dir / word.split("::", 1)[0]).resolve()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave out of the tests' time what they do not need.

    1. The garbage collector need not look again at what was collected.
    2. Hypothesis's summary would load all of Hypothesis, for a second, to say nothing.
    """
    gc.freeze()
    gc.enable()
    plugins = session.config.pluginmanager
    if "hypothesis" not in sys.modules and plugins.has_plugin("hypothesispytest"):
        plugins.unregister(name="hypothesispytest")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give the services to every test in a folder that needs them, before any fixture of its own.

    Pure tests lose the ten fixtures that pytest-django gives to each test: they would take longer than the test.
    """
    plugin = config.pluginmanager.get_plugin("django")
    of_django = vars(plugin) if plugin else {}
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        if is_in(NEEDING, item.path):
            item.fixturenames.insert(0, "database")
        elif is_in(PURE, item.path):
            item.fixturenames[:] = [name for name in item.fixturenames if name not in of_django]


@cache
def is_in(places: tuple[Path, ...], path: Path) -> bool:
    """Whether a path lies in one of these places."""
    return any(path.is_relative_to(place) for place in places)


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The running PostgreSQL and Valkey of this test run, with an empty or migrated database."""
    own = own_services()
    own.start()
    yield own
    close_connections()
    own.stop()


@pytest.fixture(scope="session")
def database(services: Services, django_db_blocker) -> Iterator[Services]:
    """The migrated database, open to every test: each isolates itself by a fresh tenant, nothing is rolled back."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        yield services


@pytest.fixture
def cast(database: Services):
    """Alice and Bob of one tenant, Charlie of another, as committed rows of this test alone."""
    from tests.cast import make_cast

    return make_cast()


def close_connections() -> None:
    """Close what this process holds, pools included, so that the server can stop at once."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()
