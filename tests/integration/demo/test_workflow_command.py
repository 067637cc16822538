"""Workflow files: checked, brought in and taken out, with exit codes that a script can rely on."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants.members import add_member
from tenants.roles import Role
from tenants.scope import tenant_scope
from tests.cast import make_colleague, make_owner
from workflows.definition import load_yaml
from workflows.management.demo.order import FILE
from workflows.models import Workflow

GOOD = """\
schema: 1
name: Greeting
triggers:
  - {id: shop, type: webhook, with: {verify: {scheme: none}}}
steps:
  - {id: hello, type: set, with: {text: "Hello {{ inputs.name }}"}}
output: {text: "{{ steps.hello.text }}"}
"""
BAD = """\
schema: 1
name: Greeting
steps:
  - {id: Hello, type: set, with: {}}
  - {id: b, type: nope}
  - {id: c, type: set, with: {x: "{{ steps.d }}"}}
"""
UNREADABLE = "schema: 1\nname: [\n"


@pytest.fixture(scope="module")
def alice(database):
    return make_owner("Alice")


def run(*words, stdin=None, monkeypatch=None):
    """Return (exit code, standard output, standard error) of `manage.py workflow …`."""
    out, err = StringIO(), StringIO()
    try:
        call_command("workflow", *words, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and gives its name."""

    def write(text, name="flow.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def workflows(person):
    with tenant_scope(person.tenant.pk):
        return list(Workflow.objects.filter(archived_at=None).select_related("published_version").order_by("id"))


def test_a_valid_file_is_said_to_be_valid(file):
    name = file(GOOD)

    assert run("validate", name) == (0, f"{name}: valid\n", "")
    assert run("validate", str(FILE))[0] == 0


def test_every_problem_is_printed_with_its_place(file):
    name = file(BAD)

    code, out, err = run("validate", name)

    lines = [line for line in err.splitlines() if not line.startswith(" ")]
    assert (code, out) == (1, "")
    assert {line.split(": ")[1] for line in lines} >= {"/steps/0/id", "/steps/1/type", "/steps/2/with/x"}
    assert all(line.startswith(name) for line in lines)


def test_problems_are_told_in_json_as_the_api_tells_them(file):
    code, out, _ = run("validate", "--json", file(BAD))

    told = json.loads(out)
    assert (code, told["valid"]) == (1, False)
    assert set(told["problems"][0]) == {"pointer", "code", "message", "hint", "line", "column"}
    assert json.loads(run("validate", "--json", file(GOOD))[1]) == {"valid": True, "problems": []}


@pytest.mark.parametrize(
    ("text", "code"),
    [(UNREADABLE, "yaml_invalid"), ("a: &x 1\nb: *x\n", "yaml_alias"), (b"\xff\xfe", "invalid_text"), ("- 1", "")],
)
def test_a_file_that_is_no_document_has_problems_too(file, text, code):
    status, _, err = run("validate", file(text))

    assert status == 1
    assert code in err


def test_a_syntax_error_has_its_line_and_column(file):
    name = file(UNREADABLE)

    assert run("validate", name)[2].startswith(f"{name}:3:1: ")


def test_a_place_inside_a_string_is_not_given_out_as_one_of_the_file(file):
    name = file(BAD)

    assert f"\n{name}: /steps/2/with/x: " in run("validate", name)[2]


def test_a_document_may_come_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(GOOD))

    assert run("validate", "-")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "/nowhere.yaml"),
        ("import", "/nowhere.yaml", "--as", "alice@example.org"),
        ("export", "Greeting", "--as", "nobody@example.org"),
    ],
)
def test_what_cannot_be_carried_out_has_exit_code_two(words):
    assert run(*words)[0] == 2


