"""Steps of each kind do what the document says, and every attempt can be seen."""

from tests.engine_room import play, steps_of


def set_(name, **values):
    return {"id": name, "type": "set", "with": values}


def test_ten_set_steps_end_with_the_output(cast):
    steps = [set_("s0", n=1)] + [set_(f"s{i}", n=f"{{{{ steps.s{i - 1}.n + 1 }}}}") for i in range(1, 10)]

    run = play(cast.alice, steps, output={"n": "{{ steps.s9.n }}"})

    assert (run.status, run.output) == ("succeeded", {"n": 10})
    assert steps_of(cast.alice, run.id) == [(f"s{i}", [], 1, "succeeded") for i in range(10)]
