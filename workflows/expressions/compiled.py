"""A value with expressions in it, compiled once and evaluated many times."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.expressions.errors import Code, Fault, Place
from workflows.expressions.limits import PLAIN, Budget, Moment, admit
from workflows.expressions.unit import Reference, Run

Json = Any


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled JSON value or bare expression.

    `references` are the static paths it reads; `is_constant` says that it has no expression at all.
    """

    source: Json
    references: tuple[Reference, ...]
    is_constant: bool
    place: Place = field(repr=False)
    run: Run = field(repr=False, compare=False)

    def evaluate(self, names: Mapping[str, Any], moment: Moment) -> Json:
        """Return the value for these names. Each call has a fresh budget. Raises ExpressionError, nothing else.

        Parts of the result may be parts of `names`: treat both as read-only.
        """
        try:
            value = self.run(names, Budget(moment))
            return value if self.is_constant or type(value) in PLAIN else admit(value)
        except Fault as fault:
            self.place.fail(fault)
        except (RecursionError, MemoryError) as error:
            raise self.place.error(Code.BUDGET, "This nests too deep or grows too large.") from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise self.place.error(Code.TYPE, "These values do not fit together.") from error
