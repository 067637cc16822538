"""What every test finds: settings of its own, and the services at the first need. Tests in `unit` never start them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import Services

HERE = Path(__file__).resolve().parent
NEEDING = tuple(HERE / folder for folder in ("integration", "acceptance", "faults", "corpus", "contracts"))

# These need no Django at all, so a run of nothing else starts at once.
PURE = (
    HERE / "unit" / "config" / "launcher",
    *(HERE / "unit" / "workflows" / room for room in ("expressions", "contract", "definition", "lifecycle")),
)

# Settings are read once. They must see this run's addresses, never those of an installation beside the sources.
SERVICES = Services()
os.environ |= SERVICES.environment() | {"DEMO": "0"}


def pytest_configure(config: pytest.Config) -> None:
    """Let Django read its settings now that the addresses are ours."""
    if all(any(chosen(word, config).is_relative_to(room) for room in PURE) for word in config.args):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def chosen(word: str, config: pytest.Config) -> Path:
    """Return the file or folder that an argument names, without the test's name."""
    return (config.invocation_params.dir / word.split("::", 1)[0]).resolve()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the services to every test in a folder that needs them, before any fixture of its own."""
    for item in items:
        if isinstance(item, pytest.Function) and any(item.path.is_relative_to(folder) for folder in NEEDING):
            item.fixturenames.insert(0, "database")


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The running PostgreSQL and Valkey of this test run, with an empty or migrated database."""
    SERVICES.start()
    yield SERVICES
    close_connections()
    SERVICES.stop()


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
