"""Whose processes the servers are: our own, or `nobody` when we are root (PostgreSQL refuses to run as root)."""

import os
import pwd
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.launcher.failure import LaunchError
from config.launcher.places import Places, make_folder

STATE = Path("/var/lib/stellwerk")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the servers run as; `drops` says whether that is another user than ours."""

    uid: int
    gid: int
    drops: bool

    def as_user(self) -> dict[str, Any]:
        """Return what subprocess needs to start a process as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drops else {}


def servers_account(cluster: Path | None = None) -> Account:
    """Return the account for the servers: ours; as root the owner of the existing cluster, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), drops=False)
    if cluster is not None and cluster.exists() and cluster.stat().st_uid != 0:
        return Account(cluster.stat().st_uid, cluster.stat().st_gid, drops=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise LaunchError("This system has no account 'nobody'. Start as an ordinary user instead of root.") from error
    return Account(nobody.pw_uid, nobody.pw_gid, drops=True)


def can_reach(path: Path, account: Account) -> bool:
    """Return whether the account can enter the folder or run the program. Asked of the kernel, so that ACLs count."""
    if not account.drops:
        return os.access(path, os.X_OK)
    question = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
    return subprocess.run(question, cwd="/", check=False, **account.as_user()).returncode == 0


def settle(folder: Path, *, state: Path = STATE) -> tuple[Places, Account]:
    """Return the places of `VAR_DIR` and the servers' account.

    1. Data that already lies somewhere stays there: in `VAR_DIR`, or where its link `data` points.
    2. Data goes into `VAR_DIR`, if the servers' account can enter it.
    3. Else (root's home is closed to `nobody`) into a new folder below /var/lib; no parent's mode is changed.
    """
    open_var_dir(folder)
    link = folder / "data"
    data = Path(os.readlink(link)) if link.is_symlink() else folder
    if (data / "pg").exists():
        account = servers_account(data / "pg")
        return checked(Places(folder, data), account), account
    account = servers_account()
    if can_reach(folder, account):
        return Places(folder, folder), account
    return Places(folder, data if link.is_symlink() else new_data_folder(link, state)), account


def open_var_dir(folder: Path) -> Path:
    """Return `VAR_DIR`, made if need be; as root such that the servers' account can pass, not look."""
    return make_folder(folder, mode=0o711 if os.geteuid() == 0 else 0o700)


def new_data_folder(link: Path, state: Path) -> Path:
    """Return a new folder for data that cannot lie in `VAR_DIR`. The link ties it to this very `VAR_DIR`: one that is
    deleted and made anew gets data of its own, as everywhere else."""
    data = make_folder(state / "data" / f"{link.parent.name}-{secrets.token_hex(6)}", mode=0o711)
    link.symlink_to(data)
    return data


def checked(places: Places, account: Account) -> Places:
    """Return the places. Raises LaunchError where the data there belongs to somebody else or cannot be reached."""
    if not can_reach(places.data, account) or places.cluster.stat().st_uid != account.uid:
        raise LaunchError(
            f"The data in {places.cluster} cannot be opened by user {account.uid}: it belongs to user "
            f"{places.cluster.stat().st_uid}. Start as the user who started it first, or move VAR_DIR to a folder "
            "that this user can enter."
        )
    return places
