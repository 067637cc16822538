"""How a sender proves that a delivery is genuine: one table of schemes, each over the raw body."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tenants.problems import ProblemError
from workflows.triggers.webhook.incoming import Incoming

WINDOW_SECONDS = 300
DEFAULT = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a scheme looks at: the delivery, the trigger's secret and its `verify` options."""

    delivery: Incoming
    secret: bytes
    options: Mapping[str, Any]

    def required(self, name: str) -> str:
        """Return a header the scheme cannot do without. Raises ProblemError signature_missing."""
        value = self.delivery.header(name)
        if not value:
            raise ProblemError(401, "signature_missing", f"The header {name} is missing.", hint="Sign the delivery.")
        return value

    def expect(self, good: bytes, offered: Iterable[bytes]) -> None:
        """Accept when one of the offered signatures is the good one. Raises ProblemError signature_invalid."""
        # Every signature is compared, so that the time does not tell which one was nearly right.
        matches = [hmac.compare_digest(good, one) for one in offered]
        if not any(matches):
            raise invalid()

    def expect_fresh(self, timestamp: str) -> None:
        """Accept a time within the window before or after now. Raises ProblemError signature_stale."""
        if abs(int(self.delivery.received_at.timestamp()) - int(timestamp)) > WINDOW_SECONDS:
            detail = f"The signature's time is more than {WINDOW_SECONDS} seconds away from now."
            hint = "Set the sender's clock, and sign again for each attempt."
            raise ProblemError(401, "signature_stale", detail, hint=hint)


def invalid() -> ProblemError:
    """Return the one refusal of every wrong signature."""
    hint = "Sign the raw body, byte for byte, with this trigger's secret."
    return ProblemError(401, "signature_invalid", "The signature does not match the body.", hint=hint)


def standard(proof: Proof) -> None:
    """Accept Standard Webhooks: `v1,<base64>` signatures, several with spaces between, over `id.timestamp.body`."""
    signatures = proof.required("webhook-signature").split(" ")
    delivery_id, timestamp = proof.required("webhook-id"), _digits(proof.required("webhook-timestamp"))
    good = _sha256(standard_key(proof.secret), f"{delivery_id}.{timestamp}.".encode() + proof.delivery.body)
    versions = (one.partition(",") for one in signatures)
    proof.expect(base64.b64encode(good), (value.encode() for version, _, value in versions if version == "v1"))
    proof.expect_fresh(timestamp)


def signed_header(proof: Proof) -> None:
    """Accept one header with the body's HMAC-SHA256, as hex or base64 behind an optional prefix."""
    options = proof.options
    offered = proof.required(options["header"])
    good = _sha256(proof.secret, proof.delivery.body)
    prefix = options.get("prefix", "")
    if options.get("encoding", "hex") == "hex":
        text, found = good.hex(), offered.removeprefix(prefix).lower()
    else:
        text, found = base64.b64encode(good).decode(), offered.removeprefix(prefix)
    proof.expect(text.encode(), [found.encode()] if offered.startswith(prefix) else [])


def github(proof: Proof) -> None:
    """Accept `X-Hub-Signature-256: sha256=<hex>`."""
    options = {"header": "X-Hub-Signature-256", "prefix": "sha256="}
    signed_header(Proof(delivery=proof.delivery, secret=proof.secret, options=options))


def stripe(proof: Proof) -> None:
    """Accept `Stripe-Signature: t=<time>,v1=<hex>[,v1=<hex>]` over `time.body`."""
    parts = [part.strip().partition("=") for part in proof.required("Stripe-Signature").split(",")]
    timestamp = _digits(next((value for name, _, value in parts if name == "t"), ""))
    good = _sha256(proof.secret, f"{timestamp}.".encode() + proof.delivery.body).hex()
    proof.expect(good.encode(), (value.encode() for name, _, value in parts if name == "v1"))
    proof.expect_fresh(timestamp)


def basic(proof: Proof) -> None:
    """Accept `Authorization: Basic …` with the trigger's secret `user:password`."""
    word, _, offered = proof.required("Authorization").partition(" ")
    good = base64.b64encode(proof.secret)
    proof.expect(good, [offered.strip().encode()] if word.lower() == "basic" else [])


SCHEMES: Mapping[str, Callable[[Proof], None]] = MappingProxyType(
    {"standard": standard, "hmac": signed_header, "github": github, "stripe": stripe, "basic": basic}
)
SIGNATURE_HEADERS = frozenset({"webhook-signature", "x-hub-signature", "x-hub-signature-256", "stripe-signature"})


def standard_key(secret: bytes) -> bytes:
    """Return the key inside `whsec_<base64>`; a secret that is not base64 is the key itself.

    >>> standard_key(b"whsec_c2VjcmV0")
    b'secret'
    """
    encoded = secret.removeprefix(b"whsec_")
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return encoded


def _sha256(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _digits(timestamp: str) -> str:
    """Return a time in whole seconds. Raises ProblemError signature_invalid."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise invalid()
    return timestamp
