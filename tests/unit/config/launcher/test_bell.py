"""No wait outlasts a request to stop, and stopping itself is not interrupted."""

import os
import signal
import subprocess
import sys
import time

import pytest

from config.launcher.bell import Stopped


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_request_to_stop_ends_every_wait(bell, number):
    os.kill(os.getpid(), number)

    with pytest.raises(Stopped, match=number.name):
        bell.pause(30)


def test_a_pause_lasts_its_time_when_nothing_happens(bell):
    began = time.monotonic()

    bell.pause(0.05)

    assert 0.04 < time.monotonic() - began < 1


def test_the_end_of_a_child_ends_the_wait_without_stopping(bell):
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    began = time.monotonic()

    bell.pause(30)

    child.wait()
    assert time.monotonic() - began < 10


def test_while_stopping_further_requests_are_heard_but_change_nothing(bell):
    bell.is_stopping = True
    os.kill(os.getpid(), signal.SIGTERM)

    bell.pause(0.01)

    assert bell.reason is signal.SIGTERM
