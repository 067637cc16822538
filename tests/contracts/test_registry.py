"""Connectors are found, never listed by hand; two of one name are refused."""

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from workflows import registry as room
from workflows.contract import Action, Connector, Effect
from workflows.registry import Registry, RegistryError, registry


def make_connector(key="shop", *actions: str) -> Connector:
    made = tuple(
        Action(key=name, title="", description="", fields={}, effect=Effect.PURE, run=lambda inputs, ctx: None)
        for name in actions or (f"{key}.order",)
    )
    return Connector(key=key, title=key, description="", actions=made)


def test_the_built_in_connectors_are_found():
    assert registry().action("http.request").title == "Ask a web service"
    assert "http" in registry().connectors()


def test_an_unknown_type_is_none():
    assert registry().action("http.requst") is None


def test_types_are_sorted_and_can_be_asked():
    found = Registry([make_connector("b"), make_connector("a", "a.z", "a.b")])
    assert list(found.action_types()) == ["a.b", "a.z", "b.order"]
    assert "a.z" in found.action_types()


@pytest.mark.parametrize(
    "connectors",
    [[make_connector("a"), make_connector("a")], [make_connector("a", "a.x", "a.x")], [make_connector("a", "b.x")]],
    ids=["two connectors", "two actions", "an action of another connector"],
)
def test_names_that_clash_are_refused(connectors):
    with pytest.raises(RegistryError):
        Registry(connectors)


def test_the_registry_cannot_be_changed():
    with pytest.raises(TypeError):
        registry().connectors()["mine"] = make_connector()


def test_connectors_are_looked_for_once():
    assert registry() is registry()


SHOP = make_connector("shop")
NOT_A_CONNECTOR = object()


@pytest.fixture
def installed(monkeypatch):
    """Pretend that packages offer the named objects of this file."""

    def install(*names):
        points = [EntryPoint(name.lower(), f"{__name__}:{name}", room.GROUP) for name in names]
        monkeypatch.setattr(room, "entry_points", lambda group: points if group == room.GROUP else [])

    return install


def test_a_package_brings_its_own_connector(installed):
    installed("SHOP")
    assert list(room.installed_connectors()) == [SHOP]


def test_a_package_that_offers_something_else_is_named(installed):
    installed("NOT_A_CONNECTOR")
    with pytest.raises(RegistryError, match="not_a_connector"):
        list(room.installed_connectors())


def test_a_package_cannot_replace_a_built_in_connector(installed):
    installed("SHOP")
    with pytest.raises(RegistryError, match="shop"):
        Registry([make_connector("shop"), *room.installed_connectors()])


def test_the_registry_loads_without_django():
    code = "import sys; from workflows.registry import registry; registry(); print('django' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
