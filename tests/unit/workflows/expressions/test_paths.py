"""Paths read JSON objects, lists and text, and nothing else."""

from collections.abc import Mapping
from typing import Any

from tests.table import table
from tests.unit.workflows.expressions.asking import DATA, MOMENT, error_of, place_of, value_of
from workflows.expressions import compile_expression


@table(
    ("source", "value"),
    [
        ("inputs", DATA["inputs"]),
        ("inputs.name", "Ada"),
        ("inputs['name']", "Ada"),
        ('inputs["e-mail"]', "x@example.com"),
        ("inputs['_id']", "hidden"),
        ("inputs.from", "ada@example.com"),
        ("inputs . from", "ada@example.com"),
        ("steps.stock.status", 200),
        ("steps.stock.body.total", 3),
        ("steps.stock.body.items[0].sku", "A-1"),
        ("steps.stock.body.items[-1].sku", "B-2"),
        ("steps.stock.body.items[1]['sku']", "B-2"),
        ("steps.stock.body.items[0].tags[0][0]", "n"),
        ("steps['stock']['body']['total']", 3),
        ("steps.stock.body.items[inputs.items[1]].sku", "B-2"),
        ("inputs[inputs.name + '']", "found"),
        ("inputs.items[0:2]", [3, 1]),
        ("inputs.items[::-1]", [2, 1, 3]),
        ("inputs.items[-1:]", [2]),
        ("inputs.name[1:]", "da"),
        ("inputs.name[0]", "A"),
        ("inputs.nothing", None),
        ("first(steps.stock.body.items).sku", "A-1"),
        ("{'a': {'b': 1}}.a.b", 1),
        ("[{'a': 1}][0].a", 1),
        ("(inputs.nothing or {'a': 2}).a", 2),
        ("'abc'[1]", "b"),
        ("true", True),
        ("false", False),
        ("null", None),
    ],
)
def test_a_path_gives_the_value_it_leads_to(source: str, value: Any) -> None:
    names = {"inputs": DATA["inputs"] | {"Ada": "found"}} if "+ ''" in source else None
    assert value_of(source, names) == value


@table(
    "word",
    ["and", "as", "class", "def", "else", "for", "from", "if", "import", "in", "is", "not", "or", "with", "None"],
)
def test_a_field_named_like_a_reserved_word_is_read_with_a_dot(word: str) -> None:
    assert value_of(f"body.{word}", {"body": {word: 1}}) == 1
    assert value_of(f"body.{word}.{word} == 1 and true", {"body": {word: {word: 1}}}) is True


@table(
    ("source", "code", "says", "place"),
    [
        ("inputs.nam", "value_missing", "No field `nam` at `inputs.nam`; did you mean `name`?", (1, 1, 11)),
        ("inputs.zzzzz", "value_missing", "No field `zzzzz` at `inputs.zzzzz`.", (1, 1, 13)),
        ("1 + inputs.zzzzz", "value_missing", "`inputs.zzzzz`", (1, 5, 17)),
        ("inputs['x y z']", "value_missing", "`inputs['x y z']`", (1, 1, 16)),
        ("inputs.nothing.x", "value_missing", "`inputs.nothing` is null", (1, 1, 17)),
        ("inputs.nothing.x.y.z.w", "value_missing", "`inputs.nothing.x`", (1, 1, 17)),
        ("inputs.items[3]", "value_missing", "No item 3 at `inputs.items[3]`: there are 3.", (1, 1, 16)),
        ("inputs.items[-4]", "value_missing", "No item -4", (1, 1, 17)),
        ("inputs.name[9]", "value_missing", "No item 9", (1, 1, 15)),
        ("steps.stock.body.items[0].skv", "value_missing", "did you mean `sku`?", (1, 1, 30)),
        ("steps.stock.body.totl", "value_missing", "No field `totl` at `steps.stock.body.totl`", (1, 1, 22)),
        ("nowhere.x", "value_missing", "There is no name `nowhere`.", (1, 1, 8)),
        ("input.x", "value_missing", "did you mean `inputs`?", (1, 1, 6)),
        ("steps.later.body", "step_not_run", "Step 'later' has not run, so `steps.later.body`", (1, 1, 12)),
        ("steps.later", "step_not_run", "Step 'later' has not run", (1, 1, 12)),
        ("steps['later']", "step_not_run", "Step 'later' has not run", (1, 1, 15)),
        ("steps.skipped.body", "value_missing", "`steps.skipped` is null", (1, 1, 19)),
        ("inputs.name.first", "type_mismatch", "`inputs.name` is text, which has no field `first`.", (1, 1, 18)),
        ("inputs.age.x", "type_mismatch", "`inputs.age` is a number", (1, 1, 13)),
        ("inputs.yes.x", "type_mismatch", "`inputs.yes` is true/false", (1, 1, 13)),
        ("inputs.items.price", "type_mismatch", "`inputs.items` is a list", (1, 1, 19)),
        ("inputs.items['a']", "type_mismatch", "is a list", (1, 1, 18)),
        ("inputs[0]", "type_mismatch", "`inputs` is an object, which has no item 0.", (1, 1, 10)),
        ("inputs.items[inputs.name]", "type_mismatch", "This value is a list", (1, 1, 26)),
        ("inputs.items[true]", "type_mismatch", "Only text or a whole number", (1, 1, 19)),
        ("inputs.items[1.0]", "type_mismatch", "Only text or a whole number", (1, 1, 18)),
        ("inputs.items[inputs.age]", "value_missing", "No item 36", (1, 1, 25)),
        ("inputs[inputs.from]", "value_missing", "No field `ada@example.com`", (1, 1, 20)),
        ("inputs.age[0:1]", "type_mismatch", "Only a list or text can be cut", (1, 1, 16)),
        ("inputs.items['a':]", "type_mismatch", "ends of a slice", (1, 1, 19)),
        ("inputs.items[::0]", "type_mismatch", "step of a slice", (1, 1, 18)),
        ("{'a': 1}.b", "value_missing", "No field `b`", (1, 1, 11)),
        ("null.x", "value_missing", "This value is null", (1, 1, 7)),
    ],
)
def test_a_broken_path_says_which_part_is_missing_and_where(source, code, says, place) -> None:
    error = error_of(source)
    assert (error.code, place_of(error)) == (code, place)
    assert says in error.message


