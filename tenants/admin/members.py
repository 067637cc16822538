"""The page of members: who belongs here, in which role."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import PASSWORD_MAX_LENGTH, User
from accounts.passwords import check_password_strength
from tenants.admin.base import TenantModelAdmin
from tenants.admin.site import site
from tenants.members import add_member, change_role, find_or_create_user, remove_member
from tenants.models import Member
from tenants.roles import Operation, Role

ROLES = [(role.value, role.value.capitalize()) for role in Role]


class NewMemberForm(forms.ModelForm):  # type: ignore[type-arg]
    """Adds a person by e-mail address; someone new gets an account with the first password."""

    email = forms.EmailField(widget=UnfoldAdminEmailInputWidget)
    name = forms.CharField(max_length=120, required=False, widget=UnfoldAdminTextInputWidget)
    password = forms.CharField(
        max_length=PASSWORD_MAX_LENGTH,
        label="First password",
        widget=UnfoldAdminPasswordWidget,
        help_text="Used only when the person has no account yet.",
        validators=[check_password_strength],
    )
    role = forms.ChoiceField(choices=ROLES, initial=Role.VIEWER, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Member
        fields = ["role"]

    def user(self) -> User:
        """Return the person's account."""
        data = self.cleaned_data
        return find_or_create_user(email=data["email"], name=data["name"], password=data["password"])


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Changes the role of a member."""

    role = forms.ChoiceField(choices=ROLES, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Member
        fields = ["role"]


@admin.register(Member, site=site)
class MemberAdmin(TenantModelAdmin):
    """Members of the current tenant; owners change them."""

    view_operation = Operation.MEMBER_READ
    add_operation = change_operation = delete_operation = Operation.MEMBER_MANAGE
    list_display = ["name", "email", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__name", "user__email"]
    list_select_related = ["user"]
    ordering = ["-id"]

    @admin.display(ordering="user__name")
    def name(self, member: Member) -> str:
        """Return whom the row is about."""
        return str(member.user)

    @admin.display(description="e-mail address", ordering="user__email")
    def email(self, member: Member) -> str:
        """Return the address to sign in with."""
        return member.user.email

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new or a known member."""
        return super().get_form(request, obj, change, form=RoleForm if obj else NewMemberForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields in their order."""
        return ["role"] if obj else ["email", "name", "password", "role"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save through the one place that changes members. Raises TenantError."""
        if change:
            change_role(member=Member.objects.get(pk=obj.pk), role=form.cleaned_data["role"])
        else:
            member = add_member(user=form.user(), role=form.cleaned_data["role"])
            obj.pk, obj.user, obj.tenant_id = member.pk, member.user, member.tenant_id

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove through the one place that removes members. Raises LastOwner."""
        remove_member(member=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Remove several members, all or none. Raises LastOwner."""
        for member in queryset:
            remove_member(member=member)
