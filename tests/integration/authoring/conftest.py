"""A scope of Alice's for the tests of authoring."""

import pytest


@pytest.fixture
def alice(cast):
    """Alice, with her tenant's scope open."""
    # Imported here: this file is read before Django has its settings.
    from tenants.scope import tenant_scope

    with tenant_scope(cast.alice.tenant.pk):
        yield cast.alice