def test_a_missing_path_is_offered_a_default() -> None:
    assert "default(inputs.zzzzz," in error_of("inputs.zzzzz").hint


@table(
    "source",
    ["inputs.__class__", "inputs.name.__len__", "inputs._id", "''.__doc__", "first([1]).__class__", "[1][0]._x.y"],
)
def test_a_name_with_a_leading_underscore_is_no_field(source: str) -> None:
    assert error_of(source).code == "unknown_function"


@table("source", ["'a'.upper", "'a'.format", "1.5.real", "(3).numerator", "null.__class__"])
def test_a_literal_has_no_attributes(source: str) -> None:
    assert error_of(source).code in ("unknown_function", "value_missing")


@table("field", ["items", "keys", "get", "pop", "update", "values", "copy"])
def test_a_dot_reads_a_field_and_never_a_method_of_the_object(field: str) -> None:
    assert error_of(f"vars.{field}").code == "value_missing"
    assert value_of(f"vars.{field}", {"vars": {field: 7}}) == 7


@table("field", ["append", "sort", "index"])
def test_a_list_has_no_methods(field: str) -> None:
    assert error_of(f"inputs.items.{field}").code == "type_mismatch"


def test_an_underscore_name_is_refused_as_a_root() -> None:
    assert error_of("_secret").code == "unknown_name"


def test_a_full_width_underscore_is_an_underscore() -> None:
    assert error_of("inputs.＿＿class＿＿").code in ("unknown_function", "expression_syntax")
    assert error_of("inputs.x．＿＿class＿＿").code in ("unknown_function", "expression_syntax")


@table(
    ("source", "paths"),
    [
        ("1 + 2", []),
        ("inputs", [("inputs",)]),
        ("inputs.a.b", [("inputs", "a", "b")]),
        ("steps.stock.body.items[0].sku", [("steps", "stock", "body", "items", 0, "sku")]),
        ("steps['stock']['body']", [("steps", "stock", "body")]),
        ("inputs.items[-1]", [("inputs", "items", -1)]),
        ("steps.a.x[inputs.i].y", [("steps", "a", "x"), ("inputs", "i")]),
        ("inputs.list[1:vars.n]", [("inputs", "list"), ("vars", "n")]),
        ("upper(inputs.name) + vars.x", [("inputs", "name"), ("vars", "x")]),
        ("[o.price for o in steps.a.body if o.price > inputs.min]", [("steps", "a", "body"), ("inputs", "min")]),
        ("[a for a in a]", [("a",)]),
        ("true and null", []),
        ("inputs.from", [("inputs", "from")]),
    ],
)
def test_references_list_each_path_that_is_read(source: str, paths: list[tuple[str, ...]]) -> None:
    assert [reference.path for reference in compile_expression(source).references] == paths


def test_a_reference_knows_its_place_and_whether_it_may_be_missing() -> None:
    first, second = compile_expression("default(inputs.a, 1) + inputs.b", pointer="/with/x").references
    assert (first.pointer, first.line, first.column, first.end_column) == ("/with/x", 1, 9, 17)
    assert (first.is_optional, second.is_optional) == (True, False)


class Lazy(Mapping):
    """Step outputs that are loaded when they are read, as an engine may give them."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def __getitem__(self, key: str) -> Any:
        if key != "stock":
            raise KeyError(key)
        self.loaded.append(key)
        return {"body": 1}

    def __iter__(self):
        return iter(["stock"])

    def __len__(self) -> int:
        return 1


def test_steps_may_be_any_mapping_and_only_what_is_named_is_loaded() -> None:
    lazy = Lazy()
    assert value_of("1 if false else 2", {"steps": lazy}) == 2
    assert lazy.loaded == []
    assert value_of("steps.stock.body", {"steps": lazy}) == 1
    assert lazy.loaded == ["stock"]
    assert error_of("steps.other", {"steps": lazy}).code == "step_not_run"


def test_a_value_that_is_no_json_never_comes_out() -> None:
    assert error_of("steps", {"steps": Lazy()}).code == "type_mismatch"
    assert error_of("inputs.x", {"inputs": {"x": object()}}).code == "type_mismatch"


def test_evaluating_leaves_the_names_as_they_were() -> None:
    before = repr(DATA)
    compile_expression("[name for name in inputs.items]").evaluate(DATA, MOMENT)
    assert repr(DATA) == before
