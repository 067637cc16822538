"""The functions of the language, by group. Importing this room enters them all."""

from workflows.expressions.functions import chance, data, date, encoding, lists, money, number, objects, regex, text
from workflows.expressions.functions.registry import FUNCTIONS, Function

__all__ = [
    "FUNCTIONS",
    "Function",
    "chance",
    "data",
    "date",
    "encoding",
    "lists",
    "money",
    "number",
    "objects",
    "regex",
    "text",
]
