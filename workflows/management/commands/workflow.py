"""Workflow files: check them, bring them in, take them out.

Exit codes: 0 done, 1 the document has problems, 2 the command could not be carried out.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.models import Member
from tenants.roles import Operation
from tenants.scope import tenant_scope
from workflows.authoring import (
    AuthoringError,
    DraftRefused,
    PublishRefused,
    create_workflow,
    publish_version,
    save_draft,
    validate,
)
from workflows.authoring.permission import require
from workflows.definition import DefinitionError, Problem, dump_yaml
from workflows.management.documents import FileUnreadable, as_json, as_lines, read_document
from workflows.management.people import WhoUnknown, find_member
from workflows.models import Workflow

HAS_PROBLEMS, FAILED = 1, 2


class Command(BaseCommand):
    """Check, import and export workflow files."""

    help = "Check, import and export workflow files (YAML or JSON)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `validate FILE`, `import FILE --as EMAIL` and `export WORKFLOW --as EMAIL`."""
        tasks = parser.add_subparsers(dest="task", required=True, parser_class=argparse.ArgumentParser)
        check = tasks.add_parser("validate", help="print every problem of a file")
        check.add_argument("file", help="a YAML or JSON file, - for standard input")
        bring = tasks.add_parser("import", help="make a workflow from a file, or save it as a workflow's draft")
        bring.add_argument("file", help="a YAML or JSON file, - for standard input")
        bring.add_argument("--publish", action="store_true", help="publish it too")
        bring.add_argument("--into", metavar="ID", help="the workflow whose draft is replaced; else one of this name")
        take = tasks.add_parser("export", help="print a workflow as YAML")
        take.add_argument("workflow", help="the workflow's id or its exact name")
        take.add_argument("--draft", action="store_true", help="the draft instead of what is published")
        take.add_argument("--output", metavar="FILE", help="write to a file")
        for task in (bring, take):
            task.add_argument("--as", dest="email", required=True, help="the member on whose behalf")
            task.add_argument("--tenant", default="", help="the tenant's slug or id, for members of several")
        for task in (check, bring, take):
            task.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, task: str, **options: Any) -> None:
        """Carry out one task and exit with its code."""
        work = {"validate": self.check_file, "import": self.bring, "export": self.take}[task]
        of_file = False
        try:
            problems = work(options)
        except DefinitionError as error:
            problems, of_file = error.problems, True
        except (DraftRefused, PublishRefused) as error:
            problems = error.problems
        except (FileUnreadable, WhoUnknown, AuthoringError, OSError) as error:
            raise CommandError(str(error), returncode=FAILED) from error
        if problems:
            self.tell(options, problems, of_file=of_file)
            sys.exit(HAS_PROBLEMS)

    def check_file(self, options: dict[str, Any]) -> Sequence[Problem]:
        """Return the problems of a file; say so when there are none."""
        problems = validate(read_document(options["file"]))
        if not problems:
            self.stdout.write(as_json([]) if options["json"] else f"{options['file']}: valid")
        return problems

    def bring(self, options: dict[str, Any]) -> Sequence[Problem]:
        """Save a file as a workflow's draft, and publish it if asked. All or nothing."""
        document = read_document(options["file"])
        member = find_member(email=options["email"], tenant=options["tenant"])
        with tenant_scope(member.tenant_id):
            workflow = saved(member, document, options["into"])
            version = publish_version(member=member, workflow=workflow) if options["publish"] else None
        done = f"{workflow.name} ({workflow.pk}): " + (f"published as version {version.number}" if version else "saved")
        told = as_json([], workflow=str(workflow.pk), version=version.number if version else None)
        self.stdout.write(told if options["json"] else done)
        return ()

    def take(self, options: dict[str, Any]) -> Sequence[Problem]:
        """Print or write a workflow's document."""
        member = find_member(email=options["email"], tenant=options["tenant"])
        with tenant_scope(member.tenant_id):
            require(member, Operation.WORKFLOW_READ)
            workflow = found(options["workflow"])
            version = workflow.published_version
            document = workflow.draft if options["draft"] or version is None else version.definition
        text = as_json([], definition=document) + "\n" if options["json"] else dump_yaml(document)
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
        return ()

    def tell(self, options: dict[str, Any], problems: Sequence[Problem], *, of_file: bool) -> None:
        """Print every problem: to standard output as JSON, else to standard error as lines."""
        if options["json"]:
            self.stdout.write(as_json(problems))
        else:
            for line in as_lines(options.get("file", ""), problems, of_file=of_file):
                self.stderr.write(line)


def found(name: str) -> Workflow:
    """Return the workflow with this id or exact name. Raises CommandError."""
    live = Workflow.objects.select_related("published_version").filter(archived_at=None)
    matches: list[Workflow] = list(live.filter(pk=name) if is_id(name) else live.filter(name=name)[:2])
    if len(matches) != 1:
        reason = "Several workflows have this name; use the id." if matches else "There is no such workflow."
        raise CommandError(reason, returncode=FAILED)
    return matches[0]


def saved(member: Member, document: Any, into: str | None) -> Workflow:
    """Return the workflow whose draft the document became: the named one, the one of this name, or a new one."""
    require(member, Operation.WORKFLOW_EDIT)
    name = document.get("name") if isinstance(document, dict) else None
    if into is None and not (isinstance(name, str) and Workflow.objects.filter(name=name, archived_at=None).exists()):
        return create_workflow(member=member, definition=document)
    workflow = found(into or str(name))
    if workflow.draft == document:
        return workflow
    return save_draft(member=member, workflow=workflow, definition=document, revision=workflow.draft_revision)


def is_id(text: str) -> bool:
    """Return whether the text is a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
