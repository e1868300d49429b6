"""Pages of a list by key: no counting and no offset, so that the thousandth page costs what the first does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet

PAGE = 50

Row = TypeVar("Row", bound=Model)


def page_by_key(rows: QuerySet[Row], order: str, after: str = "", size: int = PAGE) -> tuple[list[Row], str]:
    """One page of rows by a column ("-" before it: the latest first) and their ids: (rows, key of the next page or "").

    `after` is the key that came with the page before; a broken one begins anew. Rows without a value come last; such a
    column is sorted upward only.
    """
    column, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    beyond = "lt" if sign else "gt"
    empty_last = _empty_last(rows.model, order)
    if key := _read(rows.model, column, after):
        value, about = key
        rows = rows.filter(_following(column, beyond, value, about, empty_last))
    page = list(in_order(rows, order)[: size + 1])
    if len(page) <= size:
        return page, ""
    last = getattr(page[size - 1], column)
    said = "" if last is None else last.isoformat() if isinstance(last, datetime) else last
    return page[:size], f"{said}~{page[size - 1].pk}"


def in_order(rows: QuerySet[Row], order: str) -> QuerySet[Row]:
    """The rows as the pages have them, one after the other."""
    first = F(order).asc(nulls_last=True) if _empty_last(rows.model, order) else order
    return rows.order_by(first, "-pk" if order.startswith("-") else "pk")


def _empty_last(model: type[Model], order: str) -> bool:
    return not order.startswith("-") and _may_be_empty(model, order)


def _following(column: str, beyond: str, value: Any, about: Any, empty_last: bool) -> Q:
    """What comes after the row with this value and id."""
    empty = Q(**{f"{column}__isnull": True})
    if value is None:
        return empty & Q(pk__gt=about)
    after = Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": about})
    if empty_last:
        return after | empty
    return Q(**{f"{column}__{beyond}e": value}) & after  # says nothing new, but lets the database start in an index


def _may_be_empty(model: type[Model], column: str) -> bool:
    field: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
    return bool(field.null)


def _read(model: type[Model], column: str, after: str) -> tuple[Any, Any] | None:
    value, mark, about = after.partition("~")
    if not mark:
        return None
    try:
        field: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
        return (None if field.null and not value else field.to_python(value)), model._meta.pk.to_python(about)
    except ValidationError:
        return None
