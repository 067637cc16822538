"""Drafts are saved over the revision they were made from, and checked without changing anything."""

import pytest

from tests.integration.authoring.documents import SET, WEBHOOK, document, with_triggers


def test_a_draft_is_saved_over_its_revision(alice, workflow):
    saved = alice.put(
        f"workflows/{workflow.pk}/draft", {"definition": with_triggers(WEBHOOK, name="Two")}, If_Match='"1"'
    )

    assert (saved.status, saved.body["name"], saved.body["draft_revision"]) == (200, "Two", 2)
    assert saved.headers["ETag"] == '"2"'
    assert saved.body["published_version"] == 1
    assert [row["id"] for row in saved.body["triggers"]] == ["shop"]


def test_an_invalid_draft_is_saved_all_the_same(alice, workflow):
    saved = alice.put(f"workflows/{workflow.pk}/draft", {"definition": {"steps": [{"id": "?"}]}}, If_Match='"1"')

    assert (saved.status, saved.body["draft"]) == (200, {"steps": [{"id": "?"}]})


def test_a_stale_save_is_told_the_newest_revision_and_changes_nothing(alice, workflow):
    alice.put(f"workflows/{workflow.pk}/draft", {"definition": document("Theirs")}, If_Match='"1"')

    stale = alice.put(f"workflows/{workflow.pk}/draft", {"definition": document("Mine")}, If_Match='"1"')

    assert stale.problem == (412, "stale_draft", "")
    assert (stale.body["draft_revision"], stale.body["hint"] != "") == (2, True)
    assert alice.get(f"workflows/{workflow.pk}").body["draft"]["name"] == "Theirs"


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({}, (428, "precondition_required", "")),
        ({"If_Match": "1"}, (400, "invalid_if_match", "")),
        ({"If_Match": '"x"'}, (400, "invalid_if_match", "")),
        ({"If_Match": "*"}, (400, "invalid_if_match", "")),
        ({"If_Match": '"1", "2"'}, (400, "invalid_if_match", "")),
        ({"If_Match": '"99999999999999999999"'}, (400, "invalid_if_match", "")),
        ({"If_Match": '"999999999"'}, (412, "stale_draft", "")),
        ({"If_Match": '"0"'}, (412, "stale_draft", "")),
    ],
)
def test_a_save_without_a_usable_revision_changes_nothing(alice, workflow, headers, problem):
    refused = alice.put(f"workflows/{workflow.pk}/draft", {"definition": document("Mine")}, **headers)

    assert refused.problem == problem
    assert alice.get(f"workflows/{workflow.pk}").body["draft_revision"] == 1


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, (400, "field_missing", "/definition")),
        ({"definition": None}, (400, "field_null", "/definition")),
        ({"definition": 3}, (422, "definition_invalid", "")),
        ({"definition": {}, "revision": 1}, (400, "unknown_field", "/revision")),
        ({"definition": {"filler": "a" * 1_000_001}}, (422, "definition_too_large", "")),
    ],
)
def test_what_is_no_draft_is_refused(alice, workflow, body, problem):
    assert alice.put(f"workflows/{workflow.pk}/draft", body, If_Match='"1"').problem == problem


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (document(), []),
        (None, [("definition_invalid", "")]),
        ([], [("definition_invalid", "")]),
        (document(steps=[]), [("field_missing", "/steps")]),
        (document(steps=[{**SET, "tpye": 1}]), [("unknown_field", "/steps/0/tpye")]),
        (document(steps=[{**SET, "with": {"x": "{{ inputs.a + }}"}}]), [("expression_syntax", "/steps/0/with/x")]),
        (
            document(steps=[{"id": "a", "type": "approval", "with": {"title": "May I?"}}]),
            [("not_yet_available", "/steps/0")],
        ),
    ],
)
def test_validate_always_answers_with_every_problem(alice, workflow, definition, found):
    verdict = alice.post(f"workflows/{workflow.pk}/validate", {"definition": definition})

    assert verdict.status == 200
    assert verdict.body["valid"] is (found == [])
    assert [(problem["code"], problem["pointer"]) for problem in verdict.body["problems"]] == found
    assert all(set(row) == {"pointer", "code", "message", "hint", "line", "column"} for row in verdict.body["problems"])


def test_validate_without_a_document_checks_the_draft_and_changes_nothing(alice, workflow):
    alice.put(f"workflows/{workflow.pk}/draft", {"definition": document(steps=[])}, If_Match='"1"')

    verdict = alice.post(f"workflows/{workflow.pk}/validate")

    assert (verdict.status, verdict.body["valid"]) == (200, False)
    assert alice.get(f"workflows/{workflow.pk}").body["draft_revision"] == 2


def test_validate_refuses_fields_it_does_not_know(alice, workflow):
    assert alice.post(f"workflows/{workflow.pk}/validate", {"draft": {}}).problem == (400, "unknown_field", "/draft")
