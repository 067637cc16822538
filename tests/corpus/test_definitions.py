"""Bad workflow documents, rows D1 to D10 of the corpus: each is refused with its code, in time, and echoes nothing."""

from __future__ import annotations

import json
import time

import pytest

from tests.unit.workflows.definition.documents import CATALOG, ask, document, note
from workflows.definition import DefinitionError, Problem, dump_yaml, load_yaml, validate


def told(raw, **more) -> list[Problem]:
    """Validate in less than a second; no message repeats more than 200 characters of the document."""
    started = time.process_time()
    found = validate(raw, CATALOG, **more)
    assert time.process_time() - started < 1
    assert all(len(problem.message) <= 400 and len(problem.hint) <= 400 for problem in found)
    return found


def codes(raw, **more) -> set[tuple[str, str]]:
    return {(problem.pointer, problem.code) for problem in told(raw, **more)}


def read(step_id: str) -> str:
    return f"{{{{ steps.{step_id}.x }}}}"


# -- D1: a cycle, a self-edge ------------------------------------------------------------------------------------------
# The document is a tree, not a graph with edges: control flows down the lists, so a cycle of control cannot be written
# at all (a loop is a block with an end). What is left of it is a cycle of data: a step that reads itself or a step that
# runs later. Such a reference gets `step_not_in_scope`; its pointer, line and column say which one closes the circle.


def test_d1_a_step_that_reads_itself_is_out_of_its_own_scope():
    assert codes(document(note("a", x=read("a")))) == {("/steps/0/with/x", "step_not_in_scope")}


def test_d1_two_steps_that_read_one_another_have_one_reference_out_of_scope():
    raw = document(note("a", x=read("b")), note("b", x=read("a")))
    assert codes(raw) == {("/steps/0/with/x", "step_not_in_scope")}


def test_d1_a_cycle_through_a_block_is_found_too():
    block = {"id": "b", "type": "if", "with": {"condition": "{{ steps.b.result }}"}, "then": [note("c", x=read("b"))]}
    assert codes(document(block)) == {
        ("/steps/0/with/condition", "step_not_in_scope"),
        ("/steps/0/then/0/with/x", "step_not_in_scope"),
    }


# -- D2: too large -----------------------------------------------------------------------------------------------------

BIG = {
    "10,000 steps": document(*[note(f"s{i}") for i in range(10_000)]),
    "10,000 tiny steps in a small file": document(*[{"id": f"s{i}", "type": "a"} for i in range(3_000)]),
    "2 MB": document(note("a", x="y" * 2_000_000)),
    "2 MB of names": document(note("a", **{f"k{i}": i for i in range(150_000)})),
    "1,000 branches": document(
        {"id": "p", "type": "parallel", "branches": [{"name": f"b{i}", "steps": []} for i in range(1_000)]}
    ),
    "1,000 cases": document(
        {
            "id": "p",
            "type": "switch",
            "cases": [{"name": f"b{i}", "condition": True, "steps": []} for i in range(1_000)],
        }
    ),
}


@pytest.mark.parametrize("raw", BIG.values(), ids=BIG.keys())
def test_d2_what_is_too_large_is_refused_as_a_whole(raw):
    assert {code for _, code in codes(raw)} == {"definition_too_large"}


def test_d2_the_answer_tells_the_limit_and_what_there_was():
    [problem] = told(document(note("a", x="y" * 2_000_000)))
    assert "200000" in problem.message
    assert "2000" in problem.message


# -- D3: edges to nowhere, ids twice, steps that nothing reaches -------------------------------------------------------
# An edge to a missing node is a reference to a step that is nowhere; an unreachable node is a step behind an
# unconditional stop. All three are `graph_invalid`, each with its pointer.


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (document(note("a", x=read("nowhere"))), "/steps/0/with/x"),
        (document(note("a"), note("a")), "/steps/1/id"),
        (document({"id": "a", "type": "try", "steps": [note("a")]}), "/steps/0/steps/0/id"),
        (document({"id": "end", "type": "stop"}, note("never")), "/steps/1"),
        (document(triggers=[{"id": "t", "type": "webhook"}, {"id": "t", "type": "webhook"}]), "/triggers/1/id"),
    ],
)
def test_d3_a_tree_that_does_not_hold_together_is_told_where(raw, pointer):
    assert codes(raw) == {(pointer, "graph_invalid")}


