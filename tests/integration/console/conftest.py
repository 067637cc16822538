"""Signed-in members with a workflow and a run that failed."""

import pytest


@pytest.fixture
def house(cast):
    """Alice's workflow with a failed run, and browsers of Alice, of Vera the viewer, and of Charlie elsewhere."""
    from tests.integration.console.house import make_house

    return make_house(cast)
