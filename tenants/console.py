"""Which tenant a signed-in member is looking at: one at a time, chosen in the session, switchable."""

from uuid import UUID

from django.http import HttpRequest

from tenants.addresses import Place
from tenants.members import member_at, memberships
from tenants.models import Member
from tenants.scope import tenant_scope

CHOSEN = "tenant"


def choose(request: HttpRequest, tenant_id: UUID) -> bool:
    """Make the tenant the current one and say True; False when the user is no member of it."""
    if all(place.tenant_id != tenant_id for place in memberships(request.user)):  # type: ignore[arg-type]
        return False
    request.session[CHOSEN] = str(tenant_id)
    return True


def current_place(request: HttpRequest) -> Place | None:
    """Return the membership in force: the chosen one, else the oldest; None for strangers and the unattached."""
    if not request.user.is_authenticated:
        return None
    places = memberships(request.user)
    chosen = request.session.get(CHOSEN)
    return next((place for place in places if str(place.tenant_id) == chosen), next(iter(places), None))


def current_member(request: HttpRequest) -> Member | None:
    """Return the member in force, read in a scope of its own."""
    place = current_place(request)
    if place is None:
        return None
    with tenant_scope(place.tenant_id):
        return member_at(place)


def choices(request: HttpRequest) -> list[Member]:
    """Return the user's memberships with their tenants, to choose from, by name of the tenant."""
    found = []
    for place in memberships(request.user):  # type: ignore[arg-type]
        with tenant_scope(place.tenant_id):
            found.append(member_at(place))
    return sorted((member for member in found if member), key=lambda member: member.tenant.name)
