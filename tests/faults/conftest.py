"""One laboratory for all fault tests: its processes may be killed, its broker flushed, its database restarted."""

from collections.abc import Iterator

import pytest

from tests.faults.lab import Lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """The laboratory, closed when the last test is over."""
    laboratory = Lab()
    yield laboratory
    laboratory.close()
