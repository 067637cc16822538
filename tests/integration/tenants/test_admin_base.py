"""What every console page about a tenant's rows keeps by itself."""

import pytest
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from tenants.admin.base import TenantModelAdmin, allows
from tenants.admin.site import ConsoleSite
from tenants.models import ApiKey, Member
from tenants.roles import Operation, Role
from tenants.scope import tenant_scope


def request_as(role: str | None):
    request = RequestFactory().get("/")
    request.role = role
    return request


@pytest.mark.parametrize("filters", [["created_by"], [("created_by", object)], ["name", "created_by"]])
def test_a_filter_that_would_list_people_of_all_tenants_is_refused(filters):
    page = type("Page", (TenantModelAdmin,), {"list_filter": filters})
    with pytest.raises(ImproperlyConfigured, match="created_by"):
        page(ApiKey, ConsoleSite())


@pytest.mark.parametrize("filters", [[], ["name"], ["revoked_at", "key_id"]])
def test_other_filters_are_welcome(filters):
    assert type("Page", (TenantModelAdmin,), {"list_filter": filters})(ApiKey, ConsoleSite()).list_filter == filters


def test_people_to_choose_from_are_those_of_the_tenant(cast):
    page = TenantModelAdmin(Member, ConsoleSite())
    with tenant_scope(cast.alice.tenant.pk):
        field = page.formfield_for_foreignkey(Member._meta.get_field("user"), request_as("owner"))
        assert set(field.queryset) == {cast.alice.user, cast.bob.user}


@pytest.mark.parametrize("right", ["view", "add", "change", "delete", "module"])
def test_a_page_that_declares_nothing_is_closed_to_everybody(right):
    page = TenantModelAdmin(Member, ConsoleSite())
    check = page.has_module_permission if right == "module" else getattr(page, f"has_{right}_permission")
    assert not any(check(request_as(role)) for role in [*Role, None])


def test_no_right_comes_from_djangos_permissions():
    rights = [
        name
        for name in vars(ModelAdmin.__mro__[1]) | vars(ModelAdmin)
        if name.startswith("has_") and "permission" in name
    ]
    asked = {"has_view_or_change_permission"}  # composed of the two below
    assert set(rights) - asked <= set(vars(TenantModelAdmin))


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("builder", False), (None, False), ("king", False)])
def test_an_operation_is_asked_of_the_role_behind_the_request(role, may):
    assert allows(request_as(role), Operation.KEY_MANAGE) is may
    assert not allows(request_as(role), None)
