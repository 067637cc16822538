"""Rows by the ids that callers send: foreign, unknown and malformed ones are the same 404."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404

Row = TypeVar("Row", bound=Model)


def find(rows: "QuerySet[Row]", pk: UUID | str) -> Row:
    """Return the row of the tenant in scope. Raises Http404."""
    try:
        return rows.get(pk=pk if isinstance(pk, UUID) else UUID(pk))
    except (ObjectDoesNotExist, ValueError) as error:
        raise Http404 from error
