"""How a function of the language is declared: a plain Python function with annotations, a sentence and one example."""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from workflows.expressions.functions.kinds import TAKERS, Take

REQUIRED = inspect.Parameter.empty
PROVIDED = ("budget", "place")  # parameters the language fills in, invisible to the writer


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value a function takes."""

    name: str
    take: Take
    default: Any = REQUIRED
    is_variadic: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language. `result` is what `example` gives; the reference page is made from these."""

    name: str
    group: str
    signature: str
    doc: str
    example: str
    result: Any
    parameters: tuple[Parameter, ...] = field(default=(), repr=False)
    provided: tuple[str, ...] = field(default=(), repr=False)
    call: Callable[..., Any] | None = field(default=None, repr=False)


FUNCTIONS: dict[str, Function] = {}
Declared = TypeVar("Declared", bound=Callable[..., Any])


def function(
    group: str, example: str, result: Any, *, name: str = "", also: tuple[str, ...] = (), is_lazy: bool = False
) -> Callable[[Declared], Declared]:
    """Return a decorator that enters a function under its own name (or `name`) and under each name in `also`.

    Its annotations say which values it takes. Keyword-only `budget` and `place` are filled in by the language.
    A lazy function is only declared here; the compiler knows how to run it.
    """

    def enter(call: Declared) -> Declared:
        own = name or call.__name__
        parameters = tuple(_parameters(call))
        declared = Function(
            name=own,
            group=group,
            signature=_signature(own, parameters),
            doc=" ".join((call.__doc__ or "").split()),
            example=example,
            result=result,
            parameters=parameters,
            provided=tuple(key for key in inspect.signature(call).parameters if key in PROVIDED),
            call=None if is_lazy else call,
        )
        FUNCTIONS.update({own: declared} | {label: _renamed(declared, label) for label in also})
        return call

    return enter


def _renamed(function: Function, label: str) -> Function:
    """Return the same function under another name."""
    own = function.name
    return replace(
        function,
        name=label,
        signature=_signature(label, function.parameters),
        doc=f"The same as `{own}`.",
        example=function.example.replace(f"{own}(", f"{label}("),
    )


def _parameters(call: Callable[..., Any]) -> list[Parameter]:
    found = []
    for name, parameter in inspect.signature(call).parameters.items():
        if name in PROVIDED:
            continue
        is_variadic = parameter.kind is inspect.Parameter.VAR_POSITIONAL
        found.append(Parameter(name.rstrip("_"), TAKERS[parameter.annotation], parameter.default, is_variadic))
    return found


def _signature(name: str, parameters: tuple[Parameter, ...]) -> str:
    return f"{name}({', '.join(map(_spelled, parameters))})"


def _spelled(parameter: Parameter) -> str:
    if parameter.is_variadic:
        return f"{parameter.name}, …"
    if parameter.default is REQUIRED:
        return parameter.name
    return f"{parameter.name}={json.dumps(parameter.default, ensure_ascii=False)}"
