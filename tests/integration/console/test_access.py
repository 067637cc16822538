"""Who sees which page, and whose buttons are there."""

import pytest
from django.test import Client

from tests.integration.console.house import House, at, text

WORKFLOW_PAGES = ["workflow_change", "workflow_draft", "workflow_publish", "workflow_versions", "workflow_run"]
RUN_PAGES = ["run_change", "run_live", "run_retry"]
LISTS = ["workflow_changelist", "run_changelist", "schedule_changelist"]
CHANGES = [
    "workflow_pause",
    "workflow_resume",
    "workflow_archive",
    "workflow_run",
    "workflow_draft",
    "workflow_publish",
]


@pytest.mark.parametrize("address", ["/", "/admin/"])
def test_the_owner_finds_the_console_at_both_addresses(house: House, address):
    page = house.alice.get(address)

    assert page.status_code == 200
    assert "Division" in text(page)


@pytest.mark.parametrize("address", ["/", "/admin/", "/admin/workflows/run/"])
def test_a_stranger_signs_in_first(house: House, address):
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"/admin/login/?next={address}"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["alice", "viewer", "charlie"])
def test_every_member_reads_the_lists(house: House, name, who):
    assert getattr(house, who).get(at(name)).status_code == 200


@pytest.mark.parametrize("name", WORKFLOW_PAGES)
def test_the_owner_opens_each_page_of_a_workflow_and_charlie_none(house: House, name):
    address = at(name, house.workflow_id)

    assert house.alice.get(address).status_code == 200
    assert house.charlie.get(address).status_code == 404


@pytest.mark.parametrize("name", RUN_PAGES)
def test_the_owner_opens_each_page_of_a_run_and_charlie_none(house: House, name):
    address = at(name, house.failed.pk)

    assert house.alice.get(address).status_code == 200
    assert house.charlie.get(address).status_code == 404


def test_a_viewer_reads_workflow_run_and_versions_only(house: House):
    flow, run = house.workflow_id, house.failed.pk
    may = [
        at("workflow_change", flow),
        at("workflow_versions", flow),
        at("workflow_version", flow, 1),
        at("run_change", run),
    ]
    may_not = [at("workflow_draft", flow), at("workflow_run", flow), at("workflow_add"), at("run_retry", run)]

    assert [house.viewer.get(address).status_code for address in may] == [200] * 4
    assert [house.viewer.get(address).status_code for address in may_not] == [403] * 4


@pytest.mark.parametrize("name", CHANGES)
def test_a_viewer_changes_nothing_by_post(house: House, name):
    assert house.viewer.post(at(name, house.workflow_id)).status_code == 403


@pytest.mark.parametrize("name", CHANGES)
def test_charlie_changes_nothing_of_alice(house: House, name):
    assert house.charlie.post(at(name, house.workflow_id), {"text": "a: 1", "revision": "1"}).status_code == 404


def test_charlie_neither_stops_nor_repeats_nor_downloads_a_run_of_alice(house: House):
    run = house.failed.pk

    assert house.charlie.post(at("run_cancel", run)).status_code == 404
    assert house.charlie.post(at("run_retry", run)).status_code == 404
    assert house.charlie.get(at("run_input", run, "_run")).status_code == 404


def test_charlie_sees_nothing_of_alice_in_the_lists(house: House):
    pages = [text(house.charlie.get(address)) for address in ("/", *map(at, LISTS))]

    assert not [page for page in pages if "Division" in page or str(house.failed.pk) in page]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("workflow_change", ["Run now", "Edit the draft", "Pause", "Archive"]),
        ("run_change", ["Retry from here", "Run again from the start"]),
    ],
)
def test_what_a_role_may_not_do_is_absent(house: House, page, words):
    key = house.workflow_id if page.startswith("workflow") else house.failed.pk
    owners, viewers = text(house.alice.get(at(page, key))), text(house.viewer.get(at(page, key)))

    assert all(word in owners for word in words)
    assert not [word for word in words if word in viewers]


@pytest.mark.parametrize("name", ["workflow_pause", "workflow_resume", "workflow_archive"])
def test_a_post_without_a_token_is_refused(house: House, name):
    careless = Client(enforce_csrf_checks=True)
    careless.force_login(house.cast.alice.user)

    assert careless.post(at(name, house.workflow_id)).status_code == 403


@pytest.mark.parametrize("name", ["workflow_pause", "workflow_resume"])
def test_looking_never_changes(house: House, name):
    assert house.alice.get(at(name, house.workflow_id)).status_code == 405


def test_beats_own_pages_are_for_operators_only(house: House):
    address = "/admin/django_celery_beat/periodictask/"
    house.cast.bob.user.is_superuser = True
    house.cast.bob.user.save()
    operator = Client()
    operator.force_login(house.cast.bob.user)

    assert house.alice.get(address).status_code == 403
    assert operator.get(address).status_code == 200
    assert operator.get(f"{address}add/").status_code == 200
    assert "Platform jobs" in text(operator.get("/")) and "Platform jobs" not in text(house.alice.get("/"))
