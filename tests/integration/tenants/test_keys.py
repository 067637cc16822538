"""API keys: shown once, checked in equal time, never more than their creator."""

import statistics
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.errors import BadExpiry, BadScopes, ScopeTooWide
from tenants.keys import SHAPE, KeyRefused, authenticate, create_key, digest, revoke_key
from tenants.members import change_role, remove_member
from tenants.models import ApiKey
from tenants.roles import Operation, Role
from tenants.scope import tenant_scope


@pytest.fixture
def new(cast):
    """Return a function that makes a key of Bob's."""

    def make(**fields):
        with tenant_scope(cast.bob.tenant.pk):
            return create_key(creator=cast.bob.user, name="machine", **fields)

    return make


def stored(cast, key: ApiKey) -> ApiKey:
    with tenant_scope(cast.bob.tenant.pk):
        return ApiKey.objects.get(pk=key.pk)


def refusal(text: str) -> str:
    with pytest.raises(KeyRefused) as refused:
        authenticate(text)
    return refused.value.code


def test_a_key_has_a_prefix_an_id_and_a_secret(new):
    made = new()
    shape = SHAPE.fullmatch(made.text)
    assert (shape["prefix"], shape["key_id"]) == ("sw", made.key.key_id)
    assert len(shape["secret"]) == 43


def test_only_the_digest_is_kept(cast, new):
    made = new()
    with tenant_scope(cast.bob.tenant.pk), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM tenants_apikey k WHERE id = %s", [made.key.pk])
        row = cursor.fetchone()[0]
    assert SHAPE.fullmatch(made.text)["secret"] not in row
    assert digest(made.text).hex() in row


def test_a_key_acts_for_its_creator(cast, new):
    actor = authenticate(new().text)
    assert (actor.tenant_id, actor.user_id, actor.role) == (cast.alice.tenant.pk, cast.bob.user.pk, Role.BUILDER)
    assert "Bob" in actor.name


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: text.replace("sw_", "zz_"),
        lambda text: text[:3] + "0" * 12 + text[15:],
        lambda text: text + "x",
        lambda text: "",
        lambda text: "sw_",
        lambda text: "é" * 59,
        lambda text: text + "\x00",
    ],
)
def test_a_spoiled_key_is_invalid(new, spoil):
    assert refusal(spoil(new().text)) == "key_invalid"


def test_a_revoked_key_is_dead_at_the_next_request(cast, new):
    made = new()
    authenticate(made.text)
    with tenant_scope(cast.bob.tenant.pk):
        first = revoke_key(made.key).revoked_at
        assert revoke_key(made.key).revoked_at == first
    assert refusal(made.text) == "key_revoked"


def test_an_expired_key_is_dead(cast, new):
    made = new(expires_at=timezone.now() + timedelta(seconds=0.2))
    authenticate(made.text)
    time.sleep(0.25)
    assert refusal(made.text) == "key_expired"


@pytest.mark.parametrize("distance", [timedelta(seconds=-1), timedelta(days=367), timedelta(days=36_500)])
def test_a_key_expires_in_the_future_within_a_year(new, distance):
    with pytest.raises(BadExpiry):
        new(expires_at=timezone.now() + distance)


def test_the_schema_too_refuses_a_key_for_longer_than_a_year(cast, new):
    made = new()
    with pytest.raises(IntegrityError), tenant_scope(cast.bob.tenant.pk):
        ApiKey.objects.filter(pk=made.key.pk).update(expires_at=timezone.now() + timedelta(days=400))


def test_why_a_key_is_dead_is_told_to_its_holder_alone(cast, new):
    made = new()
    with tenant_scope(cast.bob.tenant.pk):
        revoke_key(made.key)
    assert refusal(made.text[:-3] + "xxx") == "key_invalid"


def test_a_key_shrinks_with_its_creators_role(cast, new):
    made = new()
    assert authenticate(made.text).permits(Operation.WORKFLOW_EDIT)
    with tenant_scope(cast.bob.tenant.pk):
        change_role(member=cast.bob.member, role=Role.VIEWER)
    actor = authenticate(made.text)
    assert actor.permits(Operation.WORKFLOW_READ)
    assert not actor.permits(Operation.WORKFLOW_EDIT)


