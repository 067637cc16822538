"""Why something failed, in plain words: a title by the code, the message and the hint as they were recorded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.admin.data import visible
from workflows.admin.words import Text, clipped

MOST_DETAILS = 4_000

TITLES: dict[str, Text] = {
    "service_unavailable": _("The service did not answer"),
    "rate_limited": _("The service asks to slow down"),
    "rejected": _("The service refused the request"),
    "http_rejected": _("The service refused the request"),
    "auth_failed": _("The service does not accept the sign-in"),
    "forbidden": _("The service does not allow this"),
    "input_invalid": _("A value cannot be used"),
    "inputs_invalid": _("The data that came in does not fit"),
    "outcome_unclear": _("It is not clear whether this took effect"),
    "connection_lost": _("The connection broke before an answer came"),
    "connection_failed": _("The service cannot be reached"),
    "dns_error": _("There is no such address"),
    "tls_error": _("The secure connection failed"),
    "destination_blocked": _("This address may not be called"),
    "url_not_allowed": _("This address cannot be used"),
    "deadline_exceeded": _("It took too long"),
    "run_timeout": _("The run took too long"),
    "response_too_large": _("The answer is too large"),
    "output_too_large": _("The result is too large"),
    "answer_invalid": _("The service's answer makes no sense"),
    "answer_not_json": _("The service's answer is not the expected data"),
    "too_many_redirects": _("The service sends us in circles"),
    "too_many_items": _("The list is too long"),
    "too_many_step_runs": _("The run has too many steps"),
    "value_missing": _("A value is missing"),
    "step_not_run": _("A step that did not run is asked for its result"),
    "type_mismatch": _("A value has the wrong kind"),
    "stopped": _("The workflow stopped itself"),
    "connector_error": _("The step broke"),
    "engine_error": _("Something broke on our side"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error for reading: what happened, what helps, and the rest folded away."""

    title: Text
    message: str
    hint: str
    technical: str
    step: str = ""


def trouble_of(error: Any, *, held: str | None = None) -> Trouble:
    """Return a stored error in words; an unknown code falls back to the message."""
    facts: Mapping[str, Any] = error if isinstance(error, dict) else {}
    message = visible(str(facts.get("message") or held or ""))
    title = TITLES.get(str(facts.get("code")), _("This step failed"))
    rest = {name: facts[name] for name in ("code", "pointer", "line", "column", "details") if facts.get(name)}
    return Trouble(
        title=title,
        message=message,
        hint=visible(str(facts.get("hint") or "")),
        technical=clipped(visible(json.dumps(rest, ensure_ascii=False, indent=2)), MOST_DETAILS) if rest else "",
        step=str(facts.get("step") or ""),
    )
