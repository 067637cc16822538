"""On whose behalf a command acts: a member, found by e-mail address and tenant."""

from accounts.emails import normalize_email
from accounts.models import User
from tenants.members import member_at, memberships
from tenants.models import Member
from tenants.scope import tenant_scope


class WhoUnknown(Exception):
    """There is no such member, or more than one tenant to choose from."""


def find_member(*, email: str, tenant: str = "") -> Member:
    """Return the member; `tenant` is a slug or an id, needed by people who belong to several. Raises WhoUnknown."""
    user = User.objects.filter(email=normalize_email(email), is_active=True).first()
    found = [member for member in _members(user) if not tenant or tenant in (member.tenant.slug, str(member.tenant_id))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise WhoUnknown(f"{email} is no member of {tenant or 'any tenant'}.")
    slugs = ", ".join(sorted(member.tenant.slug for member in found))
    raise WhoUnknown(f"{email} belongs to several tenants; name one with --tenant: {slugs}.")


def _members(user: User | None) -> list[Member]:
    found = []
    for place in memberships(user) if user else []:
        with tenant_scope(place.tenant_id):
            found.append(member_at(place))
    return [member for member in found if member is not None]
