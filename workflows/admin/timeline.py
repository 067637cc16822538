"""The steps of a run in time: one row for each place, every attempt a bar, blocks and loops nested as they ran."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.admin import words
from workflows.admin.words import Word
from workflows.definition import (
    Definition,
    ForEachStep,
    IfStep,
    ParallelStep,
    Step,
    SwitchStep,
    TryStep,
    WhileStep,
)
from workflows.lifecycle.history import ITERATION
from workflows.lifecycle.states import StepStatus

Iteration = tuple[int, ...]
MOST_ITEMS = 50
TICKS = 5
WAITS = ("wait", "wait_for_event", "approval")
THINNEST = 0.6  # percent: a bar of a moment must still be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """One attempt in time, in percent of the axis; text, so that no language writes a comma into the style."""

    left: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of the run. `ways` are its nested lists: (title, rows); `items` those of a loop's iterations."""

    key: str
    title: str
    depth: int
    word: Word
    seconds: float | None = None
    tries: int = 0
    bars: tuple[Bar, ...] = ()
    note: str = ""
    ways: "tuple[Way, ...]" = ()
    is_loop: bool = False

    @property
    def tries_text(self) -> str:
        """Return `2 tries`, nothing for a single one."""
        return ngettext("%(n)d try", "%(n)d tries", self.tries) % {"n": self.tries} if self.tries > 1 else ""


@dataclass(frozen=True, slots=True)
class Way:
    """A list of rows inside a row: a way of a decision, a branch, or one turn of a loop."""

    title: str
    rows: tuple[Row, ...]
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that the bars lie in."""

    start: datetime
    end: datetime
    made: datetime | None = None  # when a run that tries another again was made: what ended before is kept from that

    @property
    def seconds(self) -> float:
        return max((self.end - self.start).total_seconds(), 0.001)

    def ticks(self) -> list[str]:
        """Return the times along the axis, in words."""
        return ["0", *(words.took(self.seconds * i / (TICKS - 1)) for i in range(1, TICKS))]

    def bar(self, attempt: Any) -> Bar | None:
        """Return an attempt's bar; None for one that a run before this one made."""
        end = attempt.finished_at or self.end
        if self.made is not None and end < self.made:
            return None
        left = self.share(attempt.started_at)
        width = max(self.share(end) - left, THINNEST)
        return Bar(f"{min(left, 100 - THINNEST):.2f}%", f"{width:.2f}%", tone_of(attempt))

    def share(self, at: datetime) -> float:
        """Return where an instant lies, in percent."""
        return min(max((at - self.start) / timedelta(seconds=self.seconds), 0.0), 1.0) * 100


