"""The expression language: text to value, over JSON, with limits and places; pure, so that recomputing is safe."""

from workflows.expressions.check import Scope, check
from workflows.expressions.compile import compile_expression, compile_value, problems
from workflows.expressions.compiled import Compiled
from workflows.expressions.errors import Code, ExpressionError
from workflows.expressions.functions import FUNCTIONS, Function
from workflows.expressions.limits import Moment
from workflows.expressions.reference import render_reference
from workflows.expressions.unit import Reference

__all__ = [
    "FUNCTIONS",
    "Code",
    "Compiled",
    "ExpressionError",
    "Function",
    "Moment",
    "Reference",
    "Scope",
    "check",
    "compile_expression",
    "compile_value",
    "problems",
    "render_reference",
]
