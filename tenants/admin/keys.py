"""The page of API keys: made here, shown once, revoked here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from tenants.admin.base import TenantModelAdmin, allows
from tenants.admin.site import site
from tenants.keys import create_key, revoke_key
from tenants.models import ApiKey
from tenants.roles import EVERYTHING, Operation

SCOPES = [(EVERYTHING, "Everything I may do"), *((operation.value, operation.value) for operation in Operation)]


class NewKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names a new key and what it may do."""

    name = forms.CharField(max_length=120, widget=UnfoldAdminTextInputWidget, help_text="Which program uses it?")
    scopes = forms.MultipleChoiceField(
        choices=SCOPES, initial=[EVERYTHING], widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes"]


@admin.register(ApiKey, site=site)
class ApiKeyAdmin(TenantModelAdmin):
    """API keys of the current tenant. A key is never changed or deleted, only revoked: its past stays readable."""

    form = NewKeyForm
    view_operation = Operation.KEY_READ
    add_operation = Operation.KEY_MANAGE
    list_display = ["name", "begins", "created_by", "shown_scopes", "state", "last_used_at", "expires_at"]
    search_fields = ["name", "key_id"]
    list_select_related = ["created_by"]
    ordering = ["-id"]
    actions = ["revoke"]

    @admin.display(description="key")
    def begins(self, key: ApiKey) -> str:
        """Return the part of the key that is no secret."""
        return f"{key.prefix}_{key.key_id}_…"

    @admin.display(description="may do")
    def shown_scopes(self, key: ApiKey) -> str:
        """Return the scopes in one line."""
        return "everything its creator may" if EVERYTHING in key.scopes else ", ".join(key.scopes)

    @admin.display
    def state(self, key: ApiKey) -> str:
        """Return whether the key works, and whether it should be replaced."""
        if key.revoked_at is not None:
            return "revoked"
        if not key.is_live(timezone.now()):
            return "expired"
        return "seen in an address: replace it" if key.exposed_at else "live"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is asked for a new key, and what is shown of a known one."""
        return ["name", "scopes"] if obj is None else [*self.list_display, "created_at", "revoked_at"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the key; its text lives until the answer is sent."""
        data = form.cleaned_data
        new = create_key(creator=request.user, name=data["name"], scopes=data["scopes"])  # type: ignore[arg-type]
        obj.pk, obj.key_id, obj.prefix = new.key.pk, new.key.key_id, new.key.prefix
        request.new_key = new.text  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the key, this one time."""
        context = {**self.admin_site.each_context(request), "title": "Your new API key", "key": obj}
        context["text"] = request.new_key  # type: ignore[attr-defined]
        response = TemplateResponse(request, "tenants/new_key.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the member may revoke keys."""
        return allows(request, Operation.KEY_MANAGE)

    @action(description="Revoke", permissions=["revoke"])  # type: ignore[untyped-decorator]
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        """Revoke the selected keys."""
        for key in queryset:
            revoke_key(key)
        messages.success(request, f"Revoked {len(queryset)} keys. They stop working at once.")
