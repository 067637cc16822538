"""Text to syntax tree: Python's own parser, after the brackets were checked, then a depth limit."""

import ast
import re
import threading
import warnings

from workflows.expressions.errors import Code, ExpressionError
from workflows.expressions.limits import MAX_DEPTH
from workflows.expressions.source import Source

# `warnings.catch_warnings` changes a global list, so two parses must not overlap inside it.
_QUIET = threading.Lock()
_MAY_WARN = re.compile(r"\\|[0-9][A-Za-z]")
_FOREIGN = (
    (re.compile("&&"), "Write `and` instead of `&&`."),
    (re.compile(r"\|\|"), "Write `or` instead of `||`."),
    (re.compile("!(?!=)|!=="), "Write `not` instead of `!`, and `!=` for unequal."),
    (re.compile(r"\?"), "Write `a if condition else b` instead of `condition ? a : b`."),
    (re.compile(r"\$"), "Names have no `$`: write `steps.x.y` or `inputs.y`."),
    (re.compile("(?<![=!<>:])=(?!=)|==="), "Write `==` to compare."),
)


def parse(source: Source) -> ast.expr:
    """Return the checked tree of an expression. Raises ExpressionError: syntax or too deep.

    The expression is set in brackets so that it may run over several lines.
    """
    if not source.code.strip():
        raise source.whole().error(Code.SYNTAX, "There is no expression here.", "Write a value, such as `inputs.name`.")
    tree = _tree(source)
    _check_depth(tree, source)
    return tree


def _tree(source: Source) -> ast.expr:
    wrapped = f"({source.code}\n)"
    try:
        if not _MAY_WARN.search(wrapped):
            return ast.parse(wrapped, mode="eval").body
        with _QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(wrapped, mode="eval").body
    except SyntaxError as error:
        raise _syntax(source, error) from None
    except (RecursionError, MemoryError):
        raise source.whole().error(Code.TOO_DEEP, f"This nests deeper than {MAX_DEPTH}.") from None
    except ValueError:
        raise source.whole().error(Code.SYNTAX, "This holds a character that cannot be read.") from None


def _syntax(source: Source, error: SyntaxError) -> ExpressionError:
    start = source.at_column(error.lineno or 1, (error.offset or 1) - 1)
    width = max((error.end_offset or 0) - (error.offset or 0), 1) if error.end_lineno == error.lineno else 1
    place = source.place_at(start, min(start + width, source.end))
    reason = str(error.msg).split(".")[0]
    if "integer string conversion" in reason:
        return place.error(Code.BUDGET, "This number is out of range.", "Whole numbers go up to 10^18.")
    message = "This is not a complete expression." if "invalid syntax" in reason else f"Not an expression: {reason}."
    hint = next((hint for sign, hint in _FOREIGN if sign.search(source.code)), "")
    return place.error(Code.SYNTAX, message, hint)


def _check_depth(tree: ast.expr, source: Source) -> None:
    """Raise when the tree is deeper than 64; a path such as `a.b.c` counts as one level, each `for` as one."""
    stack: list[tuple[ast.AST, int]] = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp):
            depth += len(node.generators)
        if depth > MAX_DEPTH:
            raise source.place(node).error(Code.TOO_DEEP, f"This nests deeper than {MAX_DEPTH}.")
        is_path = isinstance(node, ast.Attribute)
        stack.extend((child, depth if is_path else depth + 1) for child in ast.iter_child_nodes(node))
