"""`VAR_DIR/demo.json`: what a newcomer and outside tests need to try the demo. For this account's eyes alone."""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

PRIVATE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The demo's address and credentials; `tenant` and `workflow_id` are ids."""

    url: str
    email: str
    password: str
    api_key: str
    tenant: str
    workflow_id: str
    webhook_url: str

    def __repr__(self) -> str:
        return f"Note(url={self.url!r}, email={self.email!r})"


def read_note(path: Path) -> Note | None:
    """Return the note of an earlier start; None when there is none that is whole."""
    try:
        found = json.loads(path.read_text())
        wanted = {field.name: found[field.name] for field in fields(Note)}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Note(**wanted) if all(isinstance(value, str) and value for value in wanted.values()) else None


def write_note(path: Path, note: Note) -> None:
    """Put the note in place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
        json.dump(asdict(note), file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
