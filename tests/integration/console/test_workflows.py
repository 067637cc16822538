"""The pages of a workflow: read it, write its draft, publish it, run it, rest it."""

import re

import pytest

from tests import engine_room as room
from tests.cast import Person
from tests.integration.console.house import House, at, text
from workflows.definition import dump_yaml
from workflows.models import Run, Version, Workflow


def workflow(house: House) -> Workflow:
    """Return Alice's workflow as it stands."""
    with room.tenant_scope(house.cast.alice.tenant.pk):
        return Workflow.objects.get(pk=house.workflow_id)


def runs(person: Person, version: Version) -> int:
    """Return how many runs the workflow has."""
    with room.tenant_scope(person.tenant.pk):
        return Run.objects.filter(workflow_id=version.workflow_id).count()


def draft(**changes) -> str:
    """Return a document as it is typed."""
    return dump_yaml(room.document([{"id": "one", "name": "Only one", "type": "set", "with": {"a": 1}}], **changes))


def test_the_page_tells_what_it_does_and_how_it_starts(house: House):
    page = text(house.alice.get(at("workflow_change", house.workflow_id)))

    assert page.index("First of all") < page.index("Divide<")
    assert "When a webhook comes in" in page and "Anyone who knows the address" in page
    address = re.search(r'value="(http[^"]+/hooks/[0-9a-f]{32})"', page)
    assert f"curl {address[1]}" in page and "&#x27;{&quot;by&quot;: 1}&#x27;" in page


def test_a_saved_draft_is_the_new_draft(house: House):
    answer = house.alice.post(
        at("workflow_draft", house.workflow_id), {"text": draft(name="Renamed").replace("\n", "\r\n"), "revision": "1"}
    )

    assert answer["Location"] == at("workflow_draft", house.workflow_id)
    assert (workflow(house).name, workflow(house).draft_revision) == ("Renamed", 2)
    assert "draft differs" in text(house.alice.get(at("workflow_change", house.workflow_id)))


def test_the_same_save_twice_is_one_save(house: House):
    form = {"text": draft(), "revision": "1"}

    answers = [house.alice.post(at("workflow_draft", house.workflow_id), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert workflow(house).draft_revision == 2


def test_a_stale_save_loses_neither_text(house: House):
    house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(name="Theirs"), "revision": "1"})

    mine = house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(name="Mine"), "revision": "1"})

    assert mine.status_code == 412
    assert "Changed elsewhere" in text(mine) and "name: Mine" in text(mine)
    assert "Renamed the workflow from &#x27;Theirs&#x27; to &#x27;Mine&#x27;" in text(mine)
    assert 'name="revision" value="2"' in text(mine) and workflow(house).name == "Theirs"


@pytest.mark.parametrize(
    ("typed", "line", "words"),
    [
        ("schema: 1\nname: [", 2, "This is not valid YAML"),
        ("a: &x 1\nb: *x", 1, "Anchors and aliases are not allowed"),
        ("- just a list", 1, "A workflow document is a mapping"),
        ("schema: 1\nschema: 1", 2, "stands here twice"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(house: House, typed, line, words):
    answer = house.alice.post(at("workflow_draft", house.workflow_id), {"text": typed, "revision": "1"})

    assert answer.status_code == 422
    assert words in text(answer) and f'data-line="{line}"' in text(answer)
    assert workflow(house).draft_revision == 1


def test_an_unfinished_draft_is_kept_with_its_problems_by_line(house: House):
    typed = (
        "schema: 1\nname: Half\nsteps:\n  - id: one\n    type: set\n    with: {a: 1}\n  - id: two\n    type: nothing\n"
    )

    house.alice.post(at("workflow_draft", house.workflow_id), {"text": typed, "revision": "1"})
    page = text(house.alice.get(at("workflow_draft", house.workflow_id)))

    assert "1 thing to fix" in page and workflow(house).draft["name"] == "Half"
    line = int(re.search(r'data-line="(\d+)"', page)[1])
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    assert "nothing" in kept.splitlines()[line - 1]


@pytest.mark.parametrize("revision", ["", "x", "99999999999999", "-1"])
def test_a_revision_that_makes_no_sense_is_stale(house: House, revision):
    answer = house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(), "revision": revision})

    assert answer.status_code == 412


def test_a_new_workflow_begins_as_a_draft(house: House):
    offered = re.search(r"<textarea[^>]*>(.*?)</textarea>", text(house.alice.get(at("workflow_add"))), re.DOTALL)[1]
    import html

    answer = house.alice.post(at("workflow_add"), {"text": html.unescape(offered)})

    page = text(house.alice.get(answer["Location"]))
    assert answer.status_code == 302 and "Nothing to fix" in page


def test_a_new_workflow_without_a_name_is_refused(house: House):
    answer = house.alice.post(at("workflow_add"), {"text": "schema: 1\nsteps: []"})

    assert answer.status_code == 422
    assert "needs a name" in text(answer)


def publishing(house: House) -> dict[str, str]:
    """Return what the form of publishing would send."""
    page = text(house.alice.get(at("workflow_publish", house.workflow_id)))
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("revision", "version")}


