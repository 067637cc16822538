"""Where things lie: private files, folders with their own modes, and nobody else's mode touched."""

import os
from pathlib import Path

import pytest

from config.launcher.places import Places, make_folder, write_private


@pytest.mark.parametrize(("folder", "fits"), [("/tmp/sw", True), ("/" + "x" * 79, True), ("/" + "x" * 85, False)])
def test_a_socket_is_used_only_where_its_path_fits(folder, fits):
    assert Places(Path(folder), Path(folder)).has_short_sockets(25_432) is fits


def test_only_the_folder_made_gets_the_mode_and_an_existing_one_keeps_its_own(tmp_path):
    parent = tmp_path / "parent"
    parent.mkdir(mode=0o755)
    parent.chmod(0o755)

    make_folder(parent / "child", mode=0o700)
    make_folder(parent, mode=0o700)

    assert (parent / "child").stat().st_mode & 0o777 == 0o700
    assert parent.stat().st_mode & 0o777 == 0o755


def test_a_narrow_umask_does_not_narrow_what_the_servers_need(tmp_path):
    old = os.umask(0o077)
    try:
        made = make_folder(tmp_path / "open", mode=0o711)
    finally:
        os.umask(old)

    assert made.stat().st_mode & 0o777 == 0o711


def test_a_private_file_is_replaced_whole_and_never_readable_by_others(tmp_path):
    path = tmp_path / "owner.json"
    path.write_text("old")
    path.chmod(0o644)

    write_private(path, "new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
