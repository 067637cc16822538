"""Encrypt connections: verified, TLS 1.2 or later, and a reason in words when that fails."""

from __future__ import annotations

import ssl
from functools import lru_cache

import certifi

REASONS = {
    9: ("not_yet_valid", "its certificate is not valid yet"),
    10: ("expired", "its certificate has expired"),
    18: ("self_signed", "its certificate is signed by itself"),
    19: ("self_signed", "its certificate comes from an authority that signed itself"),
    20: ("unknown_authority", "its certificate comes from an authority we do not know"),
    21: ("unknown_authority", "its certificate comes from an authority we do not know"),
    23: ("revoked", "its certificate was revoked"),
    62: ("wrong_host", "its certificate belongs to another name"),
    64: ("wrong_host", "its certificate belongs to another address"),
}
OLD_PROTOCOL = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_SSL_VERSION")
NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


@lru_cache(maxsize=8)
def make_context(ca_pem: str = "") -> ssl.SSLContext:
    """Return a context that trusts the public authorities and those in `ca_pem`.

    Reading the authorities takes some 30 ms, so that one context serves every client that trusts the same.
    Made by hand: `create_default_context` would obey SSLKEYLOGFILE, and system stores obey SSL_CERT_FILE.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cafile=certifi.where())
    if ca_pem:
        context.load_verify_locations(cadata=ca_pem)
    return context


def explain(error: ssl.SSLError) -> tuple[str, str]:
    """Return (reason, words) of a failed handshake, e.g. ("expired", "its certificate has expired")."""
    if isinstance(error, ssl.SSLCertVerificationError):
        unknown = ("certificate_refused", "its certificate cannot be verified")
        return REASONS.get(error.verify_code, unknown)
    if error.reason in OLD_PROTOCOL:
        return ("old_protocol", "it offers no encryption newer than TLS 1.1")
    if error.reason in NOT_TLS:
        return ("not_tls", "it does not speak TLS on this port")
    return ("handshake_failed", "the two sides found no common encryption")