def test_publishing_tells_what_changes_and_makes_one_version_for_two_presses(house: House):
    house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(name="Division"), "revision": "1"})
    page = text(house.alice.get(at("workflow_publish", house.workflow_id)))
    form = publishing(house) | {"note": "Simpler"}

    answers = [house.alice.post(at("workflow_publish", house.workflow_id), form) for _ in range(2)]

    assert "Removed step &#x27;Divide&#x27;" in page
    assert [answer["Location"] for answer in answers] == [at("workflow_change", house.workflow_id)] * 2
    versions = text(house.alice.get(at("workflow_versions", house.workflow_id)))
    assert "Simpler" in versions and "Version 2" in versions and "Version 3" not in versions


def test_what_was_not_seen_is_not_published(house: House):
    form = publishing(house)
    house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(), "revision": "1"})

    answer = house.alice.post(at("workflow_publish", house.workflow_id), form)

    assert answer["Location"] == at("workflow_publish", house.workflow_id)
    assert "Changed elsewhere" in text(house.alice.get(answer["Location"]))
    assert workflow(house).published_version_id == house.version.pk


def test_a_draft_with_problems_is_not_published(house: House):
    house.alice.post(at("workflow_draft", house.workflow_id), {"text": "schema: 1\nname: Half", "revision": "1"})

    page = text(house.alice.get(at("workflow_publish", house.workflow_id)))
    house.alice.post(at("workflow_publish", house.workflow_id), {"revision": "2", "version": str(house.version.pk)})

    assert "to fix" in page and 'name="note"' not in page
    assert workflow(house).published_version_id == house.version.pk


def test_an_old_version_comes_back_as_the_draft(house: House):
    house.alice.post(at("workflow_draft", house.workflow_id), {"text": draft(), "revision": "1"})

    answer = house.alice.post(at("workflow_restore", house.workflow_id, 1))

    assert answer["Location"] == at("workflow_draft", house.workflow_id)
    assert workflow(house).draft == house.version.definition
    assert house.alice.post(at("workflow_restore", house.workflow_id, 7)).status_code == 404
    assert house.alice.get(at("workflow_version", house.workflow_id, 10**12)).status_code == 404


def test_a_form_is_drawn_from_the_inputs(house: House):
    page = text(house.alice.get(at("workflow_run", house.workflow_id)))

    assert "Divisor" in page and 'inputmode="numeric"' in page and "required" in page


def test_one_form_starts_one_run_however_often_it_is_sent(house: House):
    once = re.search(r'name="once" value="([^"]+)"', text(house.alice.get(at("workflow_run", house.workflow_id))))[1]
    before = runs(house.cast.alice, house.version)

    first, second = (
        house.alice.post(at("workflow_run", house.workflow_id), {"by": "2", "once": once}) for _ in range(2)
    )
    other = house.alice.post(at("workflow_run", house.workflow_id), {"by": "3", "once": once})

    assert first["Location"] == second["Location"] != other["Location"]
    assert runs(house.cast.alice, house.version) == before + 2
    run = room.run_to_end(house.cast.alice, first["Location"].split("/")[-3])
    assert (run.trigger_type, run.inputs, run.status) == ("manual", {"by": 2}, "succeeded")


@pytest.mark.parametrize(
    ("typed", "words"), [("two", "This is not a number."), ("", "by"), ("2,5", "This must be of type integer.")]
)
def test_what_does_not_fit_is_told_at_its_field(house: House, typed, words):
    before = runs(house.cast.alice, house.version)

    answer = house.alice.post(at("workflow_run", house.workflow_id), {"by": typed})

    assert answer.status_code == 422
    assert words in text(answer) and runs(house.cast.alice, house.version) == before


def test_pause_and_turn_on_as_often_as_one_likes(house: House):
    states = []
    for name in ("pause", "pause", "resume", "resume"):
        house.alice.post(at(f"workflow_{name}", house.workflow_id))
        states.append(workflow(house).status)

    assert states == ["paused", "paused", "published", "published"]


def test_an_archived_workflow_is_gone_and_its_runs_stay(house: House):
    answers = [house.alice.post(at("workflow_archive", house.workflow_id)) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [at("workflow_changelist")] * 2
    assert house.alice.get(at("workflow_change", house.workflow_id)).status_code == 404
    assert house.alice.get(at("run_change", house.failed.pk)).status_code == 200
    assert "Divide" in text(house.alice.get(at("run_changelist")))


def test_a_secret_is_shown_once(house: House):
    shown = house.alice.post(at("workflow_secret", house.workflow_id, "web"))
    secret = re.search(r'value="(whsec_[^"]+|[\w-]{40,})" autocomplete', text(shown))[1]

    assert "no-store" in shown["Cache-Control"]
    assert secret not in text(house.alice.get(at("workflow_change", house.workflow_id)))
    assert house.alice.post(at("workflow_secret", house.workflow_id, "nothing")).status_code == 302
