"""What changed is told in words, matched by the steps' ids."""

from __future__ import annotations

import copy

from tests.table import table
from tests.unit.workflows.definition.documents import CATALOG, ask, document, note
from workflows.definition import diff

STOCK = ask("stock", name="Ask for stock", retry={"attempts": 5})
TELL = {
    "id": "tell",
    "name": "Tell the customer",
    "type": "email.send",
    "connection": "office",
    "with": {"to": "a@b.example", "subject": "Old", "text": "…"},
}
CHOICE = {
    "id": "enough",
    "name": "Enough?",
    "type": "if",
    "with": {"condition": True},
    "then": [note("book")],
    "else": [TELL],
}
HOOK = {"id": "shop", "type": "webhook", "with": {"respond": "accepted"}}
OLD = document(STOCK, CHOICE, note("last"), triggers=[HOOK], settings={"priority": 5}, description="Was")


def changed(edit):
    new = copy.deepcopy(OLD)
    edit(new)
    return new


def put(value, *path):
    def edit(new):
        target = new
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value

    return changed(edit)


def swap_first_two(new):
    new["steps"][0], new["steps"][1] = new["steps"][1], new["steps"][0]


def into_then(new):
    new["steps"][1]["then"].append(new["steps"].pop(2))


@table(
    ("new", "kind", "pointer", "text"),
    [
        (changed(lambda n: n["steps"].append(note("x"))), "added", "/steps/3", "Added step 'x'"),
        (changed(lambda n: n["steps"].pop(2)), "removed", "/steps/2", "Removed step 'last'"),
        (changed(swap_first_two), "moved", "/steps/1", "Moved step 'Ask for stock' behind 'Enough?'"),
        (changed(into_then), "moved", "/steps/1/then/1", "Moved step 'last' behind 'book'"),
        (
            put("Ask twice", "steps", 0, "name"),
            "renamed",
            "/steps/0/name",
            "Renamed step 'Ask for stock' to 'Ask twice'",
        ),
        (
            put("New", "steps", 1, "else", 0, "with", "subject"),
            "changed",
            "/steps/1/else/0/with/subject",
            "Changed 'Subject' of step 'Tell the customer'",
        ),
        (
            put(3, "steps", 0, "retry", "attempts"),
            "changed",
            "/steps/0/retry/attempts",
            "Changed 'attempts' of step 'Ask for stock' from 5 to 3",
        ),
        (put("home", "steps", 1, "else", 0, "connection"), "changed", "/steps/1/else/0/connection",
         "Changed 'connection' of step 'Tell the customer'"),
        (put(30, "steps", 0, "timeout_seconds"), "changed", "/steps/0/timeout_seconds",
         "Changed 'time limit' of step 'Ask for stock'"),
        (put(7, "settings", "priority"), "changed", "/settings/priority", "Changed the setting 'priority' from 5 to 7"),
        (put("Other", "name"), "renamed", "/name", "Renamed the workflow from 'Order to warehouse' to 'Other'"),
        (put({"type": "object"}, "inputs"), "added", "/inputs", "Added the inputs"),
        (put("Is", "description"), "changed", "/description", "Changed the description"),
        (changed(lambda n: n.pop("description")), "removed", "/description", "Removed the description"),
        (put([], "triggers"), "removed", "/triggers/0", "Removed the trigger 'shop' (webhook)"),
        (put(False, "triggers", 0, "enabled"), "changed", "/triggers/0/enabled",
         "Switched off the trigger 'shop' (webhook)"),
        (put("when_finished", "triggers", 0, "with", "respond"), "changed", "/triggers/0/with/respond",
         "Changed 'respond' of the trigger 'shop' (webhook)"),
        (changed(lambda n: n["triggers"].append({"id": "n", "type": "schedule"})), "added", "/triggers/1",
         "Added the trigger 'n' (schedule)"),
    ],
)  # fmt: skip
def test_each_change_is_told_in_one_sentence(new, kind, pointer, text):
    [change] = diff(OLD, new, CATALOG)
    assert (change.kind, change.pointer, change.text) == (kind, pointer, text)


def test_nothing_changed_says_nothing():
    assert diff(OLD, copy.deepcopy(OLD), CATALOG) == []


def test_without_a_catalog_fields_have_their_keys_as_names():
    [change] = diff(OLD, put("New", "steps", 1, "else", 0, "with", "subject"))
    assert (change.step, change.field, change.text) == (
        "tell",
        "subject",
        "Changed 'subject' of step 'Tell the customer'",
    )


def test_true_is_not_one():
    assert diff(document(note("a", x=True)), document(note("a", x=1)))
    assert diff(document(note("a", x=[1])), document(note("a", x=[1.0]))) == []


def test_one_step_that_moves_far_is_the_only_one_that_moved():
    old = document(*[note(f"s{i}") for i in range(8)])
    new = copy.deepcopy(old)
    new["steps"].append(new["steps"].pop(0))
    assert [(change.kind, change.step) for change in diff(old, new)] == [("moved", "s0")]


def test_a_renamed_case_is_told_apart_from_its_steps():
    switch = {"id": "way", "type": "switch", "cases": [{"name": "A", "condition": True, "steps": [note("x")]}]}
    new = copy.deepcopy(document(switch))
    new["steps"][0]["cases"][0]["name"] = "B"
    new["steps"][0]["cases"][0]["steps"][0]["with"]["x"] = 2
    assert [change.text for change in diff(document(switch), new)] == [
        "Changed the cases of step 'way'",
        "Changed 'x' of step 'x' from 1 to 2",
    ]


def test_texts_are_not_repeated_in_a_change():
    [change] = diff(OLD, put("private-text", "steps", 1, "else", 0, "with", "subject"))
    assert "private-text" not in change.text
