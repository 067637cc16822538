"""Bad input N1 to N6: addresses, headers, certificates and answers that a step may meet, each with its code."""

import gzip
import ssl
from collections.abc import Iterator

import pytest

from tests.integration.egress.conftest import make_client, serve  # noqa: F401 - fixtures
from tests.integration.egress.servers import message, outcome, reply
from tests.integration.egress.test_tls import Authority
from workflows.connectors.http import REQUEST
from workflows.contract.testing import FakeContext
from workflows.egress import HttpClient, Policy


@pytest.fixture(scope="session")
def database() -> None:
    """Replaces the services: nothing here needs a database."""


@pytest.fixture(scope="module")
def strict() -> Iterator[HttpClient]:
    """The client of an installation without any exception."""
    client = HttpClient(Policy(connect_seconds=1.0, total_seconds=3.0))
    yield client
    client.close()


def code_of(client: HttpClient, **inputs) -> str:
    """Return the code of an `http.request` step with these inputs, "" if it succeeds. Other errors are not caught."""
    ctx = FakeContext()
    ctx.http = client
    _, code = outcome(lambda: REQUEST.run(inputs, ctx))
    assert code == "" or code in REQUEST.errors
    return code


N1 = [
    *("127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]"),
    *("[2002:a9fe:a9fe::1]", "0", "2130706433", "0x7f.1", "127.1", "100.64.0.1", "fd00:ec2::254", "localhost."),
    *("metadata.google.internal", "localhost", "[fd00:ec2::254]", "[::]", "0.0.0.0", "10.0.0.1", "172.16.0.1"),
    *("192.168.0.1", "224.0.0.1", "255.255.255.255", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]", "[ff02::1]"),
    *("[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "0177.0.0.1", "１２７.0.0.1", "168.63.129.16", "198.18.0.1"),
]


@pytest.mark.parametrize("host", N1)
@pytest.mark.parametrize("form", ["http://{}", "https://{}/latest/meta-data/?x=1", "http://{}:8443/"])
def test_n1_an_internal_address_is_blocked(strict, host, form):
    assert code_of(strict, url=form.format(host)) == "destination_blocked"


def test_n1_not_one_connection_reaches_a_trap_on_loopback(strict, serve):  # noqa: F811
    trap = serve(reply(200, b"inside"))
    hosts = ["127.0.0.1", "localhost", "localhost.", "0", "127.1", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"]
    assert {code_of(strict, url=f"http://{host}:{trap.port}/") for host in hosts} == {"destination_blocked"}
    assert trap.connections == 0


N2 = {
    "one address of two is inside": ["8.8.8.8", "10.0.0.1"],
    "an alias to the inside": ["192.168.1.10"],
    "an alias to the metadata": ["169.254.169.254"],
    "an IPv6 wrapper": ["::ffff:127.0.0.1"],
}


@pytest.mark.parametrize("addresses", N2.values(), ids=N2.keys())
def test_n2_a_name_that_leads_inside_is_blocked(make_client, addresses):  # noqa: F811
    client = make_client(allow=(), resolver=lambda host, port: addresses)
    assert code_of(client, url="https://shop.example/") == "destination_blocked"


@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "10.0.0.1"])
def test_n2_a_redirect_inside_is_blocked_at_its_hop(make_client, serve, host):  # noqa: F811
    server = serve(reply(302, location=f"http://{host}/latest/"))
    assert code_of(make_client(), url=server.url) == "destination_blocked"


N3 = [
    *("file:///etc/passwd", "gopher://shop.example/", "ftp://shop.example/", "dict://shop.example:11211/"),
    *("unix:/run/docker.sock", "http+unix://%2Frun%2Fdocker.sock/", "http://user:pw@shop.example/"),
    *("http://shop.example:22/", "http://shop.example:25/", "http://shop.example:5432/", "http://shop.example:6379/"),
    *("http://127.0.0.1:6379/", "jar:http://shop.example/", "//shop.example/", "shop.example", "http://"),
]


@pytest.mark.parametrize("url", N3)
def test_n3_another_scheme_sign_in_or_port_is_refused(strict, url):
    assert code_of(strict, url=url) == "url_not_allowed"


N4 = [
    {"X-Name": "a\r\nX-Admin: 1"},
    {"X-Name": "a\n"},
    {"X\r\nY": "a"},
    {"Host": "other.example"},
    {"host": "other.example"},
    {"Transfer-Encoding": "chunked"},
    {"Connection": "keep-alive"},
    {"Content-Length": "1"},
    {"Upgrade": "h2c"},
    {"Stellwerk-Depth": "0"},
    {"X-Name": "a\x00"},
    {"": "a"},
]


@pytest.mark.parametrize("headers", N4)
def test_n4_a_header_that_changes_the_request_is_refused(strict, headers):
    assert code_of(strict, url="https://shop.example/", headers=headers) == "header_not_allowed"


@pytest.mark.parametrize("url", ["https://shop.example/a\r\nX-Admin: 1", "https://shop.example/?q=a\nb"])
def test_n4_a_line_break_in_the_path_is_refused(strict, url):
    assert code_of(strict, url=url) == "header_not_allowed"


N5 = {"expired": {"from_day": -3, "to_day": -2}, "wrong_host": {"host": "other.example"}, "unknown_authority": {}}


@pytest.mark.parametrize("reason", N5)
def test_n5_bad_encryption_is_refused_with_its_reason(make_client, serve, tmp_path, reason):  # noqa: F811
    authority = Authority()
    server = serve(reply(), tls=authority.context(tmp_path, **N5[reason]))
    trusted = "" if reason == "unknown_authority" else authority.pem
    client = make_client(resolver=lambda host, port: ["127.0.0.1"], ca_pem=trusted)
    assert code_of(client, url=f"https://shop.example:{server.port}/") == "tls_error"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_n5_tls_1_0_is_refused(make_client, serve, tmp_path):  # noqa: F811
    context = Authority().context(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    client = make_client(resolver=lambda host, port: ["127.0.0.1"])
    assert code_of(client, url=f"https://shop.example:{serve(reply(), tls=context).port}/") == "tls_error"


def endless(_, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def large_header(_, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 10_000_000 + b"\r\n\r\n")


def circle(asked, connection):
    connection.sendall(message(302, location=f"{asked.path}x"))


BOMB = gzip.compress(b"\0" * 50_000_000)
N6 = [
    (reply(200, BOMB, content_encoding="gzip"), "response_too_large"),
    (endless, "response_too_large"),
    (large_header, "response_too_large"),
    (circle, "too_many_redirects"),
    (reply(200, b"caf\xe9 \xff", content_type="text/plain; charset=klingon"), ""),
    (reply(200, b"\xff\xfe", content_type="text/plain; charset=utf-8"), ""),
    (reply(200, b'{"a": ' * 100_000, content_type="application/json"), "answer_not_json"),
    (reply(200, b"[" * 100_000 + b"]" * 100_000, content_type="application/json"), "answer_not_json"),
]


@pytest.mark.parametrize(("script", "code"), N6)
def test_n6_an_answer_without_measure_is_refused(make_client, serve, script, code):  # noqa: F811
    assert code_of(make_client(total_seconds=5.0), url=serve(script).url) == code
