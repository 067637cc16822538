"""Pages of the console about tenancy; importing this registers them."""

from tenants.admin import keys, members
from tenants.admin.base import TenantModelAdmin
from tenants.admin.site import site

__all__ = ["TenantModelAdmin", "keys", "members", "site"]
