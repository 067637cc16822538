"""An address is read strictly: each form has one meaning or is refused."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.integration.egress.servers import networks, outcome
from workflows.contract import ConnectorError
from workflows.egress import Own, Policy
from workflows.egress.urls import follow, read_target

POLICY = Policy()
OPEN = Policy(allow=networks(["127.0.0.0/8"]))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://Shop.Example", "shop.example", 443, "/"),
        ("http://shop.example:8443/a?b=c#d", "shop.example", 8443, "/a?b=c"),
        ("http://shop.example./x", "shop.example", 80, "/x"),
        ("https://größe.example/ä b?q=ü&r=100%", "xn--gre-6ka8i.example", 443, "/%C3%A4%20b?q=%C3%BC&r=100%25"),
        ("https://shop.example?q=1", "shop.example", 443, "/?q=1"),
        ("https://shop.example/a%2Fb?x=%20", "shop.example", 443, "/a%2Fb?x=%20"),
        ("http://[2606:4700::1111]:80/", "2606:4700::1111", 80, "/"),
        ("http://my_host.example/", "my_host.example", 80, "/"),
        (r"https://shop.example/a\b", "shop.example", 443, "/a%5Cb"),
        ("HTTPS://shop.example:/x", "shop.example", 443, "/x"),
    ],
)
def test_a_good_address_is_taken_apart(url, host, port, path):
    target = read_target(url, POLICY)
    assert (target.host, target.port, target.path) == (host, port, path)


@pytest.mark.parametrize(
    "url",
    [
        *("", "shop.example", "//shop.example/", "http:", "http://", "http:///x", "https://?x", "ftp://shop.example/"),
        *("file:///etc/passwd", "gopher://shop.example", "dict://shop.example:2628", "unix:/run/x", "data:,x"),
        *("javascript:alert(1)", "http://user:pw@shop.example/", "http://user@shop.example", "http://@shop.example"),
        *("http://shop.example:0/", "http://shop.example:65536/", "http://shop.example:x/", "http://shop.example:-1"),
        *("http://[::1", "http://[shop]/", "http://[127.0.0.1]/", "http://a[b]c/", "http://[::1]x/"),
        *("http://sh op.example/", "http://shop..example/", "http://-shop.example/", "http://shop.example\t/"),
        *("http://shop.example/\x00", "http://%31%32%37.0.0.1/", "http://1.2.3.4.5/", "http://sh\\op.example/"),
        *(f"http://{'a' * 64}.example/", f"http://{'a.' * 130}example/", f"http://a.example/{'x' * 8200}"),
        *("http://2606:4700::1111/", "http://shop.example:22/", "http://127.0.0.1:6379/", "http://\ud800.example/"),
    ],
)
def test_a_doubtful_address_is_refused(url):
    with pytest.raises(ConnectorError) as caught:
        read_target(url, POLICY)
    assert caught.value.code == "url_not_allowed"


def test_the_refusal_does_not_repeat_the_password_in_the_address():
    with pytest.raises(ConnectorError) as caught:
        read_target("http://bob:hunter22@shop.example/?token=hunter22", POLICY)
    assert "hunter22" not in str(caught.value.as_dict())


@pytest.mark.parametrize("url", ["http://shop.example/\r\nX: y", "http://shop.example/\n", "http://sh\rop.example/"])
def test_a_line_break_in_an_address_is_refused_like_one_in_a_header(url):
    with pytest.raises(ConnectorError) as caught:
        read_target(url, POLICY)
    assert caught.value.code == "header_not_allowed"


BLOCKED = [
    *("http://127.0.0.1", "http://[::1]", "http://0", "http://2130706433", "http://0x7f.1", "http://127.1"),
    *("http://fd00:ec2::254", "http://metadata.google.internal", "http://METADATA.google.internal./x"),
    *("http://１２７.0.0.1/", "http://127。0。0。1/", "http://0177.0.0.01/", "http://[fe80::1%25eth0]/"),
    *("http://127.0.0.1:57990/", "https://instance-data.ec2.internal/"),
]


@pytest.mark.parametrize("url", BLOCKED)
def test_a_blocked_place_is_refused_without_a_look_up(url):
    with pytest.raises(ConnectorError) as caught:
        read_target(url, POLICY)
    assert caught.value.code == "destination_blocked"


def test_an_allowed_network_is_open_on_every_port():
    assert read_target("http://127.0.0.1:6379/", OPEN).port == 6379


OWN = Policy(own=Own(host="127.0.0.1", port=8000, prefixes=("/hooks/", "/demo/")))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/hooks/x", "http://localhost:8000/demo/shop?x=1"])
def test_the_platforms_own_address_is_open_below_its_prefixes(url):
    assert read_target(url, OWN).is_own


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:8000/", "http://127.0.0.1:8000/admin/", "http://127.0.0.1:8000/hooksx"),
        *("http://127.0.0.1:8001/hooks/x", "http://127.0.0.1:8000/hooks/../admin/", "http://127.0.0.1/hooks/x"),
        *("http://127.0.0.1:8000/hooks/%2e%2e/admin/", "http://127.0.0.1:8000/hooks/%252e%252e/admin/"),
        *(
            "http://127.0.0.1:8000/hooks//admin",
            "http://127.0.0.1:8000/hooks/..%2fadmin",
            "http://127.0.0.2:8000/demo/",
        ),
        *(r"http://127.0.0.1:8000/hooks/..\admin", "http://127.0.0.1:8000/x?/hooks/", "http://[::1]:8000/hooks/"),
    ],
)
def test_the_rest_of_the_platforms_own_address_stays_closed(url):
    with pytest.raises(ConnectorError) as caught:
        read_target(url, OWN)
    assert caught.value.code == "destination_blocked"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://shop.example/b"),
        ("b", "https://shop.example/a/b"),
        ("//other.example/c", "https://other.example/c"),
        ("?d", "https://shop.example/a/x?d"),
        ("http://shop.example/", "http://shop.example/"),
        (" /b ", "https://shop.example/b"),
    ],
)
def test_a_redirect_is_read_from_where_it_came(location, url):
    assert follow(read_target("https://shop.example/a/x", POLICY), location, POLICY).url == url


CODES = {"url_not_allowed", "destination_blocked", "header_not_allowed"}
PARTS = [
    "http://",
    "https://",
    "127.0.0.1",
    "[",
    "]",
    "::1",
    "@",
    ":",
    "/",
    "%",
    "\\",
    "?",
    "#",
    ".",
    "0x7f",
    "xn--",
    "１",
]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(st.sampled_from([*PARTS, "a", "é", "\r", "\x00"]), max_size=12).map("".join)
    )
)
@example("http://[v1.x]/")
@example("http://xn--/")
@example("http://\u2488.example")
@example("http://[::1%]/")
def test_no_text_makes_the_reader_stumble(url):
    for read in (
        lambda: read_target(url, POLICY),
        lambda: follow(read_target("https://a.example", POLICY), url, POLICY),
    ):
        target, code = outcome(read)
        assert code in CODES or target is not None
        if target:
            target.url.encode("ascii")
            assert target.path.startswith("/")
