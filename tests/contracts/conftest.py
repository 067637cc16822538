"""The exam needs no database: connectors run against a fake context."""

import pytest


@pytest.fixture(scope="session")
def database() -> None:
    """Replaces the services: nothing here needs a database."""
