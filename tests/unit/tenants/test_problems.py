"""Problems, request ids and hints, as pure functions."""

import pytest
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail

from tenants.api.fields import nearest
from tenants.api.problems import escape, fields_invalid
from tenants.errors import LastOwner, TenantError
from tenants.problems import EXCERPT, ProblemError, excerpt, translate, translates
from tenants.request_ids import begin, current_request_id


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        ("a\r\nb", "a\\r\\nb"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("ä", "\\xe4"),
        ("x" * EXCERPT, "x" * EXCERPT),
        ("x" * 5000, "x" * (EXCERPT - 1) + "…"),
        (None, "None"),
    ],
)
def test_an_excerpt_is_short_and_printable(value, shown):
    assert excerpt(value) == shown
    assert len(excerpt(value)) <= EXCERPT


def test_an_error_reads_as_its_nearest_class_says():
    class Base(Exception):
        pass

    class Special(Base):
        pass

    @translates(Base)
    def base(error):
        return ProblemError(409, "base", str(error))

    assert translate(Special("so")).code == "base"

    @translates(Special)
    def special(error):
        return ProblemError(409, "special", str(error))

    assert translate(Special("so")).code == "special"
    assert translate(Base("so")).code == "base"


def test_the_rules_of_tenants_are_problems_of_their_own():
    told = translate(LastOwner(pointer="/role"))
    assert (told.status, told.code, told.pointer) == (409, "last_owner", "/role")
    assert told.detail == "This member is the last owner of the tenant."


def test_every_rule_has_a_code_a_hint_and_a_sentence():
    rules = [rule for rule in TenantError.__subclasses__() if rule.__module__ == "tenants.errors"]
    assert len({rule.code for rule in rules}) == len(rules) >= 5
    for rule in rules:
        assert rule.hint.endswith((".", "?"))
        assert rule().message.endswith(".")


@pytest.mark.parametrize(
    ("detail", "entries"),
    [
        ({"name": [ErrorDetail("Needed.", "required")]}, [("/name", "field_missing", "Needed.", "")]),
        ({"a": {"b": [ErrorDetail("No.\nTry c.", "unknown_field")]}}, [("/a/b", "unknown_field", "No.", "Try c.")]),
        ({"items": [{}, {"x": [ErrorDetail("No.", "max_length")]}]}, [("/items/1/x", "max_length", "No.", "")]),
        ({"items": {1: [ErrorDetail("No.", "invalid")]}}, [("/items/1", "field_invalid", "No.", "")]),
        ({"non_field_errors": [ErrorDetail("No.", "invalid")]}, [("", "field_invalid", "No.", "")]),
        ({"a/b": [ErrorDetail("No.", "null")]}, [("/a~1b", "field_null", "No.", "")]),
        ([ErrorDetail("No.", "invalid")], [("", "field_invalid", "No.", "")]),
    ],
)
def test_nested_errors_become_pointers(detail, entries):
    told = fields_invalid(exceptions.ValidationError(detail))
    assert [(e["pointer"], e["code"], e["message"], e["hint"]) for e in told.errors] == entries
    assert (told.pointer, told.code, told.detail, told.hint) == entries[0]


@pytest.mark.parametrize(("name", "escaped"), [("a", "a"), ("a/b", "a~1b"), ("a~b", "a~0b"), ("~1", "~01")])
def test_a_name_in_a_pointer_is_escaped(name, escaped):
    assert escape(name) == escaped


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("nmae", ["name", "role"], "Did you mean 'name'?"),
        ("xyz", ["name", "role"], "Known: name, role."),
        ("xyz", [], "Known: none."),
    ],
)
def test_the_nearest_name_is_offered(name, known, hint):
    assert nearest(name, known) == hint


@pytest.mark.parametrize(
    ("offered", "taken"), [("abc-1", True), ("x" * 64, True), ("x" * 65, False), ("a\nb", False), (None, False)]
)
def test_a_request_id_is_taken_over_only_when_plain(offered, taken):
    assert (begin(offered) == offered) is taken
    assert current_request_id()
