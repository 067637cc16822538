"""How many statements a delivery costs: it is the product's busiest path."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.webhook.hook import SECRET, make_hook, standard_headers
from workflows.engine import definitions

# resolve the address, BEGIN, set the tenant, find the trigger, start the run, COMMIT
ACCEPTED = 6
# … and claim the delivery's id, and note its run
WITH_ID = 8
# … and no run
DUPLICATE = 6
# resolve, BEGIN, set the tenant, find nothing, ROLLBACK
UNKNOWN = 5


def cost(send) -> int:
    """Return how many statements a delivery takes."""
    with CaptureQueriesContext(connection) as statements:
        send()
    return len(statements)


@pytest.fixture
def hook():
    made = make_hook()
    made.post({})  # This process knows the definition now.
    return made


def test_a_delivery_takes_few_statements(hook):
    assert cost(lambda: hook.post({"n": 1})) == ACCEPTED
    assert cost(lambda: hook.post({"n": 1}, webhook_id="a")) == WITH_ID
    assert cost(lambda: hook.post({"n": 1}, webhook_id="a")) == DUPLICATE


def test_a_signature_costs_no_statement():
    hook = make_hook({"verify": {"scheme": "standard"}}, secret=SECRET)
    hook.post(b"{}", **standard_headers(b"{}", name="first"))

    assert cost(lambda: hook.post(b"{}", **standard_headers(b"{}", name="second"))) == WITH_ID
    assert cost(lambda: hook.post(b"{}")) == UNKNOWN


def test_closed_addresses_cost_the_same_as_unknown_ones():
    archived, unpublished = make_hook(), make_hook(publish=False)
    archived.archive()

    assert [cost(lambda hook=hook: hook.post({})) for hook in (archived, unpublished)] == [UNKNOWN, UNKNOWN]


def test_a_process_that_does_not_know_the_definition_reads_it(hook):
    definitions._known.clear()

    assert cost(lambda: hook.post({"n": 1})) == ACCEPTED + 1
    assert cost(lambda: hook.post({"n": 1})) == ACCEPTED
    assert {run.workflow_id for run in hook.runs()} == {hook.workflow_id}
