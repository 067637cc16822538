"""What every model of a tenant's rows must declare, now and later."""

from django.apps import apps
from django.db import models

from tenants.models import Tenant
from tenants.scope import TenantManager, TenantModel


def holders() -> list[type[models.Model]]:
    """Return every model with a foreign key to the tenant."""
    return [
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if getattr(field, "related_model", None) is Tenant
    ]


def test_every_model_with_a_tenant_refuses_unscoped_queries():
    assert len(holders()) >= 4
    for model in holders():
        assert issubclass(model, TenantModel), model
        for manager in (model._default_manager, model._base_manager):
            assert isinstance(manager, TenantManager), f"{model.__name__}: let its Meta inherit TenantModel.Meta"
