"""Addresses of tenancy below `/api/v1/`; the app above includes them."""

from django.urls import path

from tenants.api.keys import ApiKeyDetail, ApiKeys
from tenants.api.members import MemberDetail, Members

urlpatterns = [
    path("members", Members.as_view(), name="members"),
    path("members/<uuid:pk>", MemberDetail.as_view(), name="member"),
    path("api-keys", ApiKeys.as_view(), name="api_keys"),
    path("api-keys/<uuid:pk>", ApiKeyDetail.as_view(), name="api_key"),
]
