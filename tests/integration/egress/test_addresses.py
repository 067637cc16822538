"""Only plain public unicast is public, whatever the library thinks."""

from ipaddress import ip_address

import pytest

from tests.integration.egress.servers import networks
from workflows.egress.addresses import is_reachable, numeric_host

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8"]
REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"),
    *("169.254.1.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1"),
    *("fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1", "64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::1"),
    *("2002:a9fe:a9fe::1", "2002:808:808::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1"),
    *("100::1", "5f00::1", "3fff::1", "4000::1"),
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_reachable(text):
    assert is_reachable(ip_address(text))


@pytest.mark.parametrize("text", REFUSED)
def test_a_special_address_is_refused(text):
    assert not is_reachable(ip_address(text))


@pytest.mark.parametrize(
    ("text", "network"),
    [("10.2.3.4", "10.2.0.0/16"), ("::ffff:10.2.3.4", "10.2.0.0/16"), ("fd12::1", "fd00::/8"), ("::1", "::1/128")],
)
def test_an_operator_can_open_a_network(text, network):
    assert is_reachable(ip_address(text), networks([network]))
    assert not is_reachable(ip_address(text), networks(["192.168.0.0/16", "fe80::/10"]))


METADATA = ["169.254.169.254", "168.63.129.16", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]


@pytest.mark.parametrize("text", [*METADATA, "2002:a9fe:a9fe::1", "64:ff9b:1::a9fe:a9fe", "100.100.100.200"])
def test_no_allowed_network_opens_the_metadata_of_a_cloud(text):
    assert not is_reachable(ip_address(text), networks(["0.0.0.0/0", "::/0"]))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0", "0.0.0.0"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("10.1", "10.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_a_host_that_is_a_number_in_disguise_is_read_as_its_address(host, address):
    assert numeric_host(host) == ip_address(address)


@pytest.mark.parametrize("host", ["shop.example", "a1", "1a.example", "x-1", "0xg.example"])
def test_a_name_is_not_a_number(host):
    assert numeric_host(host) is None


@pytest.mark.parametrize("host", ["1.2.3.4.5", "256.1.1.1", "shop.1", "4294967296", "0x", "a.0x1"])
def test_a_host_that_ends_in_a_number_without_being_an_address_is_refused(host):
    with pytest.raises(ValueError, match="must be an address"):
        numeric_host(host)
