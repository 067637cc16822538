"""The console: one current tenant at a time, pages by role, and nothing by being a superuser."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tenants.keys import authenticate
from tenants.members import add_member
from tenants.models import Address, ApiKey, Member
from tenants.roles import Role
from tenants.scope import tenant_scope
from tests.cast import make_colleague
from tests.factories import PASSWORD, make_user


def sign_in(user, **options) -> Client:
    browser = Client(**options)
    browser.force_login(user)
    return browser


# --- the current tenant ---


def test_a_request_runs_in_the_scope_of_the_members_tenant(cast):
    shown = sign_in(cast.bob.user).get("/who").json()
    assert shown == {"tenant": str(cast.alice.tenant.pk), "role": "builder", "members": 2}


def test_a_stranger_has_no_tenant(database, client):
    assert client.get("/who").json() == {"tenant": None, "role": None, "members": None}


def test_a_superuser_without_a_membership_has_no_tenant(cast):
    browser = sign_in(make_user(is_superuser=True))
    assert browser.get("/who").json()["tenant"] is None
    assert browser.get(reverse("admin:tenants_member_changelist")).status_code == 403
    assert browser.get(reverse("admin:tenants_apikey_changelist")).status_code == 403


def test_a_superuser_in_a_tenant_may_do_what_the_role_says_and_no_more(cast):
    user = make_user(is_superuser=True)
    with tenant_scope(cast.alice.tenant.pk):
        add_member(user=user, role=Role.VIEWER)
    browser = sign_in(user)
    assert browser.get(reverse("admin:tenants_member_changelist")).status_code == 200
    assert browser.get(reverse("admin:tenants_member_add")).status_code == 403


@pytest.mark.parametrize("query", ["", "?status=500", "?status=503"])
def test_a_request_that_fails_leaves_no_trace(cast, query):
    sign_in(cast.alice.user, raise_request_exception=False).get(f"/half{query}")
    with tenant_scope(cast.alice.tenant.pk):
        assert not Address.objects.filter(kind="half").exists()


@pytest.mark.parametrize("status", [200, 404])
def test_a_request_that_is_answered_is_kept(cast, status):
    sign_in(cast.alice.user).get(f"/half?status={status}")
    with tenant_scope(cast.alice.tenant.pk):
        assert Address.objects.filter(kind="half").count() == 1


# --- switching ---


@pytest.fixture
def traveller(cast):
    """Bob, who is also a viewer at Charlie's."""
    with tenant_scope(cast.charlie.tenant.pk):
        add_member(user=cast.bob.user, role=Role.VIEWER)
    return sign_in(cast.bob.user)


def test_a_member_of_two_tenants_switches_between_them(cast, traveller):
    assert traveller.get("/who").json()["tenant"] == str(cast.alice.tenant.pk)
    answer = traveller.post("/tenant/switch", {"tenant": str(cast.charlie.tenant.pk)})
    assert answer["Location"] == reverse("admin:index")
    assert traveller.get("/who").json() == {"tenant": str(cast.charlie.tenant.pk), "role": "viewer", "members": 2}


def test_the_page_shows_the_memberships_and_which_is_current(cast, traveller):
    page = traveller.get("/tenant/switch").content.decode()
    assert page.count('name="tenant"') == 2
    assert page.count('aria-current="true"') == 1


def test_nobody_switches_to_a_foreign_tenant(cast):
    browser = sign_in(cast.alice.user)
    assert browser.post("/tenant/switch", {"tenant": str(cast.charlie.tenant.pk)}).status_code == 404
    assert browser.get("/who").json()["tenant"] == str(cast.alice.tenant.pk)


@pytest.mark.parametrize("tenant", ["", "x", "' OR 1=1"])
def test_a_tenant_without_an_id_is_a_bad_request(cast, tenant):
    assert sign_in(cast.alice.user).post("/tenant/switch", {"tenant": tenant}).status_code == 400


