"""One account per person, however the e-mail address is spelled."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from uuid_utils.compat import uuid7

from accounts.models import User
from tests.factories import PASSWORD, make_user


def fresh(spelling: str = "{}@example.org") -> str:
    return spelling.format(f"a{uuid7().hex}")


@pytest.mark.parametrize("spell", [str.upper, str.title, lambda email: f" {email} ", lambda email: "ａ" + email[1:]])
def test_two_spellings_are_one_account(database, spell):
    email = fresh()
    user = User.objects.create_user(email, PASSWORD)
    assert User.objects.get_by_natural_key(spell(email)) == user
    with pytest.raises((ValidationError, IntegrityError)):
        User.objects.create_user(spell(email), PASSWORD)


def test_the_schema_too_keeps_one_spelling(database):
    email = fresh()
    make_user(email=email)
    for other in (email.upper(), email):
        with pytest.raises(IntegrityError), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", [other, make_user().pk])


def test_passwords_are_hashed_with_argon2(database):
    user = User.objects.create_user(fresh(), PASSWORD)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)
    assert user.pk.version == 7


def test_an_account_without_a_password_cannot_sign_in(database):
    assert not User.objects.create_user(fresh()).has_usable_password()


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"email": "nobody"}, "email"), ({"timezone": "Mars/Base"}, "timezone"), ({"password": "x" * 129}, "password")],
)
def test_a_wrong_field_is_refused_by_name(database, fields, place):
    with pytest.raises(ValidationError) as refused:
        User.objects.create_user(**{"email": fresh(), **fields})
    assert place in refused.value.message_dict


def test_a_superuser_is_one_by_name_and_flag(database):
    operator = User.objects.create_superuser(fresh(), PASSWORD)
    assert (operator.is_superuser, operator.is_staff) == (True, True)
    assert str(operator) == operator.get_full_name() == operator.get_short_name() == operator.email
