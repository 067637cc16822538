"""Small random documents of every kind of block, for properties."""

from itertools import count
from typing import Any

from hypothesis import strategies as st

NUMBERS = st.integers(0, 3)
Draw = Any


def names() -> Any:
    """Return a maker of step ids: s1, s2, …"""
    numbers = count(1)
    return lambda: f"s{next(numbers)}"


@st.composite
def steps(draw: Draw, name: Any = None, seen: tuple[str, ...] = (), depth: int = 2, loops: int = 0) -> list[Any]:
    """Return a list of steps; `seen` are the ids in scope, `loops` how many loops are around."""
    name = name or names()
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(1, 3 if depth else 2))):
        known = (*seen, *(step["id"] for step in found))
        step = draw(one(name, known, depth, loops))
        if draw(st.integers(0, 5)) == 0:
            step["when"] = f"{{{{ {draw(value(known, loops))} > 1 }}}}"
        if draw(st.integers(0, 3)) == 0:
            step["on_error"] = "continue"
        found.append(step)
    return found


@st.composite
def value(draw: Draw, seen: tuple[str, ...], loops: int) -> str:
    """Return an expression that gives a number, or fails."""
    choices = [st.integers(0, 3).map(str), st.just("inputs.n"), st.just("inputs.missing"), st.just("1 / inputs.n")]
    if loops:
        choices += [st.just(f"item{loops}"), st.just("index"), st.just(f"3 / item{loops}")]
    if seen:
        choices.append(st.sampled_from(seen).map(lambda step: f"default(steps.{step}.v, 2)"))
    return draw(st.one_of(choices))


@st.composite
def one(draw: Draw, name: Any, seen: tuple[str, ...], depth: int, loops: int) -> dict[str, Any]:
    """Return one step."""
    kinds = ["set", "set", "do", *(["if", "switch", "for_each", "try"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    expression = f"{{{{ {draw(value(seen, loops))} }}}}"
    own = name()

    def block(inner: int = loops) -> list[Any]:
        return draw(steps(name, seen, depth - 1, inner))

    match kind:
        case "set":
            return {"id": own, "type": "set", "with": {"v": expression}}
        case "do":
            what = {"v": expression, "fails": draw(st.integers(0, 2)), "refused": draw(st.integers(0, 4)) == 0}
            retry = {"attempts": draw(st.integers(1, 3)), "delay_seconds": 1}
            return {"id": own, "type": "test.do", "with": what, "retry": retry}
        case "if":
            step = {"id": own, "type": "if", "with": {"condition": expression}, "then": block()}
            return step | ({"else": block()} if draw(st.booleans()) else {})
        case "switch":
            cases = [{"name": f"c{i}", "equals": i, "steps": block()} for i in range(draw(st.integers(1, 2)))]
            step = {"id": own, "type": "switch", "with": {"value": expression}, "cases": cases}
            return step | ({"default": block()} if draw(st.booleans()) else {})
        case "for_each":
            options = {"items": draw(st.lists(NUMBERS, max_size=3)), "as": f"item{loops + 1}"}
            options |= {"on_item_error": "collect"} if draw(st.booleans()) else {}
            return {"id": own, "type": "for_each", "with": options, "steps": block(loops + 1)}
    step = {"id": own, "type": "try", "steps": block(), "catch": block()}
    return step | ({"finally": block()} if draw(st.booleans()) else {})
