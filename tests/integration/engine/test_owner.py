"""A lease owner on this machine is known to be alive or gone; of others nothing is claimed."""

import subprocess
import sys

import pytest

from workflows.engine.owner import is_gone, owner_name, place

ASK = "import os; from workflows.engine.owner import owner_name; print(owner_name())"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of other processes")


def test_this_process_is_not_gone():
    assert not is_gone(owner_name())


def test_a_process_that_ended_is_gone():
    owner = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout.strip()

    assert owner.startswith(place())
    assert is_gone(owner)


def test_another_process_with_the_same_number_is_not_taken_for_it():
    where, pid, began = owner_name().split(":")

    assert is_gone(f"{where}:{pid}:{int(began) - 1}")


@pytest.mark.parametrize("owner", ["elsewhere:1:1", "test:room:1", "", "x", f"{place()}:?:?", f"{place()}:1:?"])
def test_nothing_is_claimed_of_processes_elsewhere(owner):
    assert not is_gone(owner)
