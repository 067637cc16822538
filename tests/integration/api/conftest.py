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
def own_queries():
    """Give a function that calls an address and returns its queries beside those that signing in costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bounds = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")

    def sent(api, path, method="GET"):
        with CaptureQueriesContext(connection) as captured:
            assert api.call(method, path).status in (200, 201)
        return [row["sql"] for row in captured.captured_queries if not row["sql"].startswith(bounds)]

    def counting(api, path, method="GET"):
        sent(api, path, method)  # notes that the key was used, and lets the engine compile the version
        return sent(api, path, method)[len(sent(api, "limits")) :]

    return counting
