"""Looking names up costs neither the step its time nor the process its threads."""

import threading
import time

import pytest

from tests.integration.egress.servers import outcome
from workflows.contract import ConnectorError
from workflows.egress import Policy, resolve
from workflows.egress.call import Call
from workflows.egress.resolve import addresses_of, checked_addresses, system_resolver


def make_call(*, is_own=False, **policy) -> Call:
    call = Call(policy=Policy(connect_seconds=0.3, **policy), seconds=5.0)
    call.begin_hop("shop.example", is_own=is_own)
    return call


def look_up(resolver, host="shop.example", **policy):
    found = addresses_of(make_call(**policy), host=host, port=80, resolver=resolver)
    return [str(address) for address in found]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "8.8.8.8"])
def test_a_number_needs_no_look_up(host):
    def refuse(host, port):
        raise AssertionError("asked")

    assert look_up(refuse, host) == [host]


def test_the_resolver_gets_the_name_and_port():
    asked = []
    assert look_up(lambda host, port: asked.append((host, port)) or ["8.8.8.8"]) == ["8.8.8.8"]
    assert asked == [("shop.example", 80)]


def test_the_system_finds_this_machine_once_per_address():
    found = system_resolver("localhost", 80)
    assert set(found) <= {"127.0.0.1", "::1"}
    assert len(found) == len(set(found))


def test_look_ups_are_bounded_and_freed_when_they_end(monkeypatch):
    monkeypatch.setattr(resolve, "_slots", threading.Semaphore(1))
    gate, started = threading.Event(), threading.Event()

    def stuck(host, port):
        started.set()
        gate.wait(5)
        return ["8.8.8.8"]

    with pytest.raises(ConnectorError, match="did not answer"):
        look_up(stuck)
    assert started.is_set()
    with pytest.raises(ConnectorError, match="too many look-ups"):
        look_up(lambda host, port: ["8.8.4.4"])
    gate.set()
    for _ in range(50):
        found, _code = outcome(lambda: look_up(lambda host, port: ["8.8.4.4"]))
        if found:
            break
        time.sleep(0.02)
    assert found == ["8.8.4.4"]


def test_a_failed_look_up_frees_its_slot(monkeypatch):
    monkeypatch.setattr(resolve, "_slots", threading.Semaphore(1))

    def fail(host, port):
        raise OSError("no such name")

    for _ in range(3):
        with pytest.raises(ConnectorError, match="no such name"):
            look_up(fail)


def test_a_stuck_look_up_does_not_keep_the_process_alive():
    gate = threading.Event()
    outcome(lambda: look_up(lambda host, port: gate.wait(5) and []))
    waiting = [thread for thread in threading.enumerate() if thread.name == "egress-lookup"]
    gate.set()
    assert waiting
    assert all(thread.daemon for thread in waiting)


@pytest.mark.parametrize(
    ("addresses", "port", "code"),
    [
        (["8.8.8.8"], 443, ""),
        (["8.8.8.8"], 8443, ""),
        (["8.8.8.8"], 8080, "url_not_allowed"),
        (["10.0.0.1"], 443, "destination_blocked"),
        (["10.0.0.1"], 8080, "destination_blocked"),
        (["8.8.8.8", "10.0.0.1"], 443, "destination_blocked"),
    ],
)
def test_address_and_port_decide_together(addresses, port, code):
    call = make_call()
    found = outcome(lambda: checked_addresses(call, host="a.example", port=port, resolver=lambda *_: addresses))
    assert found[1] == code


def test_the_own_address_is_the_operators_word():
    call = make_call(is_own=True)
    assert checked_addresses(call, host="localhost", port=8000, resolver=lambda *_: ["127.0.0.1"])


def test_a_port_of_another_service_stays_refused_when_its_name_is_unknown():
    def fail(host, port):
        raise OSError

    _, code = outcome(lambda: checked_addresses(make_call(), host="a.example", port=22, resolver=fail))
    assert code == "url_not_allowed"
