"""The addresses of tenancy, and a few views that show what the floor does."""

from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from rest_framework.response import Response
from uuid_utils.compat import uuid7

from tenants.admin.site import site
from tenants.api.base import TenantView
from tenants.api.fields import InstantField, StrictSerializer
from tenants.api.keys import ApiKeyDetail, ApiKeys
from tenants.api.members import MemberDetail, Members
from tenants.models import Address, Member
from tenants.roles import Operation
from tenants.scope import scope_is_open

calls: list[object] = []


class Echo(TenantView):
    operation = Operation.RUN_READ

    def post(self, request):
        return Response({"got": request.data})


class Once(TenantView):
    operation = Operation.RUN_START
    is_idempotent = True

    def post(self, request):
        calls.append(request.data)
        Address.objects.create(kind="once", sha256=bytes(32), object_id=uuid7())
        if request.data.get("fail"):
            raise RuntimeError("halfway")
        return Response({"call": len(calls)}, status=201, headers={"Location": "/there"})


class Waiting(TenantView):
    operation = Operation.RUN_READ
    waits = True

    def get(self, request):
        before = scope_is_open()
        with self.scope():
            members = Member.objects.count()
        return Response({"before": before, "members": members, "after": scope_is_open()})


class When(TenantView):
    operation = Operation.RUN_READ

    class Body(StrictSerializer):
        at = InstantField()

    def post(self, request):
        body = self.Body(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"at": InstantField().to_representation(body.validated_data["at"])})


def broken(request):
    raise RuntimeError("a secret detail")


def who(request):
    tenant = request.tenant
    members = Member.objects.count() if tenant else None
    return JsonResponse({"tenant": str(tenant.pk) if tenant else None, "role": request.role, "members": members})


def half(request):
    Address.objects.create(kind="half", sha256=bytes(32), object_id=request.user.pk)
    if "status" in request.GET:
        return HttpResponse(status=int(request.GET["status"]))
    raise RuntimeError("halfway")


urlpatterns = [
    path("api/v1/members", Members.as_view()),
    path("api/v1/members/<uuid:pk>", MemberDetail.as_view()),
    path("api/v1/api-keys", ApiKeys.as_view()),
    path("api/v1/api-keys/<uuid:pk>", ApiKeyDetail.as_view()),
    path("api/v1/echo", Echo.as_view()),
    path("api/v1/once", Once.as_view()),
    path("api/v1/waiting", Waiting.as_view()),
    path("api/v1/when", When.as_view()),
    path("api/broken", broken),
    path("broken", broken),
    path("who", who),
    path("half", half),
    path("admin/", site.urls),
    path("", include("tenants.web")),
    path("", include("config.urls")),  # the console's menu leads to pages of other rooms
]

handler400 = "tenants.api.problems.handle_400"
handler403 = "tenants.api.problems.handle_403"
handler404 = "tenants.api.problems.handle_404"
handler500 = "tenants.api.problems.handle_500"
