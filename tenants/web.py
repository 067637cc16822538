"""Pages of tenancy outside the admin site: choosing the current tenant."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from tenants import console
from tenants.admin.site import site
from tenants.middleware import opens_own_scope


@opens_own_scope
@login_required
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Show the tenants to choose from (GET), or make one the current (POST `tenant`)."""
    if request.method == "POST":
        return switch_to(request, request.POST.get("tenant", ""))
    member = console.current_member(request)
    context = {
        **site.each_context(request),
        "title": "Switch tenant",
        "members": console.choices(request),
        "current": member.tenant_id if member else None,
    }
    return TemplateResponse(request, "tenants/switch.html", context)


def switch_to(request: HttpRequest, text: str) -> HttpResponse:
    """Make the tenant the current one and go to the console; a foreign one is as unknown as one that is not there."""
    try:
        tenant_id = UUID(text)
    except ValueError as error:
        raise BadRequest("The tenant is named by its id.") from error
    if not console.choose(request, tenant_id):
        raise Http404
    return redirect("admin:index")


urlpatterns = [path("tenant/switch", switch, name="switch_tenant")]
