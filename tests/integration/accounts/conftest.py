"""The sign-in page of the console, at the addresses of the tenancy tests."""

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def addresses():
    """Serve the console whatever else the product serves."""
    with override_settings(ROOT_URLCONF="tests.integration.tenants.urls"):
        yield
