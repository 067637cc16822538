"""Two supervisors never share a folder."""

import os
import subprocess
import sys

import pytest

from config.launcher.failure import LaunchError
from config.launcher.lock import locked


def test_a_second_holder_is_refused_with_the_first_ones_process(tmp_path):
    path = tmp_path / ".lock"

    with locked(path), pytest.raises(LaunchError, match=f"process {os.getpid()}"), locked(path):
        pass


def test_the_lock_is_free_again_after_its_holder(tmp_path):
    path = tmp_path / ".lock"
    with pytest.raises(RuntimeError), locked(path):
        raise RuntimeError("the holder fails")

    with locked(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_children_do_not_inherit_the_lock(tmp_path):
    path = tmp_path / ".lock"
    with locked(path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    try:
        with locked(path):
            assert child.poll() is None
    finally:
        child.communicate(b"\n")