class Timeline:
    """Lays out what a run has recorded along the steps of the version it follows."""

    def __init__(self, definition: Definition, attempts: Iterable[Any], axis: Axis) -> None:
        self.definition, self.axis = definition, axis
        self.places: dict[tuple[str, Iteration], list[Any]] = defaultdict(list)
        self.turns: dict[tuple[str, Iteration], dict[int, Any]] = defaultdict(dict)
        self.inside: dict[Iteration, set[str]] = defaultdict(set)
        for attempt in attempts:
            self.take(attempt)

    def take(self, attempt: Any) -> None:
        """Sort one record into its place; a record of a loop's whole turn is no attempt."""
        iteration = tuple(attempt.iteration)
        if attempt.attempt == ITERATION:
            self.turns[attempt.step, iteration[:-1]][iteration[-1]] = attempt
            return
        self.places[attempt.step, iteration].append(attempt)
        self.inside[iteration].add(attempt.step)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows of the whole run."""
        return self.lay(self.definition.steps, (), 0)

    def lay(self, steps: Sequence[Step], iteration: Iteration, depth: int) -> tuple[Row, ...]:
        """Return the rows of one list of steps."""
        return tuple(self.row(step, iteration, depth) for step in steps)

    def row(self, step: Step, iteration: Iteration, depth: int) -> Row:
        """Return the row of one step at its place."""
        attempts = sorted(self.places.get((step.id, iteration), ()), key=lambda attempt: attempt.attempt)
        if not attempts:
            return Row(key=place_key(step.id, iteration), title=title_of(step), depth=depth, word=words.NOT_REACHED)
        last = attempts[-1]
        bars = [bar for attempt in attempts if (bar := self.axis.bar(attempt))]
        ways, note = self.ways(step, iteration, depth + 1, last)
        return Row(
            key=place_key(step.id, iteration),
            title=title_of(step),
            depth=depth,
            word=word_of(last),
            seconds=words.seconds_between(attempts[0].started_at, last.finished_at or self.axis.end),
            tries=len(attempts),
            bars=tuple(bars),
            note=note if bars else _("kept from the run before"),
            ways=ways,
            is_loop=isinstance(step, ForEachStep | WhileStep),
        )

    def ways(self, step: Step, iteration: Iteration, depth: int, last: Any) -> tuple[tuple[Way, ...], str]:
        """Return the nested lists of a step that was reached, and what it decided in words."""
        match step:
            case ForEachStep() | WhileStep():
                return self.loop(step, iteration, depth, last)
            case IfStep() | SwitchStep():
                return self.decision(step, iteration, depth, last)
            case TryStep():
                parts = [("", step.steps), (_("If it fails"), step.catch), (_("In any case"), step.finally_)]
            case ParallelStep():
                parts = [(branch.name, branch.steps) for branch in step.branches]
            case _:
                return (), ""
        begun = [(title, steps) for title, steps in parts if not title or self.is_begun(steps, iteration)]
        return tuple(Way(title, self.lay(steps, iteration, depth)) for title, steps in begun), ""

    def decision(
        self, step: IfStep | SwitchStep, iteration: Iteration, depth: int, last: Any
    ) -> tuple[tuple[Way, ...], str]:
        """Return the way that was taken, and its name."""
        for title, steps in named_ways(step):
            if self.is_begun(steps, iteration):
                return (Way("", self.lay(steps, iteration, depth)),), title
        branch = str(getattr(last, "branch", None) or "")
        return (), dict(way_titles(step)).get(branch, branch)

    def loop(
        self, step: ForEachStep | WhileStep, iteration: Iteration, depth: int, last: Any
    ) -> tuple[tuple[Way, ...], str]:
        """Return the turns of a loop, and how many are done and failed."""
        ended = self.turns.get((step.id, iteration), {})
        begun = {
            place[len(iteration)]
            for place in self.inside
            if len(place) > len(iteration) and self.holds(step, place, iteration)
        }
        numbers = sorted(begun | ended.keys())
        failed = [n for n in numbers if self.has_failed(n, ended, last, numbers)]
        total = int(getattr(last, "items", None) or 0) or len(numbers)
        shown = sorted({*numbers[:MOST_ITEMS], *failed[:MOST_ITEMS]})
        ways = tuple(
            Way(
                _("Item %(n)d") % {"n": n + 1} if isinstance(step, ForEachStep) else _("Round %(n)d") % {"n": n + 1},
                self.lay(step.steps, (*iteration, n), depth),
                words.FAILED if n in failed else words.DONE if n in ended else words.RUNNING,
            )
            for n in shown
        )
        return ways, loop_note(
            done=len(ended.keys() - set(failed)), total=total, failed=len(failed), hidden=len(numbers) - len(shown)
        )

    def holds(self, step: ForEachStep | WhileStep, place: Iteration, iteration: Iteration) -> bool:
        """Return whether a recorded iteration belongs to this loop."""
        if place[: len(iteration)] != iteration:
            return False
        return bool(self.inside[place] & ids_in(step))

    def has_failed(self, n: int, ended: dict[int, Any], last: Any, numbers: list[int]) -> bool:
        """Return whether a turn failed: by its record, or because the loop ended in it without one."""
        if n in ended:
            return bool(ended[n].status == StepStatus.FAILED)
        return bool(last.status == StepStatus.FAILED and n == numbers[-1])

    def is_begun(self, steps: Sequence[Step], iteration: Iteration) -> bool:
        """Return whether any of the steps has a record."""
        return any((step.id, iteration) in self.places for step in steps)


def loop_note(*, done: int, total: int, failed: int, hidden: int) -> str:
    """Return `12 of 40 done, 1 failed`."""
    text = _("%(done)d of %(total)d done") % {"done": done, "total": total}
    if failed:
        text = _("%(text)s, %(failed)d failed") % {"text": text, "failed": failed}
    return _("%(text)s, %(hidden)d not shown") % {"text": text, "hidden": hidden} if hidden > 0 else text


def ids_in(step: ForEachStep | WhileStep) -> set[str]:
    """Return the ids of all steps inside a loop."""
    from workflows.definition import walk

    return {inner.id for inner in walk(step.steps)}


def named_ways(step: IfStep | SwitchStep) -> list[tuple[str, tuple[Step, ...]]]:
    """Return the ways of a decision with their titles."""
    if isinstance(step, IfStep):
        return [(_("yes"), step.then), (_("no"), step.otherwise)]
    return [*((case.name, case.steps) for case in step.cases), (_("otherwise"), step.default)]


def way_titles(step: IfStep | SwitchStep) -> list[tuple[str, str]]:
    """Return (branch as recorded, title) of each way."""
    if isinstance(step, IfStep):
        return [("then", _("yes")), ("else", _("no"))]
    return [*((case.name, case.name) for case in step.cases), ("default", _("otherwise"))]


def tone_of(attempt: Any) -> str:
    """Return the colour of an attempt's bar: a wait that is over looks like a wait, not like work."""
    if attempt.type in WAITS and attempt.status == StepStatus.SUCCEEDED:
        return words.WAITING.tone
    return words.STEP_WORDS[attempt.status].tone


def word_of(attempt: Any) -> Word:
    """Return the state of a place by its last attempt."""
    return words.STEP_WORDS[attempt.status]


def title_of(step: Step) -> str:
    """Return the name that a person gave the step, else its id."""
    return step.name or step.id


def place_key(step: str, iteration: Iteration) -> str:
    """Return how an address names a place: `book`, or `book~2.0` within loops.

    >>> place_key("book", (2, 0))
    'book~2.0'
    """
    return f"{step}~{'.'.join(map(str, iteration))}" if iteration else step


def place_of(key: str) -> tuple[str, Iteration] | None:
    """Return the place that an address names, None for text that names none.

    >>> place_of("book~2.0"), place_of("book~x")
    (('book', (2, 0)), None)
    """
    step, _tilde, numbers = key.partition("~")
    parts = numbers.split(".") if numbers else []
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        return None
    return step, tuple(int(part) for part in parts)
