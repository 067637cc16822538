"""What an expression sees depends on where it stands in the tree."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import ask, codes, note, problems

READ = "{{ steps.inner.x }}"
OUT = "step_not_in_scope"


def block(kind, step_id="outer", **more):
    options = {"if": {"condition": True}, "for_each": {"items": [1]}, "while": {"condition": "{{ index < 3 }}"}}
    return {"id": step_id, "type": kind, **({"with": options[kind]} if kind in options else {}), **more}


@table("root", ["inputs.sku", "trigger.body.a", "vars.limit", "run.id", "run.version"])
def test_every_step_sees_the_roots(root):
    assert codes(note("a", x=f"{{{{ {root} }}}}")) == []


@table("root", ["item", "index", "error.code", "env.HOME", "self"])
def test_names_of_other_places_are_not_seen(root):
    assert codes(note("a", x=f"{{{{ {root} }}}}")) == [("/steps/0/with/x", "unknown_name")]


def test_a_step_sees_earlier_steps_of_its_list_and_of_lists_around_it():
    deep = block("if", then=[block("try", "inside", steps=[note("z", x="{{ steps.first.x }}")])])
    assert codes(note("first"), deep) == []


@table("reads", ["a", "b"])
def test_a_step_sees_neither_itself_nor_what_comes_later(reads):
    first = note("a", x=f"{{{{ steps.{reads}.x }}}}")
    assert codes(first, note("b")) == [("/steps/0/with/x", OUT)]


def test_a_step_that_is_nowhere_is_a_fault_of_the_tree():
    [problem] = problems(note("stock"), note("a", x="{{ steps.stok.x }}"))
    assert problem.code == "graph_invalid"
    assert "stock" in problem.message + problem.hint


@table(
    "holder",
    [
        block("if", then=[note("inner")]),
        block("if", **{"else": [note("inner")]}),
        block("for_each", steps=[note("inner")]),
        block("while", steps=[note("inner")]),
        block("try", steps=[note("inner")]),
        block("try", steps=[note("s")], catch=[note("inner")]),
        block("try", steps=[note("s")], **{"finally": [note("inner")]}),
        {"id": "outer", "type": "switch", "cases": [{"name": "a", "condition": True, "steps": [note("inner")]}]},
        {**ask("outer"), "compensate": [note("inner")]},
    ],
)
def test_steps_inside_a_block_are_out_of_scope_behind_it(holder):
    assert codes(holder, note("after", x=READ)) == [("/steps/1/with/x", OUT)]


@table(
    ("kind", "fields"),
    [
        ("if", {"branch", "result"}),
        ("for_each", {"results", "errors"}),
        ("while", {"iterations", "result"}),
        ("try", {"ok", "result", "error"}),
    ],
)
def test_the_result_of_a_block_is_in_scope_and_its_fields_are_known(kind, fields):
    holder = block(kind, **({"then": [note("inner")]} if kind == "if" else {"steps": [note("inner")]}))
    for field in fields:
        assert codes(holder, note("after", x=f"{{{{ steps.outer.{field} }}}}")) == []
    assert codes(holder, note("after", x="{{ steps.outer.reslt }}")) == [("/steps/1/with/x", "unknown_field")]


def parallel(*branches):
    return {
        "id": "both",
        "type": "parallel",
        "branches": [{"name": f"b{i}", "steps": [step]} for i, step in enumerate(branches)],
    }


def test_behind_a_parallel_step_its_branches_steps_are_in_scope():
    reads = note("after", x="{{ steps.inner.x }}", y="{{ steps.other.x }}", z="{{ steps.both.b0 }}")
    assert codes(parallel(note("inner"), note("other")), reads) == []


def test_a_branch_does_not_see_its_neighbours():
    found = codes(parallel(note("inner"), note("other", x=READ)))
    assert found == [("/steps/0/branches/1/steps/0/with/x", OUT)]


def test_a_parallel_step_inside_a_block_stays_inside_it():
    assert codes(block("if", then=[parallel(note("inner"))]), note("after", x=READ)) == [("/steps/1/with/x", OUT)]


def test_a_loop_gives_its_item_and_index_to_its_body_and_to_collect():
    loop = block("for_each", steps=[note("inner", x="{{ item.id + index }}")])
    loop["with"] = {"items": "{{ inputs.rows }}", "collect": "{{ steps.inner.x + item.id + index }}"}
    assert codes(loop) == []


def test_the_items_of_a_loop_do_not_see_the_item():
    loop = block("for_each", steps=[note("inner")])
    loop["with"] = {"items": "{{ item.children }}"}
    assert codes(loop) == [("/steps/0/with/items", "unknown_name")]


def test_nested_loops_see_both_items_when_their_names_differ():
    inner = block("for_each", "second", steps=[note("z", x="{{ row.a + item.b }}")])
    outer = block("for_each", "first", steps=[inner])
    outer["with"] = {"items": [1], "as": "row"}
    assert codes(outer) == []


def test_nested_loops_with_one_name_are_refused():
    outer = block("for_each", "first", steps=[block("for_each", "second", steps=[note("z")])])
    assert codes(outer) == [("/steps/0/steps/0/with/as", "graph_invalid")]


def test_loops_one_after_the_other_may_share_a_name():
    assert codes(block("for_each", "a", steps=[note("b")]), block("for_each", "c", steps=[note("d")])) == []


@table("name", ["steps", "inputs", "error", "index", "if", "vars", "lambda"])
def test_a_loop_name_cannot_be_a_word_of_the_language(name):
    loop = block("for_each", steps=[note("inner")])
    loop["with"] = {"items": [1], "as": name}
    assert codes(loop) == [("/steps/0/with/as", "invalid_name")]


def test_the_condition_of_a_while_sees_index_and_the_steps_of_its_body():
    loop = block("while", steps=[note("poll", done=True), note("z", x="{{ index }}")])
    loop["with"] = {"condition": "{{ index < 5 and not default(steps.poll.done, false) }}"}
    assert codes(loop) == []


def test_only_a_catch_sees_the_error():
    fields = "{{ error.code + error.message + error.step }}"
    assert codes(block("try", steps=[note("s")], catch=[note("c", x=fields)])) == []
    assert set(codes(block("try", steps=[note("s", x=fields)]))) == {("/steps/0/steps/0/with/x", "unknown_name")}
    last = block("try", steps=[note("s")], **{"finally": [note("f", x=fields)]})
    assert set(codes(last)) == {("/steps/0/finally/0/with/x", "unknown_name")}


def test_a_catch_does_not_see_the_steps_that_were_tried():
    assert codes(block("try", steps=[note("inner")], catch=[note("c", x=READ)])) == [("/steps/0/catch/0/with/x", OUT)]


def test_the_steps_that_undo_a_step_see_it():
    undo = [note("undo", x="{{ steps.order.body.id }}", y="{{ steps.first.x }}")]
    assert codes(note("first"), {**ask("order"), "compensate": undo}) == []


def test_the_output_of_the_run_sees_the_outermost_steps():
    assert codes(note("a"), output={"x": "{{ steps.a.x }}"}) == []
    assert codes(block("if", then=[note("inner")]), output=READ) == [("/output", OUT)]


def test_known_outputs_are_followed_into_their_fields():
    [problem] = problems(ask("stock"), note("b", x="{{ steps.stock.bdy.quantity }}"))
    assert (problem.code, problem.column) == ("unknown_field", 4)
    assert "body" in problem.message + problem.hint


def test_a_step_that_goes_on_after_an_error_may_be_asked_for_it():
    assert codes(ask("stock", on_error="continue"), note("b", x="{{ steps.stock.error.code }}")) == []
    assert codes(ask("stock"), note("b", x="{{ steps.stock.error.code }}")) == [("/steps/1/with/x", "unknown_field")]


def test_the_inputs_schema_is_known_to_expressions():
    inputs = {"type": "object", "properties": {"sku": {"type": "string"}}}
    assert codes(note("a", x="{{ inputs.sku }}"), inputs=inputs) == []
    assert codes(note("a", x="{{ inputs.skuu }}"), inputs=inputs) == [("/steps/0/with/x", "unknown_field")]


def test_a_trigger_sees_itself_and_variables_but_no_steps():
    trigger = {"id": "hook", "type": "webhook", "inputs": {"sku": "{{ trigger.body.sku }}", "max": "{{ vars.max }}"}}
    assert codes(triggers=[trigger]) == []
    trigger["inputs"] = {"sku": "{{ inputs.sku }}", "x": "{{ steps.only.x }}"}
    assert codes(triggers=[trigger]) == [
        ("/triggers/0/inputs/sku", "unknown_name"),
        ("/triggers/0/inputs/x", OUT),
    ]


def test_the_concurrency_key_is_worked_out_before_there_are_steps():
    key = {"concurrency": {"limit": 2, "key": "{{ inputs.sku }}"}}
    assert codes(settings=key) == []
    key["concurrency"]["key"] = "{{ steps.only.x }}"
    assert codes(settings=key) == [("/settings/concurrency/key", OUT)]
