"""The demo is made once, found again, mended after a crash, and never takes back what people changed."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from uuid_utils.compat import uuid7

from accounts.models import User
from tenants.keys import authenticate, revoke_key
from tenants.models import ApiKey, Member, Tenant
from tenants.scope import tenant_scope
from workflows.authoring import save_draft
from workflows.management.demo import seed
from workflows.management.demo.note import Note, read_note
from workflows.models import Workflow

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def own_demo(monkeypatch):
    """Give each test a demo of its own: the tests share one database."""
    monkeypatch.setattr(seed, "EMAIL", f"demo.{uuid7().hex}@example.com")
    monkeypatch.setattr(seed, "SLUG", f"demo-{uuid7().hex}")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "demo.json"


def make(path, address=ADDRESS) -> Note:
    return seed.seed_demo(path=path, address=address).note


def inside(note: Note):
    """Open the scope of the demo's tenant."""
    return tenant_scope(note.tenant)


def test_the_note_opens_everything_it_names(path, settings):
    note = make(path)

    actor = authenticate(note.api_key)
    with inside(note):
        workflow = Workflow.objects.get(pk=note.workflow_id)
        assert (Tenant.objects.get().name, workflow.name, workflow.status) == (
            "Demo company",
            "Order to warehouse",
            "published",
        )
        assert note.webhook_url == f"{settings.PUBLIC_URL}/hooks/{workflow.triggers.get().token}"
    assert User.objects.get(email=note.email).check_password(note.password)
    assert (str(actor.tenant_id), actor.role, actor.scopes) == (note.tenant, "owner", ("*",))


def test_the_note_is_for_this_account_alone(path):
    note = make(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(json.loads(path.read_text())) == {
        "url",
        "email",
        "password",
        "api_key",
        "tenant",
        "workflow_id",
        "webhook_url",
    }
    assert [file.name for file in path.parent.iterdir()] == ["demo.json"]
    assert note.password not in repr(note) and note.api_key not in repr(note)


def test_a_second_call_changes_nothing(path):
    first = make(path)
    before = path.stat().st_mtime_ns

    assert make(path) == first
    assert path.stat().st_mtime_ns == before
    assert counts(first) == (1, 1, 1)


def counts(note: Note) -> tuple[int, int, int]:
    """Return how many members, workflows and live keys the demo has."""
    with inside(note):
        keys = ApiKey.objects.filter(revoked_at=None).count()
        return Member.objects.count(), Workflow.objects.count(), keys


@pytest.mark.parametrize("point", ["keep_order", "_new_key", "_new_password", "create_tenant"])
def test_a_crash_in_the_middle_leaves_nothing_and_may_be_repeated(path, point):
    with patch.object(seed, point, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        make(path)
    assert not User.objects.filter(email=seed.EMAIL).exists()
    assert not path.exists()

    assert counts(make(path)) == (1, 1, 1)


def test_a_crash_before_the_note_gives_new_credentials_to_the_same_demo(path):
    with patch.object(seed, "write_note", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        make(path)

    note = make(path)

    assert counts(note)[:2] == (1, 1)
    assert authenticate(note.api_key)
    assert User.objects.get(email=note.email).check_password(note.password)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"url": "x"}', '{"url": 1}'])
def test_a_broken_note_is_made_anew(path, text):
    first = make(path)
    path.write_text(text)

    again = make(path)

    assert (again.tenant, again.workflow_id) == (first.tenant, first.workflow_id)
    assert again.api_key != first.api_key
    assert read_note(path) == again


def test_a_note_of_another_database_is_not_believed(path):
    foreign = Note(
        url=ADDRESS,
        email="demo@example.com",
        password="theirs",
        api_key="sw_x",
        tenant=str(uuid7()),
        workflow_id=str(uuid7()),
        webhook_url=f"{ADDRESS}/hooks/x",
    )
    seed.write_note(path, foreign)

    note = make(path)

    assert note.tenant != foreign.tenant
    assert User.objects.get(email=note.email).check_password(note.password)


def test_a_revoked_key_is_replaced_and_the_password_stays(path):
    first = make(path)
    with inside(first):
        revoke_key(ApiKey.objects.get())

    again = make(path)

    assert again.password == first.password
    assert authenticate(again.api_key)


def test_another_port_moves_the_warehouse_and_publishes_it(path):
    first = make(path)

    make(path, "http://127.0.0.1:9999")

    with inside(first):
        version = Workflow.objects.get().published_version
        text = json.dumps(version.definition)
    assert version.number == 2
    assert "http://127.0.0.1:9999/demo/warehouse/stock/" in text
    assert ADDRESS not in text and "warehouse.example" not in text


def test_what_people_change_stays(path):
    first = make(path)
    with inside(first):
        workflow = Workflow.objects.get()
        changed = {**workflow.draft, "description": "Ours now."}
        member = Member.objects.select_related("user").get()
        save_draft(member=member, workflow=workflow, definition=changed, revision=workflow.draft_revision)

    make(path, "http://127.0.0.1:9999")

    with inside(first):
        workflow = Workflow.objects.get()
        assert workflow.draft["description"] == "Ours now."
        assert "9999" in json.dumps(workflow.draft)
        assert workflow.published_version.number == 1  # A half-finished change is not published for them.


def test_starts_at_the_same_moment_make_one_demo(tmp_path):
    def start(number):
        try:
            return make(tmp_path / f"{number}.json")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        notes = list(pool.map(start, range(3)))

    assert len({note.tenant for note in notes}) == 1
    assert counts(notes[0])[0] == 1


class Terminal(StringIO):
    """An output that a person looks at."""

    def isatty(self):
        return True


def command(settings, tmp_path, out=None):
    settings.VAR_DIR = tmp_path
    settings.EGRESS_OWN = ("0.0.0.0", 8123, ("/hooks/", "/demo/"))
    out = out or StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def test_the_command_says_how_to_try_it_without_telling_secrets_to_a_log(settings, tmp_path):
    told = command(settings, tmp_path)

    note = read_note(tmp_path / "demo.json")
    last = told.strip().splitlines()[-1]
    assert last.strip().startswith(f"try       curl -sS '{note.webhook_url}'")
    assert note.email in told and str(tmp_path / "demo.json") in told
    assert note.password not in told and note.api_key not in told
    with inside(note):
        assert "http://127.0.0.1:8123/demo/" in json.dumps(Workflow.objects.get().draft)


def test_at_a_terminal_a_person_sees_password_and_key(settings, tmp_path):
    told = command(settings, tmp_path, Terminal())

    note = read_note(tmp_path / "demo.json")
    assert note.password in told and note.api_key in told


def test_without_demo_mode_nothing_is_seeded(settings, tmp_path):
    settings.VAR_DIR, settings.EGRESS_OWN = tmp_path, None

    with pytest.raises(CommandError, match="DEMO=0"):
        call_command("seed_demo")

    assert list(tmp_path.iterdir()) == []
