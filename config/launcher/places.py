"""Where one installation keeps its things: every path below `VAR_DIR`, said once."""

import os
from dataclasses import dataclass
from pathlib import Path

# sockaddr_un.sun_path holds 108 bytes with the closing zero; macOS has 104.
SOCKET_BYTES = 103


@dataclass(frozen=True, slots=True)
class Places:
    """Every path of one installation. `data` is `folder` unless the servers' account cannot reach it there."""

    folder: Path
    data: Path

    @property
    def cluster(self) -> Path:
        return self.data / "pg"

    @property
    def new_cluster(self) -> Path:
        """Return where a cluster is made: it gets its real name only when it is whole."""
        return self.data / "pg.new"

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def sockets(self) -> Path:
        return self.data / "run"

    @property
    def pids(self) -> Path:
        return self.folder / "pids"

    @property
    def keys(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def environment(self) -> Path:
        return self.folder / "environment.json"

    @property
    def owner(self) -> Path:
        return self.folder / "owner.json"

    @property
    def demo(self) -> Path:
        return self.folder / "demo.json"

    @property
    def done(self) -> Path:
        """Return the record of the last migration and seed."""
        return self.folder / "done.json"

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def has_short_sockets(self, port: int) -> bool:
        """Return whether PostgreSQL's socket fits into the kernel's limit for a socket's path."""
        return len(os.fsencode(self.sockets / f".s.PGSQL.{port}")) <= SOCKET_BYTES


def make_folder(path: Path, *, mode: int, uid: int = -1, gid: int = -1) -> Path:
    """Return the folder, made with this mode and owner if it was not there. What exists keeps its mode."""
    if not path.exists():
        path.mkdir(parents=True, mode=mode)
        # mkdir is narrowed by the umask; only the folder made here is touched, never a parent.
        path.chmod(mode)
        if uid >= 0:
            os.chown(path, uid, gid)
    return path


def write_private(path: Path, text: str) -> None:
    """Write the file in one step with mode 0600, owned like its folder, so that no half-written secret is ever read."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        if os.geteuid() == 0:
            home = path.parent.stat()
            os.fchown(file.fileno(), home.st_uid, home.st_gid)
        file.write(text)
    fresh.replace(path)
