"""Says which part of a path is missing, why, and what was probably meant."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from workflows.expressions.errors import Code, ExpressionError, Fault, Place
from workflows.expressions.values import kind_of, shorten

_CANDIDATES = 200


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return `; did you mean `total`?` when a known name is close, else nothing."""
    if len(wrong) > 64:
        return ""
    names = [name for name in islice(known, _CANDIDATES) if isinstance(name, str) and len(name) <= 64]
    close = difflib.get_close_matches(wrong, names, n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def spell(path: Sequence[str | int]) -> str:
    """Return a path as it is written in an expression: `steps.stock.items[0]['e-mail']`."""
    text = str(path[0])
    for part in path[1:]:
        text += f".{part}" if isinstance(part, str) and part.isidentifier() else f"[{part!r}]"
    return text if len(text) <= 200 else f"{text[:197]}…"


def explain(
    names: Mapping[str, Any], path: tuple[str | int, ...], places: Sequence[Place], *, is_local: bool
) -> ExpressionError:
    """Return the error for a path that could not be followed; walks it again to find the first missing part."""
    value: Any = names
    for depth, key in enumerate(path):
        try:
            value = value[key]
        except (KeyError, TypeError, IndexError):
            fault = _fault(value, path, depth=depth, is_local=is_local)
            place = Place(places[0].pointer, places[0].line, places[0].column, places[depth].end_column)
            return place.error(fault.code, fault.message, fault.hint)
    return places[-1].error(Code.MISSING, f"`{spell(path)}` could not be read.")


def _fault(holder: Any, path: tuple[str | int, ...], *, depth: int, is_local: bool) -> Fault:
    key = path[depth]
    if depth == 0:
        return Fault(Code.MISSING, _with_guess(f"There is no name `{shorten(key)}`", str(key), holder))
    if depth == 1 and path[0] == "steps" and not is_local and isinstance(holder, Mapping):
        return Fault(
            Code.STEP_NOT_RUN,
            f"Step '{shorten(key)}' has not run, so `{spell(path)}` has no value.",
            "Use steps that always run before this one, or default(…).",
        )
    return no_part(holder, key, spell(path[:depth]), spell(path[: depth + 1]))


def no_part(holder: Any, key: str | int, where: str, full: str = "") -> Fault:
    """Return the fault for a value that has no such field or item: missing, or of the wrong kind."""
    place = f" at `{full}`" if full else ""
    hint = f"Where it may be missing, write default({full or '…'}, other value)."
    if holder is None:
        return Fault(
            Code.MISSING,
            f"`{where}` is null, so there is no {_noun(key)}{place}.".replace("`this value`", "This value"),
            hint,
        )
    if isinstance(key, str) and isinstance(holder, Mapping):
        return Fault(Code.MISSING, _with_guess(f"No field `{shorten(key)}`{place}", key, holder), hint)
    if isinstance(key, int) and isinstance(holder, list | str):
        count = len(holder)
        return Fault(Code.MISSING, f"No item {key}{place}: there {'is' if count == 1 else 'are'} {count}.", hint)
    return _wrong_kind(holder, key, where)


def _wrong_kind(holder: Any, key: str | int, where: str) -> Fault:
    name = "This value" if where == "this value" else f"`{where}`"
    message = f"{name} is {kind_of(holder)}, which has no {_noun(key)}."
    if isinstance(holder, list):
        return Fault(Code.TYPE, message, "Choose an item first, such as [0], or use [… for item in …].")
    return Fault(Code.TYPE, message, "Check what the step before really gives.")


def _noun(key: str | int) -> str:
    return f"field `{shorten(key)}`" if isinstance(key, str) else f"item {key}"


def _with_guess(message: str, wrong: str, holder: Mapping[str, Any]) -> str:
    return f"{message}{did_you_mean(wrong, holder) or '.'}"
