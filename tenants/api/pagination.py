"""Lists in pages: `{results, next, previous}` by a signed cursor that is good for one list of one tenant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request

from tenants.problems import ProblemError
from tenants.scope import current_tenant_id

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind the row with these values, going on or back."""

    values: tuple[str, ...]
    is_back: bool = False


def invalid_page(detail: str) -> ProblemError:
    """Return 400 `invalid_page`."""
    return ProblemError(400, "invalid_page", detail, hint="Start without a cursor, and follow `next` as it is.")


def read_limit(request: Request) -> int:
    """Return `?limit=`, 50 when absent. Raises ProblemError outside of 1 to 200."""
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT):
        raise invalid_page(f"limit is a number from 1 to {MAX_LIMIT}.")
    return int(text)


def _signer(request: Request) -> Signer:
    """Return the signer of this list: a cursor of another tenant or address does not verify."""
    return Signer(salt=f"cursor/{current_tenant_id()}/{request.path}")


def read_cursor(request: Request) -> Cursor | None:
    """Return `?cursor=`, None when absent. Raises ProblemError for one that was not made for this list."""
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        values, is_back = _signer(request).unsign_object(text)
        return Cursor(tuple(values), bool(is_back))
    except (BadSignature, ValueError, TypeError) as error:
        raise invalid_page("This cursor does not belong to this list.") from error


def address(request: Request, cursor: Cursor | None) -> str | None:
    """Return the absolute address of the page at the cursor, with all other parameters kept."""
    if cursor is None:
        return None
    text = _signer(request).sign_object([list(cursor.values), cursor.is_back], compress=False)
    query = [(name, value) for name, values in request.query_params.lists() if name != "cursor" for value in values]
    return f"{request.build_absolute_uri(request.path)}?{urlencode([*query, ('cursor', text)])}"


def paginate(
    request: Request,
    rows: "QuerySet[Any]",
    *,
    present: Callable[[Any], Any],
    order: Sequence[str] = ("-id",),
) -> dict[str, Any]:
    """Return one page of the rows, newest first unless `order` says otherwise.

    `order` names fields that are unique together and all run the same way; `present` gives the JSON of a row.
    """
    limit, cursor = read_limit(request), read_cursor(request)
    names = [name.lstrip("-") for name in order]
    is_back = bool(cursor and cursor.is_back)
    is_falling = order[0].startswith("-") != is_back
    if cursor is not None:
        rows = rows.filter(_behind(rows.model, names, cursor.values, is_falling=is_falling))
    found = list(rows.order_by(*(f"-{name}" if is_falling else name for name in names))[: limit + 1])
    page, has_more = found[:limit], len(found) > limit
    if is_back:
        page.reverse()
    return {
        "results": [present(row) for row in page],
        "next": address(request, _edge(page[-1:], names, False) if has_more or is_back else None),
        "previous": address(request, _edge(page[:1], names, True) if (has_more if is_back else cursor) else None),
    }


def _edge(rows: list[Model], names: Sequence[str], is_back: bool) -> Cursor | None:
    """Return the cursor behind a page's first or last row."""
    return (
        Cursor(tuple(_text(getattr(row, name)) for name in names), is_back) if (row := next(iter(rows), None)) else None
    )


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _behind(model: type[Model], names: Sequence[str], values: Sequence[str], *, is_falling: bool) -> Q:
    """Return the condition for rows behind the values: (a, b) < (x, y) as a < x or (a = x and b < y)."""
    word = "lt" if is_falling else "gt"
    condition, equal = Q(), Q()
    for name, text in zip(names, values, strict=True):
        value = model._meta.get_field(name).to_python(text)  # type: ignore[union-attr]
        condition |= equal & Q(**{f"{name}__{word}": value})
        equal &= Q(**{name: value})
    return condition
