"""Publish, look at what was published, and take it back into the draft."""

import pytest

from tests.integration.api.client import make_workflow
from tests.integration.authoring.documents import SET, document

KEYS = {"number", "definition", "note", "published_by", "published_at"}


def test_publishing_answers_the_version(alice, cast):
    made = make_workflow(cast.alice, publish=False)

    published = alice.post(f"workflows/{made.pk}/publish", {"note": "First one"})

    assert published.status == 201
    assert set(published.body) == KEYS
    assert (published.body["number"], published.body["definition"]) == (1, document())
    assert (published.body["note"], published.body["published_by"]) == (
        "First one",
        {"id": str(cast.alice.user.pk), "name": "Alice"},
    )
    shown = alice.get(f"workflows/{made.pk}").body
    assert (shown["status"], shown["published_version"]) == ("published", 1)
    assert alice.get(published.headers["Location"]).body == published.body


def test_a_draft_with_many_problems_is_refused_with_all_of_them(alice, cast):
    steps = [{"id": f"Step {i}", "type": "set", "with": {"x": "{{ nothing }}"}} for i in range(60)]
    made = make_workflow(cast.alice, document(steps=steps), publish=False)

    refused = alice.post(f"workflows/{made.pk}/publish")

    first = refused.body["errors"][0]
    assert refused.problem == (422, first["code"], first["pointer"])
    assert len(refused.body["errors"]) == 100
    assert alice.get(f"workflows/{made.pk}/versions").body["results"] == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"note": "a" * 501}, (400, "max_length", "/note")),
        ({"note": 5}, (400, "field_invalid", "/note")),
        ({"definition": document()}, (400, "unknown_field", "/definition")),
        ({"version": 3}, (400, "unknown_field", "/version")),
    ],
)
def test_publishing_takes_a_note_and_nothing_else(alice, workflow, body, problem):
    assert alice.post(f"workflows/{workflow.pk}/publish", body).problem == problem
    assert alice.get(f"workflows/{workflow.pk}").body["published_version"] == 1


def test_versions_are_listed_newest_first_in_pages(alice, workflow):
    for _ in range(4):
        alice.post(f"workflows/{workflow.pk}/publish")

    first = alice.get(f"workflows/{workflow.pk}/versions?limit=3")
    second = alice.get(first.body["next"])

    assert [row["number"] for page in (first, second) for row in page.body["results"]] == [5, 4, 3, 2, 1]
    assert second.body["next"] is None
    assert alice.get(second.body["previous"]).body["results"] == first.body["results"]


@pytest.mark.parametrize("count", [1, 6])
def test_a_list_of_versions_costs_the_same_queries_whatever_its_length(alice, workflow, count, own_queries):
    for _ in range(count - 1):
        alice.post(f"workflows/{workflow.pk}/publish")

    queries = own_queries(alice, f"workflows/{workflow.pk}/versions")

    assert len(queries) == 2  # the workflow, versions with their publishers


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_a_version_that_never_was_is_not_found(alice, workflow, number):
    assert alice.get(f"workflows/{workflow.pk}/versions/{number}").problem == (404, "not_found", "")
    assert alice.post(f"workflows/{workflow.pk}/versions/{number}/restore").problem == (404, "not_found", "")


def test_restoring_changes_the_draft_only(alice, workflow):
    changed = document(steps=[SET, {**SET, "id": "second"}])
    alice.put(f"workflows/{workflow.pk}/draft", {"definition": changed}, If_Match='"1"')
    alice.post(f"workflows/{workflow.pk}/publish")

    restored = alice.post(f"workflows/{workflow.pk}/versions/1/restore")

    assert (restored.status, restored.body["draft"], restored.body["draft_revision"]) == (200, document(), 3)
    assert restored.body["published_version"] == 2


def test_restoring_takes_no_fields(alice, workflow):
    path = f"workflows/{workflow.pk}/versions/1/restore"

    assert alice.post(path, {"publish": True}).problem == (400, "unknown_field", "/publish")
