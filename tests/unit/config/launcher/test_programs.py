"""The servers' binaries run where they are, or from a copy that their account can reach."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from config.launcher import programs
from config.launcher.account import Account, can_reach, servers_account
from config.launcher.failure import LaunchError
from config.launcher.programs import copy_once, postgres_programs, valkey_program

OURS = Account(os.geteuid(), os.getegid(), drops=False)


def version_said_by(program, account: Account) -> str:
    shown = subprocess.run([str(program), "--version"], capture_output=True, text=True, cwd="/", **account.as_user())
    return shown.stdout


def test_the_packages_binaries_run():
    assert "PostgreSQL) 18." in version_said_by(postgres_programs(OURS) / "postgres", OURS)
    assert "v=9." in version_said_by(valkey_program(OURS), OURS)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop")
def test_binaries_that_nobody_cannot_reach_run_from_a_copy_with_their_libraries(monkeypatch):
    # pytest's own folders are closed to others; a copy must be reachable.
    state = tempfile.mkdtemp(dir="/tmp", prefix="sw-state-")
    os.chmod(state, 0o711)
    nobody = servers_account()
    monkeypatch.setattr(programs, "can_reach", lambda path, account: False)
    try:
        folder, valkey = postgres_programs(nobody, state=Path(state)), valkey_program(nobody, state=Path(state))

        assert str(folder).startswith(state)
        assert "PostgreSQL) 18." in version_said_by(folder / "postgres", nobody)
        assert "initdb (PostgreSQL) 18." in version_said_by(folder / "initdb", nobody)
        assert "v=9." in version_said_by(valkey, nobody)
        assert (folder / "postgres").stat().st_uid == 0  # the account that runs it cannot change it
    finally:
        shutil.rmtree(state)


def test_a_copy_is_made_once_and_appears_whole(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "server").write_text("one")

    copy_once(source, tmp_path / "copies" / "server")
    (source / "server").write_text("two")
    copy_once(source, tmp_path / "copies" / "server")

    assert (tmp_path / "copies" / "server" / "server").read_text() == "one"
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["server"]


def test_an_unknown_machine_is_told_what_helps(monkeypatch):
    monkeypatch.setattr(programs.platform, "machine", lambda: "riscv64")

    with pytest.raises(LaunchError, match="REDIS_URL"):
        valkey_program(OURS)


def test_a_missing_package_is_told_what_helps(monkeypatch):
    with pytest.raises(LaunchError, match="is not installed"):
        programs.package_folder("no_such_package_at_all")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop")
def test_the_kernel_decides_what_nobody_can_reach(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    assert not can_reach(closed, servers_account())
    assert can_reach(closed, OURS)
    assert can_reach(Path("/"), servers_account())
