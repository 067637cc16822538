"""Everything a member can do to a workflow, one file per use case; API, console and code call the same functions."""

from workflows.authoring.archive import archive_workflow
from workflows.authoring.check import validate
from workflows.authoring.create import create_workflow
from workflows.authoring.errors import (
    AuthoringError,
    DraftRefused,
    InvalidName,
    NoSecret,
    NotAllowed,
    NotPublished,
    NoTrigger,
    PublishRefused,
    SecretInvalid,
    StaleDraft,
)
from workflows.authoring.pause import pause_workflow, resume_workflow
from workflows.authoring.publish import publish_version, restore_version
from workflows.authoring.save import rename, save_draft
from workflows.authoring.secret import open_trigger_secret, set_trigger_secret

__all__ = [
    "AuthoringError",
    "DraftRefused",
    "InvalidName",
    "NoSecret",
    "NoTrigger",
    "NotAllowed",
    "NotPublished",
    "PublishRefused",
    "SecretInvalid",
    "StaleDraft",
    "archive_workflow",
    "create_workflow",
    "open_trigger_secret",
    "pause_workflow",
    "publish_version",
    "rename",
    "restore_version",
    "resume_workflow",
    "save_draft",
    "set_trigger_secret",
    "validate",
]