def test_looking_at_an_address_never_switches(cast, traveller):
    traveller.get(f"/tenant/switch?tenant={cast.charlie.tenant.pk}")
    assert traveller.get("/who").json()["tenant"] == str(cast.alice.tenant.pk)


def test_switching_needs_a_csrf_token_and_a_sign_in(cast, client):
    browser = sign_in(cast.alice.user, enforce_csrf_checks=True)
    assert browser.post("/tenant/switch", {"tenant": str(cast.alice.tenant.pk)}).status_code == 403
    assert client.get("/tenant/switch").status_code == 302


def test_a_chosen_tenant_that_was_left_gives_way_to_another(cast, traveller):
    traveller.post("/tenant/switch", {"tenant": str(cast.charlie.tenant.pk)})
    from tenants.members import remove_member

    with tenant_scope(cast.charlie.tenant.pk):
        remove_member(member=Member.objects.get(user=cast.bob.user))
    assert traveller.get("/who").json()["tenant"] == str(cast.alice.tenant.pk)


# --- pages ---

PAGES = [
    "admin:tenants_member_changelist",
    "admin:tenants_member_add",
    "admin:tenants_apikey_changelist",
    "admin:tenants_apikey_add",
]


@pytest.mark.parametrize(
    ("role", "open_pages"), [(Role.OWNER, PAGES), *((role, PAGES[:1]) for role in Role if role is not Role.OWNER)]
)
def test_a_page_opens_by_role(cast, role, open_pages):
    browser = sign_in(make_colleague(cast.alice, "Someone", role).user)
    assert [page for page in PAGES if browser.get(reverse(page)).status_code == 200] == open_pages


def test_the_console_names_the_tenant_and_the_way_to_another(cast):
    page = sign_in(cast.alice.user).get(reverse("admin:index")).content.decode()
    assert "Alice&#x27;s workshop" in page
    assert reverse("switch_tenant") in page


def test_someone_without_a_tenant_is_told_so(database):
    browser = sign_in(make_user())
    answer = browser.get(reverse("admin:index"))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


@pytest.mark.parametrize("page", ["changelist", "change", "delete", "history"])
def test_charlie_sees_no_member_of_alice(cast, page):
    pk = cast.bob.member.pk
    browser = sign_in(cast.charlie.user)
    if page == "changelist":
        assert str(pk) not in browser.get(reverse("admin:tenants_member_changelist")).content.decode()
        return
    answer = browser.get(reverse(f"admin:tenants_member_{page}", args=[pk]))
    assert answer.status_code in (302, 404)
    assert cast.bob.user.email not in answer.content.decode()


def test_charlie_changes_no_member_of_alice(cast):
    browser = sign_in(cast.charlie.user)
    browser.post(reverse("admin:tenants_member_change", args=[cast.bob.member.pk]), {"role": "viewer"})
    browser.post(reverse("admin:tenants_member_delete", args=[cast.bob.member.pk]), {"post": "yes"})
    action = {"action": "delete_selected", "_selected_action": str(cast.bob.member.pk), "post": "yes"}
    browser.post(reverse("admin:tenants_member_changelist"), action)
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.get(pk=cast.bob.member.pk).role == Role.BUILDER


def test_an_owner_changes_a_role(cast):
    browser = sign_in(cast.alice.user)
    browser.post(reverse("admin:tenants_member_change", args=[cast.bob.member.pk]), {"role": "operator"})
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.get(pk=cast.bob.member.pk).role == Role.OPERATOR


@pytest.mark.parametrize(("page", "body"), [("change", {"role": "viewer"}), ("delete", {"post": "yes"})])
def test_the_last_owner_is_told_why_not(cast, page, body):
    browser = sign_in(cast.alice.user)
    answer = browser.post(reverse(f"admin:tenants_member_{page}", args=[cast.alice.member.pk]), body, follow=True)
    assert "Make another member an owner first." in answer.content.decode()
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.get(pk=cast.alice.member.pk).role == Role.OWNER


