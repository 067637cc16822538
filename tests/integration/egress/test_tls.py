"""Encryption is verified; what is wrong with it is said in words."""

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.integration.egress.servers import hang_up_at_once, reply
from workflows.contract import ConnectorError, Rejected, Retryable

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs certificates for tests."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = name("Test authority")
        self.certificate = self._sign(self.subject, self.key, from_day=-1, to_day=1, is_authority=True)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def _sign(self, subject, key, *, from_day, to_day, hosts=(), is_authority=False):
        builder = x509.CertificateBuilder(issuer_name=self.subject, subject_name=subject, public_key=key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW + from_day * DAY).not_valid_after(NOW + to_day * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def context(self, folder: Path, host="shop.example", *, from_day=-1, to_day=1) -> ssl.SSLContext:
        """Return a server's context with a certificate for `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(name(host), key, from_day=from_day, to_day=to_day, hosts=(host,))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / "server.pem"
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def ask(make_client, server, *, ca_pem="", host="shop.example"):
    client = make_client(resolver=lambda host, port: ["127.0.0.1"], ca_pem=ca_pem, connect_seconds=2.0)
    return client.request("GET", f"https://{host}:{server.port}/")


def refusal(make_client, server, **more) -> ConnectorError:
    with pytest.raises(Rejected) as caught:
        ask(make_client, server, **more)
    assert caught.value.code == "tls_error"
    return caught.value


def test_a_private_authority_is_trusted_when_the_operator_says_so(authority, make_client, serve, tmp_path):
    server = serve(reply(200, b"safe"), tls=authority.context(tmp_path))
    assert ask(make_client, server, ca_pem=authority.pem).body == b"safe"
    assert server.asked[0].headers["host"] == f"shop.example:{server.port}"


@pytest.mark.parametrize(
    ("certificate", "knows", "reason"),
    [
        ({"from_day": -3, "to_day": -2}, True, "expired"),
        ({"from_day": 2, "to_day": 3}, True, "not_yet_valid"),
        ({"host": "other.example"}, True, "wrong_host"),
        ({}, False, "unknown_authority"),
    ],
)
def test_a_wrong_certificate_is_refused_with_its_reason(
    authority, make_client, serve, tmp_path, certificate, knows, reason
):
    server = serve(reply(), tls=authority.context(tmp_path, **certificate))
    error = refusal(make_client, server, ca_pem=authority.pem if knows else "")
    assert (error.details["reason"], server.asked) == (reason, [])


def test_a_certificate_signed_by_itself_is_refused(make_client, serve, tmp_path):
    lonely = Authority()
    pem = lonely.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "self.pem").write_bytes(pem + lonely.pem.encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "self.pem")
    assert refusal(make_client, serve(reply(), tls=context)).details["reason"] == "self_signed"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_encryption_is_refused(authority, make_client, serve, tmp_path, version):
    context = authority.context(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    error = refusal(make_client, serve(reply(), tls=context), ca_pem=authority.pem)
    assert error.details["reason"] == "old_protocol"


def test_a_plain_service_asked_for_tls_is_named_as_such(make_client, serve):
    def plain(_, connection):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert refusal(make_client, serve(plain, greets=True)).details["reason"] == "not_tls"


def test_a_handshake_that_breaks_off_is_tried_again(make_client, serve):
    with pytest.raises(Retryable) as caught:
        ask(make_client, serve(hang_up_at_once, greets=True))
    assert caught.value.code == "connection_failed"


def test_the_environment_cannot_change_where_we_go_or_whom_we_trust(
    authority, make_client, serve, tmp_path, monkeypatch
):
    (tmp_path / "ca.pem").write_text(authority.pem)
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "SSLKEYLOGFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "ca.pem"))
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    server = serve(reply(200, b"ok"), tls=authority.context(tmp_path))
    assert refusal(make_client, server).details["reason"] == "unknown_authority"
    assert ask(make_client, server, ca_pem=authority.pem).body == b"ok"
