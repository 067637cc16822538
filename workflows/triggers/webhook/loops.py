"""Notice workflows that call one another, or themselves, through their own addresses."""

from tenants.problems import ProblemError
from workflows.engine.intake import MAX_DEPTH
from workflows.triggers.webhook.incoming import Incoming

HEADER = "Stellwerk-Depth"


def next_depth(delivery: Incoming) -> int:
    """Return the new run's depth: 0 from outside, one more than the calling run's. Raises ProblemError 508."""
    sent = delivery.header(HEADER)
    if not (sent.isascii() and sent.isdigit()):
        return 0
    depth = int(sent[:9]) + 1
    if depth > MAX_DEPTH:
        detail = f"Workflows have started one another {MAX_DEPTH} times in a row."
        raise ProblemError(508, "loop_detected", detail, hint="Look for a workflow that calls its own address.")
    return depth