def test_a_key_dies_with_its_creators_membership(cast, new):
    made = new()
    with tenant_scope(cast.bob.tenant.pk):
        remove_member(member=cast.bob.member)
    assert refusal(made.text) == "key_revoked"


def test_a_key_dies_with_its_creators_account(cast, new):
    made = new()
    cast.bob.user.is_active = False
    cast.bob.user.save()
    assert refusal(made.text) == "key_revoked"


def test_scopes_narrow_a_key(new):
    actor = authenticate(new(scopes=["run.read", "run.start"]).text)
    assert actor.permits("run.start")
    assert not actor.permits("workflow.read")


def test_scopes_widen_nothing(new):
    assert not authenticate(new(scopes=["member.manage"]).text).permits("member.manage")


@pytest.mark.parametrize("scopes", [[], ["run.fly"], ["run.read", ""], ["runs:write"], ["**"]])
def test_unknown_scopes_are_refused(new, scopes):
    with pytest.raises(BadScopes):
        new(scopes=scopes)


@pytest.mark.parametrize(
    ("scopes", "within", "fits"),
    [
        (["run.read"], ["run.read", "key.manage"], True),
        (["run.start"], ["run.read", "key.manage"], False),
        (["*"], ["run.read", "key.manage"], False),
        (["*"], ["*"], True),
        (["run.start"], ["*"], True),
    ],
)
def test_a_key_makes_no_wider_key(new, scopes, within, fits):
    if fits:
        assert new(scopes=scopes, within=within).key.scopes == scopes
    else:
        with pytest.raises(ScopeTooWide):
            new(scopes=scopes, within=within)


def test_use_is_noted_at_most_once_a_minute(cast, new):
    made = new()
    assert stored(cast, made.key).last_used_at is None
    authenticate(made.text)
    first = stored(cast, made.key).last_used_at
    authenticate(made.text)
    assert stored(cast, made.key).last_used_at == first
    with tenant_scope(cast.bob.tenant.pk):
        ApiKey.objects.filter(pk=made.key.pk).update(last_used_at=first - timedelta(minutes=2))
    authenticate(made.text)
    assert stored(cast, made.key).last_used_at >= first


def shape_of_work(text: str) -> list[str]:
    """Return the statements that a key costs, without their values."""
    with CaptureQueriesContext(connection) as queries, suppress(KeyRefused):
        authenticate(text)
    return [query["sql"].split("WHERE")[0].split("'")[0] for query in queries if "COMMIT" not in query["sql"]]


def test_a_wrong_id_and_a_wrong_secret_cost_the_same_work(new):
    text = new().text
    wrong_secret, wrong_id = text[:-3] + "xxx", text[:3] + "0" * 12 + text[15:]
    statements = shape_of_work(wrong_secret)
    assert shape_of_work(wrong_id) == statements
    assert len(statements) >= 4  # address, begin, setting, key


def difference(first: str, second: str) -> float:
    """Return by which part of the time two refusals differ: interleaved, by their medians."""
    taken: dict[str, list[float]] = {first: [], second: []}
    for turn in range(200):
        for text in (first, second) if turn % 2 else (second, first):
            begin = time.perf_counter()
            with pytest.raises(KeyRefused):
                authenticate(text)
            taken[text].append(time.perf_counter() - begin)
    one, other = (statistics.median(times) for times in taken.values())
    return abs(one - other) / max(one, other)


def test_a_wrong_id_and_a_wrong_secret_take_the_same_time(new):
    text = new().text
    wrong_secret, wrong_id = text[:-3] + "xxx", text[:3] + "0" * 12 + text[15:]
    # A busy machine may spoil one measurement, but a difference in the work would show in each of them.
    assert any(difference(wrong_secret, wrong_id) < 0.1 for _ in range(4))
