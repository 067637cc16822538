"""A small installation for the tests of tenancy: its own addresses, and a client."""

import pytest
from django.test import Client, override_settings


@pytest.fixture(autouse=True)
def addresses():
    """Serve the addresses of `urls.py` beside this file, whatever else the product serves."""
    with override_settings(ROOT_URLCONF="tests.integration.tenants.urls"):
        yield


@pytest.fixture
def client() -> Client:
    """A stranger's browser or program."""
    return Client()
