"""Let a delivery pass only when the trigger's scheme says it is genuine."""

from collections.abc import Callable, Mapping
from typing import Any

from tenants.problems import ProblemError
from workflows.triggers.webhook.incoming import Incoming
from workflows.triggers.webhook.schemes import DEFAULT, SCHEMES, Proof

UNSIGNED = "none"


def scheme_of(options: Mapping[str, Any]) -> str:
    """Return the scheme of a trigger's `with`; signed unless `none` is asked for in so many words."""
    return str(options.get("verify", {}).get("scheme", DEFAULT))


def check_signature(delivery: Incoming, options: Mapping[str, Any], secret: Callable[[], bytes | None]) -> None:
    """Accept a genuine delivery; `secret` opens the trigger's one. Raises ProblemError 401."""
    scheme = scheme_of(options)
    if scheme == UNSIGNED:
        return
    opened = secret()
    if not opened:
        detail = f"This trigger verifies deliveries ({scheme}), but has no secret yet."
        raise ProblemError(401, "secret_missing", detail, hint="Set the trigger's secret in the workflow.")
    SCHEMES[scheme](Proof(delivery=delivery, secret=opened, options=options.get("verify", {})))
