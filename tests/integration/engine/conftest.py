"""Steps may reach the tests' own service on this machine."""

from ipaddress import ip_network

import pytest


@pytest.fixture(autouse=True)
def may_reach_loopback(settings):
    settings.EGRESS_ALLOW = (ip_network("127.0.0.0/8"),)
