"""Publish a document for a new tenant and start runs: `python -m tests.faults.seed '{"document": …, "runs": 3}'`."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tenants.scope import tenant_scope
from tests.cast import make_owner
from workflows.authoring.create import create_workflow
from workflows.authoring.publish import publish_version
from workflows.engine.intake import NewRun, start_runs


def main(words: str) -> None:
    """Print the ids of the runs as JSON."""
    asked = json.loads(words)
    alice = make_owner("Alice")
    with tenant_scope(alice.tenant.pk):
        workflow = create_workflow(member=alice.actor, definition=asked["document"])
        version = publish_version(member=alice.actor, workflow=workflow)
        ids = start_runs(version, [NewRun(inputs={"n": i}) for i in range(asked["runs"])]) if asked["runs"] else []
    print(json.dumps([str(run_id) for run_id in ids]))


if __name__ == "__main__":
    main(sys.argv[1])
