"""What authoring refuses, each with a stable code and words that help."""

from collections.abc import Iterable
from typing import ClassVar

from workflows.definition.problem import Problem


class AuthoringError(Exception):
    """The workflow cannot be changed like this."""

    code: ClassVar[str] = "authoring_error"
    hint: ClassVar[str] = ""
    status: ClassVar[int] = 422

    def __init__(self, message: str = "", *, pointer: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.pointer = pointer
        super().__init__(self.message)


class NotAllowed(AuthoringError):
    """Your role or API key does not allow this."""

    code = "permission_denied"
    hint = "Ask an owner of the tenant for a wider role or key."
    status = 403


class StaleDraft(AuthoringError):
    """Someone saved this draft in the meantime."""

    code = "stale_draft"
    hint = "Fetch the workflow, bring both changes together, and save with its newest draft_revision."
    status = 412

    def __init__(self, revision: int) -> None:
        self.revision = revision
        super().__init__(f"Someone saved this draft in the meantime; its newest revision is {revision}.")


class NotPublished(AuthoringError):
    """This workflow was never published."""

    code = "not_published"
    hint = "Publish it first."
    status = 409


class InvalidName(AuthoringError):
    """This cannot be a name."""

    code = "invalid_name"
    hint = "Use 1 to 120 visible characters."


class NoTrigger(AuthoringError):
    """The workflow has no such trigger."""

    code = "not_found"
    status = 404


class NoSecret(AuthoringError):
    """Only webhook triggers have a secret."""

    code = "trigger_has_no_secret"
    hint = "Set the secret of a webhook trigger."


class SecretInvalid(AuthoringError):
    """This cannot be a trigger's secret."""

    code = "secret_invalid"
    hint = "Send 8 to 4,096 characters without spaces at the ends or control characters, or none to have one made."


class Refused(AuthoringError):
    """The document has problems."""

    code = "definition_invalid"
    hint = "Mend what `errors` lists."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems[0].message if self.problems else "")
        self.pointer = self.problems[0].pointer if self.problems else ""


class DraftRefused(Refused):
    """The document cannot even be kept as a draft."""


class PublishRefused(Refused):
    """The draft has problems, so it was not published."""
