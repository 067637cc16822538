"""A flood at one address is slowed down, and nobody else feels it."""

import pytest

from tests.integration.webhook.hook import make_hook
from workflows.triggers.webhook import rate
from workflows.triggers.webhook.rate import KEPT, Rate


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_burst_passes_and_then_as_much_as_time_pays_for(clock):
    limit = Rate(burst=10, seconds=1.0, clock=clock)

    at_once = [limit.take("a") == 0 for _ in range(15)]
    clock.now += 0.3
    later = [limit.take("a") == 0 for _ in range(5)]

    assert at_once == [True] * 10 + [False] * 5
    assert later == [True] * 3 + [False] * 2  # 10 a second * 0.3 s


def test_a_pause_gives_back_one_burst_and_not_more(clock):
    limit = Rate(burst=5, seconds=1.0, clock=clock)
    clock.now += 3_600

    assert sum(limit.take("a") == 0 for _ in range(20)) == 5


def test_what_is_refused_costs_nothing(clock):
    limit = Rate(burst=1, seconds=1.0, clock=clock)
    limit.take("a")

    waits = [limit.take("a") for _ in range(1_000)]
    clock.now += 1.01

    assert all(0 < wait <= 1 for wait in waits)
    assert limit.take("a") == 0


def test_each_key_has_its_own_share(clock):
    limit = Rate(burst=1, seconds=1.0, clock=clock)

    assert [limit.take(key) == 0 for key in "aabb"] == [True, False, True, False]


def test_memory_is_bounded_by_forgetting_the_quietest(clock):
    limit = Rate(burst=1, seconds=60.0, clock=clock)

    for number in range(KEPT + 500):
        limit.take(str(number))

    assert len(limit._full_at) == KEPT
    assert limit.take(str(KEPT + 499)) > 0


def test_a_flood_at_one_address_leaves_the_others_alone(monkeypatch, clock):
    monkeypatch.setattr(rate, "CALLS", Rate(burst=3, seconds=60.0, clock=clock))
    flooded, quiet = make_hook(), make_hook()

    answers = [flooded.post({}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert quiet.post({}).status_code == 202
    assert len(flooded.runs()) == 3


def test_guessing_addresses_is_slowed_down_but_known_ones_still_work(monkeypatch, clock):
    monkeypatch.setattr(rate, "MISSES", Rate(burst=3, seconds=60.0, clock=clock))
    hook = make_hook(publish=False)
    known = make_hook()

    statuses = [hook.post({}).status_code for _ in range(5)]

    assert statuses == [404, 404, 404, 429, 429]
    assert known.post({}).status_code == 202
