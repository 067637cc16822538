"""Alice's and Charlie's programs. Imports stand inside: this file is read before Django has its settings."""

import pytest


@pytest.fixture
def alice(cast):
    """Alice's program."""
    from tests.integration.api.client import Api

    return Api(cast.alice.key)


@pytest.fixture
def charlie(cast):
    """Charlie's program: of another tenant."""
    from tests.integration.api.client import Api

    return Api(cast.charlie.key)


@pytest.fixture
def workflow(cast):
    """A published workflow of Alice's."""
    from tests.integration.api.client import make_workflow

    return make_workflow(cast.alice)


@pytest.fixture
def count_queries():
    """Give a context manager that lists the statements sent meanwhile, but for those around transactions."""
    from contextlib import contextmanager

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counting():
        queries = []
        with CaptureQueriesContext(connection) as captured:
            yield queries
        bounds = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
        queries += [row["sql"] for row in captured.captured_queries if not row["sql"].startswith(bounds)]

    return counting
