"""Whether the one who acts may do it: the first line of every use case."""

from typing import TypeAlias

from tenants.actors import Actor
from tenants.models import Member
from tenants.roles import Operation
from workflows.authoring.errors import NotAllowed

Acting: TypeAlias = Actor | Member
"""A member in person, or acting through an API key."""


def require(member: Acting, operation: Operation) -> None:
    """Return nothing if the member may do the operation. Raises NotAllowed."""
    actor = Actor.of_member(member) if isinstance(member, Member) else member
    if not actor.permits(operation):
        raise NotAllowed(f"Your role or API key does not allow {operation}.")
