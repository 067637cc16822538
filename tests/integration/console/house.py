"""What the console's tests look at, and short ways to its addresses."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from tenants.roles import Role
from tests import engine_room as room
from tests.cast import Cast, Person, make_colleague
from workflows.models import Run, Version


@dataclass(frozen=True, slots=True)
class House:
    """Alice's workflow, its failed run, and who looks at them."""

    cast: Cast
    vera: Person
    version: Version
    failed: Run
    alice: Client
    viewer: Client
    charlie: Client

    @property
    def workflow_id(self) -> Any:
        """Return the id of Alice's workflow."""
        return self.version.workflow_id


def at(name: str, *args: Any) -> str:
    """Return the address of a page about workflows."""
    return reverse(f"admin:workflows_{name}", args=args)


def text(response: Any) -> str:
    """Return the page."""
    return response.content.decode()


def browser(person: Person, **headers: str) -> Client:
    """Return a browser in which the person is signed in."""
    client = Client(headers=headers)
    client.force_login(person.user)
    return client


def make_house(cast: Cast) -> House:
    """Return a house with one workflow and its failed run."""
    vera = make_colleague(cast.alice, "Vera", Role.VIEWER)
    version = room.publish(
        cast.alice,
        [
            {"id": "first", "name": "First of all", "type": "set", "with": {"a": 1}},
            {"id": "split", "name": "Divide", "type": "set", "with": {"x": "{{ 1 / inputs.by }}"}},
        ],
        name="Division",
        inputs={"type": "object", "required": ["by"], "properties": {"by": {"type": "integer", "title": "Divisor"}}},
        triggers=[{"id": "web", "type": "webhook", "with": {"verify": {"scheme": "none"}}}],
    )
    failed = room.run_to_end(cast.alice, room.start(cast.alice, version, {"by": 0}))
    return House(cast, vera, version, failed, browser(cast.alice), browser(vera), browser(cast.charlie))
