"""Every step of a tree, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workflows.definition.model import ForEachStep, IfStep, ParallelStep, Step, SwitchStep, TryStep, WhileStep


def walk(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield every step, depth first: a step, then those inside its blocks, then those that undo it."""
    for step in steps:
        yield step
        for block in blocks_of(step):
            yield from walk(block)
        yield from walk(step.compensate)


def blocks_of(step: Step) -> tuple[tuple[Step, ...], ...]:
    """Return the step lists inside a step, in reading order; none for a plain step."""
    match step:
        case IfStep():
            return step.then, step.otherwise
        case SwitchStep():
            return *(case.steps for case in step.cases), step.default
        case ForEachStep() | WhileStep():
            return (step.steps,)
        case TryStep():
            return step.steps, step.catch, step.finally_
        case ParallelStep():
            return tuple(branch.steps for branch in step.branches)
        case _:
            return ()