# -- D4: unknown types and parameters, wrong types ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "pointer", "nearest"),
    [
        ({"id": "a", "type": "htttp.request"}, "/steps/0/type", "http.request"),
        ({"id": "a", "type": "http.request@9"}, "/steps/0/type", "http.request"),
        ({"id": "a", "type": "swich"}, "/steps/0/type", "switch"),
        (ask("a", **{"with": {"url": "x", "heders": {}}}), "/steps/0/with/heders", "headers"),
        ({"id": "a", "type": "wait", "with": {"seconds": 1, "calender": {}}}, "/steps/0/with/calender", "calendar"),
    ],
)
def test_d4_an_unknown_name_is_answered_with_the_nearest_valid_one(step, pointer, nearest):
    [problem] = told(document(step))
    assert (problem.pointer, problem.code) == (pointer, "node_invalid")
    assert f"'{nearest}'" in problem.hint


@pytest.mark.parametrize("value", [5, None, [], {}, True])
def test_d4_a_parameter_of_the_wrong_type_is_told(value):
    assert codes(document(ask("a", **{"with": {"url": value}}))) == {("/steps/0/with/url", "node_invalid")}


# -- D5: somebody else's connection ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["charlies", "0199a1b2-0000-7000-8000-000000000000", "' OR 1=1"])
def test_d5_a_connection_that_is_not_the_author_s_does_not_exist(name):
    [problem] = told(document(ask("a", connection=name)), connections={"alices"})
    assert (problem.pointer, problem.code) == ("/steps/0/connection", "connection_not_found")
    assert "alices" not in problem.message + problem.hint


def test_d5_foreign_and_unknown_connections_get_the_same_answer():
    one, other = (told(document(ask("a", connection=name)), connections=set()) for name in ("charlies", "nobodys"))
    assert one == other


# -- D6: names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a\u202egnp.exe", "", "   ", "😀" * 45_000, "a\x00b", "a\x1b[31m", "line\nbreak", "x" * 121]
)
def test_d6_a_name_that_hides_or_floods_is_refused(name):
    for raw, pointer in ((document(name=name), "/name"), (document(note("a") | {"name": name}), "/steps/0/name")):
        assert codes(raw) & {(pointer, "invalid_name"), (pointer, "invalid_text")}


def test_d6_five_megabytes_of_emoji_are_too_large():
    assert codes(document(name="😀" * 1_250_000)) == {("", "definition_too_large")}


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "{{7*7}}", "Robert'); DROP TABLE", "../../etc/passwd", "=1+1"]
)
def test_d6_markup_in_a_name_is_plain_text(name):
    assert codes(document(note("a") | {"name": name}, name=name)) == set()


# -- D7: imports -------------------------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "yaml_alias"),
        ("schema: 1\nname: !!python/object/apply:os.system ['true']\n", "yaml_tag"),
        ("schema: 1\nname: !ruby/object:Gem {}\n", "yaml_tag"),
        ("schema: 1\nschema: 1\n", "duplicate_key"),
        ("a: 1\n--- \nb: 2\n", "yaml_invalid"),
    ],
)
def test_d7_yaml_that_does_more_than_say_values_is_refused(text, code):
    with pytest.raises(DefinitionError) as caught:
        load_yaml(text)
    assert caught.value.code == code
    assert caught.value.problems[0].line


@pytest.mark.parametrize("key", ["__proto__", "constructor", "nodes", "tenant_id", "Schema"])
def test_d7_extra_keys_are_refused_at_every_level(key):
    assert codes(document(**{key: {"polluted": True}})) == {(f"/{key}", "unknown_field")}
    assert codes(document(note("a") | {key: 1})) == {(f"/steps/0/{key}", "unknown_field")}
    assert codes(document(settings={key: 1})) == {(f"/settings/{key}", "unknown_field")}


# -- D8: secrets -------------------------------------------------------------------------------------------------------

SECRET = "q7Rk" * 9


