"""How the errors of the rooms below read outside."""

from django.core.exceptions import ObjectDoesNotExist

from tenants.api.problems import NOT_FOUND
from tenants.problems import ProblemError, translates
from workflows.authoring.errors import AuthoringError, NoTrigger, Refused, StaleDraft
from workflows.engine.intake import InputsInvalid, LoopDetected, StartKeyReused
from workflows.engine.retry import RetryRefused
from workflows.vault import VaultError


@translates(ObjectDoesNotExist)
@translates(NoTrigger)
def nothing_here(error: Exception) -> ProblemError:
    """Return the one 404 for what is unknown, gone or another tenant's."""
    return ProblemError(404, "not_found", NOT_FOUND)


@translates(AuthoringError)
def authoring_refused(error: AuthoringError) -> ProblemError:
    """Return what authoring says, with its own status."""
    return ProblemError(error.status, error.code, error.message, pointer=error.pointer, hint=error.hint)


@translates(StaleDraft)
def stale_draft(error: StaleDraft) -> ProblemError:
    """Return 412 with the newest revision."""
    return ProblemError(412, error.code, error.message, hint=error.hint, extra={"draft_revision": error.revision})


@translates(Refused)
def document_refused(error: Refused) -> ProblemError:
    """Return 422 with every problem; the first of them names the whole."""
    first = error.problems[0]
    return ProblemError(
        422,
        first.code,
        first.message,
        pointer=first.pointer,
        hint=first.hint,
        errors=[problem.as_dict() for problem in error.problems],
    )


@translates(InputsInvalid)
def inputs_invalid(error: InputsInvalid) -> ProblemError:
    """Return 422 with every input that does not fit."""
    first = error.problems[0]
    return ProblemError(
        422,
        "inputs_invalid",
        first.message,
        pointer=first.pointer,
        hint=first.hint,
        errors=[problem.as_dict() for problem in error.problems],
    )


@translates(StartKeyReused)
def start_key_reused(error: StartKeyReused) -> ProblemError:
    """Return 422 with the item whose key came before with other inputs."""
    detail = "This key was used for a run with other inputs in the last 24 hours. No run was started."
    hint = "Use a new key for each new run."
    return ProblemError(422, "idempotency_mismatch", detail, pointer=f"/items/{error.index}/key", hint=hint)


@translates(LoopDetected)
def loop_detected(error: LoopDetected) -> ProblemError:
    """Return 508: workflows start one another in a circle."""
    return ProblemError(
        508, "loop_detected", str(error), hint="Look which workflow starts which, and break the circle."
    )


@translates(RetryRefused)
def retry_refused(error: RetryRefused) -> ProblemError:
    """Return 409 while the run lives, 422 for a version or step that is not there."""
    status = 409 if error.code == "run_not_ended" else 422
    return ProblemError(status, error.code, str(error), pointer=error.pointer, hint=error.hint)


@translates(VaultError)
def vault_closed(error: VaultError) -> ProblemError:
    """Return 503: the installation's keys are the operator's to mend."""
    detail = "Secrets cannot be kept or opened at the moment. Nothing was changed."
    return ProblemError(503, error.code, detail, hint="Tell the operator of this installation.")
