"""Credentials in clear are found wherever they stand, and never repeated."""

from __future__ import annotations

from tests.table import table
from tests.unit.workflows.definition.documents import ask, codes, note, problems
from workflows.definition import is_secret
from workflows.definition.problem import Findings
from workflows.definition.secrets import find_secrets

REST = "Zq3" * 14
TOKENS = [
    f"ghp_{REST}",
    f"github_pat_{REST}",
    f"glpat-{REST}",
    f"xoxb-{REST}",
    f"sk_live_{REST}",
    f"rk_test_{REST}",
    f"sk-ant-{REST}",
    f"sk-proj-{REST}",
    "AKIA" + "ABCDEFGH12345678",
    "AIza" + "a" * 35,
    f"ya29.{REST}",
    f"SG.{REST}.{REST}",
    f"npm_{REST}",
    f"whsec_{REST}",
    f"eyJhbGciOiJI.eyJzdWIiOiIx.{REST}",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "-----BEGIN PRIVATE KEY-----",
    "https://hooks.slack.com/services/T0AAAA/B0BBBB/abcdefgh12345678",
    "https://user:hunter2@shop.example/",
    "postgres://app:secretpw@db.example/orders",
    "https://shop.example/a?api_key=abcdef123456",
    "https://shop.example/a?x=1&access_token=abcdef123456",
    "Bearer abcdef123456",
    "Basic dXNlcjpwYXNz",
]


@table("text", TOKENS)
def test_a_credential_is_known_by_its_form_and_never_repeated(text):
    found = problems(note("a", x=["before", {"y": text}]))
    assert [(problem.pointer, problem.code) for problem in found] == [("/steps/0/with/x/1/y", "secret_in_definition")]
    assert text not in found[0].message + found[0].hint


@table(
    "key",
    ["password", "Authorization", "authorization", "X-Api-Key", "api_key", "client_secret", "Cookie", "passphrase"],
)
def test_a_credential_is_known_by_its_key(key):
    step = ask("a", **{"with": {"url": "https://shop.example/", "headers": {key: "correct horse"}}})
    assert codes(step) == [(f"/steps/0/with/headers/{key}", "secret_in_definition")]


@table(
    ("key", "text"),
    [
        ("Authorization", "Bearer {{ vars.token }}"),
        ("password", "{{ inputs.password }}"),
        ("url", "https://{{ vars.user }}:{{ vars.pass }}@shop.example/"),
        ("url", "https://shop.example/a?api_key={{ vars.key }}"),
        ("url", "https://shop.example:8443/a@b"),
        ("url", "https://shop.example/?token=abc"),
        ("text", "Please reset your password: go to the page."),
        ("text", "The bearer of this letter is trustworthy"),
        ("text", "eyJ is how a token begins"),
        ("text", "task-list-of-the-whole-department-2027"),
        ("description", "secret"),
        ("password", ""),
        ("secret", "ask"),
    ],
)
def test_what_only_looks_like_one_is_let_through(key, text):
    assert not is_secret(text, key=key)


@table(
    "more",
    [
        {"description": TOKENS[0]},
        {"output": {"x": TOKENS[0]}},
        {"inputs": {"type": "object", "properties": {"a": {"default": TOKENS[0]}}}},
        {"triggers": [{"id": "t", "type": "schedule", "with": {"every_seconds": 60, "inputs": {"a": TOKENS[0]}}}]},
        {"surprise": TOKENS[0]},
    ],
)
def test_every_corner_of_the_document_is_searched(more):
    assert "secret_in_definition" in [code for _, code in codes(**more)]


def test_a_pinned_sample_is_searched_too():
    assert codes(ask("a", sample={"body": {"access_token": "abcdef123456"}})) == [
        ("/steps/0/sample/body/access_token", "secret_in_definition")
    ]


def test_a_field_called_password_in_the_inputs_is_no_secret():
    inputs = {
        "type": "object",
        "required": ["password"],
        "properties": {"password": {"type": "string", "title": "Password"}},
    }
    assert codes(inputs=inputs) == []


def test_a_key_that_is_a_credential_is_not_told_in_the_pointer():
    findings = Findings()
    find_secrets({TOKENS[0]: {"x": TOKENS[0]}}, findings)
    assert len(findings.problems) == 2
    assert not any(TOKENS[0] in problem.pointer for problem in findings.problems)