@pytest.mark.parametrize(
    "step",
    [
        ask("a", **{"with": {"url": "https://x.example/", "headers": {"Authorization": f"Bearer {SECRET}"}}}),
        ask("a", **{"with": {"url": f"https://admin:{SECRET}@x.example/"}}),
        ask("a", **{"with": {"url": "https://x.example/", "json": {"password": SECRET}}}),
        note("a", x=f"ghp_{SECRET}"),
        note("a", nested=[{"deep": f"sk_live_{SECRET}"}]),
        ask("a", **{"with": {"url": 5, "method": SECRET, "headers": {"x-api-key": SECRET}}}),
        ask("a", sample={"token": f"xoxb-{SECRET}"}),
        {"id": "a", "type": f"ghp_{SECRET}"},
        note("a", x=f"{{{{ ghp_{SECRET} }}}}"),
        note("a", **{f"ghp_{SECRET}": f"ghp_{SECRET}"}) | {f"sk_live_{SECRET}": 1},
    ],
)
def test_d8_a_secret_is_found_and_never_said_again(step):
    found = told(load_yaml(dump_yaml(document(step))))
    assert "secret_in_definition" in {problem.code for problem in found}
    assert SECRET not in json.dumps([problem.as_dict() for problem in found])


# -- D9: out of range --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "pointer", "allowed"),
    [
        (
            {"id": "a", "type": "for_each", "with": {"items": [], "limit": 10**9}, "steps": [note("b")]},
            "with/limit",
            "1 and 50",
        ),
        (
            {"id": "a", "type": "while", "with": {"condition": True, "max_iterations": 10**9}, "steps": [note("b")]},
            "with/max_iterations",
            "1 and 10000",
        ),
        ({"id": "a", "type": "wait", "with": {"seconds": 10 * 366 * 86_400}}, "with/seconds", "0 and 34560000"),
        ({"id": "a", "type": "wait", "with": {"working_days": 2_600}}, "with/working_days", "1 and 260"),
        (ask("a", retry={"attempts": 10**6}), "retry/attempts", "1 and 20"),
        (ask("a", retry={"attempts": 0}), "retry/attempts", "1 and 20"),
        (ask("a", retry={"delay_seconds": -1}), "retry/delay_seconds", "0 and 86400"),
        (ask("a", retry={"max_delay_seconds": 86_400.5}), "retry/max_delay_seconds", "0 and 86400"),
        (ask("a", timeout_seconds=0), "timeout_seconds", "0.001 and 86400"),
        (ask("a", timeout_seconds=-3), "timeout_seconds", "0.001 and 86400"),
    ],
)
def test_d9_a_number_out_of_range_is_answered_with_the_range(step, pointer, allowed):
    [problem] = told(document(step))
    assert (problem.pointer, problem.code) == (f"/steps/0/{pointer}", "out_of_range")
    assert f"between {allowed}" in problem.message


@pytest.mark.parametrize(
    ("settings", "key", "allowed"),
    [
        ({"priority": 10}, "priority", "between 0 and 9"),
        ({"timeout_seconds": 0}, "timeout_seconds", "between 1 and 34560000"),
        ({"debounce_seconds": -1}, "debounce_seconds", "between 0 and 86400"),
        ({"concurrency": {"limit": 0}}, "concurrency/limit", "between 1 and 1000"),
        ({"retention_days": 31}, "retention_days", "7, 30, 90, 400"),
    ],
)
def test_d9_settings_have_their_ranges_too(settings, key, allowed):
    [problem] = told(document(settings=settings))
    assert (problem.pointer, problem.code) == (f"/settings/{key}", "out_of_range")
    assert allowed in problem.message


# -- D10: many errors --------------------------------------------------------------------------------------------------


def test_d10_twenty_errors_come_in_one_answer():
    steps = [ask(f"s{i}", **{"with": {"url": f"{{{{ steps.none{i} }}}}"}}, retry={"attempts": 0}) for i in range(10)]
    found = told(document(*steps))
    assert len(found) == 20
    assert {problem.code for problem in found} == {"graph_invalid", "out_of_range"}


def test_d10_a_thousand_errors_are_cut_at_a_hundred():
    assert len(told(document(*[note(f"s{i}") | {f"x{j}": 1 for j in range(10)} for i in range(100)]))) == 100