def test_a_file_becomes_a_workflow_and_comes_out_the_same(file, alice, tmp_path):
    code, out, _ = run("import", file(GOOD), "--as", alice.user.email, "--publish", "--json")

    told = json.loads(out)
    workflow = next(found for found in workflows(alice) if str(found.pk) == told["workflow"])
    assert (code, told["version"], workflow.name, workflow.status) == (0, 1, "Greeting", "published")
    code, out, _ = run("export", str(workflow.pk), "--as", alice.user.email)
    assert (code, load_yaml(out)) == (0, load_yaml(GOOD))
    target = tmp_path / "out.yaml"
    assert run("export", "Greeting", "--as", alice.user.email, "--output", str(target)) == (0, "", "")
    assert target.read_text() == out


def test_the_same_file_again_makes_no_second_workflow(file):
    person = make_owner("Dora")
    words = ("--as", person.user.email)
    run("import", file(GOOD), *words, "--publish")
    changed = GOOD.replace("Hello", "Good morning,")

    code, out, _ = run("import", file(changed), *words)

    found = workflows(person)
    assert (code, len(found), "saved" in out) == (0, 1, True)
    assert "Good morning" in found[0].draft["steps"][0]["with"]["text"]
    assert load_yaml(run("export", "Greeting", *words)[1]) == load_yaml(GOOD)
    assert load_yaml(run("export", "Greeting", *words, "--draft")[1]) == load_yaml(changed)


def test_a_file_may_replace_the_draft_of_a_named_workflow(file):
    person = make_owner("Dora")
    words = ("--as", person.user.email)
    told = json.loads(run("import", file(GOOD), *words, "--json")[1])

    code, _, _ = run(
        "import", file(GOOD.replace("name: Greeting", "name: Farewell")), *words, "--into", told["workflow"]
    )

    assert (code, [found.name for found in workflows(person)]) == (0, ["Farewell"])


def test_a_file_that_cannot_be_published_is_not_even_saved(file):
    person = make_owner("Dora")

    code, _, err = run("import", file(BAD), "--as", person.user.email, "--publish")

    assert (code, workflows(person)) == (1, [])
    assert "/steps/1/type" in err


def test_a_draft_with_problems_may_be_saved(file):
    person = make_owner("Dora")

    assert run("import", file(BAD), "--as", person.user.email)[0] == 0
    assert workflows(person)[0].published_version is None


def test_a_secret_in_a_file_is_refused_and_not_repeated(file):
    person = make_owner("Dora")
    secret = "q7Rk" * 9
    leaking = GOOD.replace("steps:", "steps:\n" + LEAK.format(secret=secret), 1)

    code, out, err = run("import", file(leaking), "--as", person.user.email)

    assert (code, workflows(person)) == (1, [])
    assert secret not in out + err


LEAK = """\
  - id: ask
    type: http.request
    with: {{url: "https://api.example.com", headers: {{Authorization: "Bearer {secret}"}}}}
"""


def test_a_member_does_no_more_than_the_role_allows(file, alice):
    viewer = make_colleague(alice, "Vera", Role.VIEWER)

    code, _, err = run("import", file(GOOD), "--as", viewer.user.email)

    assert (code, "workflow.edit" in err) == (2, True)
    assert run("export", "nothing", "--as", viewer.user.email)[0] == 2


def test_strangers_workflows_are_not_found(file, alice):
    run("import", file(GOOD.replace("name: Greeting", "name: Secret plan")), "--as", alice.user.email)
    charlie = make_owner("Charlie")

    code, out, _ = run("export", "Secret plan", "--as", charlie.user.email)

    assert (code, out) == (2, "")


def test_people_with_several_tenants_name_one(file):
    first, second = make_owner("Dora"), make_owner("Emil")
    with tenant_scope(second.tenant.pk):
        add_member(user=first.user, role=Role.BUILDER)
    words = ("import", file(GOOD), "--as", first.user.email)

    assert (run(*words)[0], second.tenant.slug in run(*words)[2]) == (2, True)
    assert run(*words, "--tenant", second.tenant.slug)[0] == 0
    assert run(*words, "--tenant", str(first.tenant.pk))[0] == 0
    assert (len(workflows(first)), len(workflows(second))) == (1, 1)