def test_removing_all_members_at_once_removes_none(cast):
    browser = sign_in(cast.alice.user)
    chosen = [str(cast.alice.member.pk), str(cast.bob.member.pk)]
    action = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    browser.post(reverse("admin:tenants_member_changelist"), action)
    with tenant_scope(cast.alice.tenant.pk):
        assert Member.objects.count() == 2


def test_an_owner_adds_someone_new_who_can_then_sign_in(cast):
    email = f"nora.{cast.alice.tenant.pk.hex}@example.org"
    body = {"email": email, "name": "Nora", "password": PASSWORD, "role": "viewer"}
    answer = sign_in(cast.alice.user).post(reverse("admin:tenants_member_add"), body)
    assert answer.status_code == 302
    browser = Client()
    browser.post(reverse("admin:login"), {"username": email, "password": PASSWORD})
    assert browser.get("/who").json()["role"] == "viewer"


def test_adding_a_member_twice_is_told(cast):
    body = {"email": cast.bob.user.email, "name": "", "password": PASSWORD, "role": "viewer"}
    answer = sign_in(cast.alice.user).post(reverse("admin:tenants_member_add"), body, follow=True)
    assert "already a member" in answer.content.decode()


def test_an_owner_makes_a_key_and_sees_it_once(cast):
    browser = sign_in(cast.alice.user)
    answer = browser.post(reverse("admin:tenants_apikey_add"), {"name": "ci", "scopes": ["run.read"]})
    text = answer.context["text"]
    assert text in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert authenticate(text).scopes == ("run.read",)
    assert text not in browser.get(reverse("admin:tenants_apikey_changelist")).content.decode()


def test_an_owner_revokes_a_key_and_cannot_delete_it(cast):
    browser = sign_in(cast.alice.user)
    with tenant_scope(cast.alice.tenant.pk):
        key = ApiKey.objects.get(created_by=cast.bob.user)
    assert browser.get(reverse("admin:tenants_apikey_delete", args=[key.pk])).status_code == 403
    browser.post(reverse("admin:tenants_apikey_changelist"), {"action": "revoke", "_selected_action": str(key.pk)})
    with tenant_scope(cast.alice.tenant.pk):
        assert ApiKey.objects.get(pk=key.pk).revoked_at is not None


def test_a_key_of_another_tenant_cannot_be_revoked(cast):
    with tenant_scope(cast.alice.tenant.pk):
        key = ApiKey.objects.get(created_by=cast.bob.user)
    body = {"action": "revoke", "_selected_action": str(key.pk)}
    sign_in(cast.charlie.user).post(reverse("admin:tenants_apikey_changelist"), body)
    assert authenticate(cast.bob.key).key_id == key.pk


def test_a_keys_page_is_read_only(cast):
    with tenant_scope(cast.alice.tenant.pk):
        key = ApiKey.objects.get(created_by=cast.bob.user)
    path = reverse("admin:tenants_apikey_change", args=[key.pk])
    browser = sign_in(cast.alice.user)
    assert browser.get(path).status_code == 200
    assert browser.post(path, {"name": "renamed"}).status_code == 403


def test_a_viewer_takes_no_action_on_members(cast):
    browser = sign_in(make_colleague(cast.alice, "Victor", Role.VIEWER).user)
    assert (
        browser.post(reverse("admin:tenants_member_change", args=[cast.bob.member.pk]), {"role": "owner"}).status_code
        == 403
    )
    assert (
        browser.post(reverse("admin:tenants_member_delete", args=[cast.bob.member.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_djangos_own_log_stays_empty(cast):
    browser = sign_in(cast.alice.user)
    browser.post(reverse("admin:tenants_member_change", args=[cast.bob.member.pk]), {"role": "operator"})
    assert not LogEntry.objects.filter(user=cast.alice.user).exists()
