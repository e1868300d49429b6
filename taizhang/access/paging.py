"""Pages of a list by key: no counting and no offset, so that the thousandth page costs what the first does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

PAGE = 50

Row = TypeVar("Row", bound=Model)


def page_by_key(rows: QuerySet[Row], order: str, after: str = "", size: int = PAGE) -> tuple[list[Row], str]:
    """One page of rows by a column ("-" before it: the latest first) and their ids: (rows, key of the next page or "").

    `after` is the key that came with the page before; a broken one begins anew. Rows without a value come last; such a
    column is sorted upward only.
    """
    if _empty_last(rows.model, order):
        page = _empty_ones_last(rows, order, after, size + 1)
    else:
        page = _in_index(rows, order, _read(rows.model, order, after), size + 1)
    if len(page) <= size:
        return page, ""
    last = getattr(page[size - 1], order.removeprefix("-"))
    said = "" if last is None else last.isoformat() if isinstance(last, datetime) else last
    return page[:size], f"{said}~{page[size - 1].pk}"


def _empty_ones_last(rows: QuerySet[Row], column: str, after: str, most: int) -> list[Row]:
    """In two parts, each of which an index has in its order: no index of SQLite has empty ones last."""
    key, empty = _read(rows.model, column, after), rows.filter(**{f"{column}__isnull": True}).order_by("pk")
    if key and key[0] is None:
        return list(empty.filter(pk__gt=key[1])[:most])
    page = _in_index(rows.filter(**{f"{column}__isnull": False}), column, key, most)
    return page if len(page) == most else [*page, *empty[: most - len(page)]]


def _in_index(rows: QuerySet[Row], order: str, key: tuple[Any, Any] | None, most: int) -> list[Row]:
    column, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    if key:
        # Both columns at once: the index is entered right behind the row, however many have the same value.
        beyond = TupleLessThan if sign else TupleGreaterThan
        rows = rows.filter(beyond(Tuple(F(column), F("pk")), key))
    return list(rows.order_by(order, f"{sign}pk")[:most])


def in_order(rows: QuerySet[Row], order: str) -> QuerySet[Row]:
    """The rows as the pages have them, one after the other."""
    first = F(order).asc(nulls_last=True) if _empty_last(rows.model, order) else order
    return rows.order_by(first, "-pk" if order.startswith("-") else "pk")


def _empty_last(model: type[Model], order: str) -> bool:
    return not order.startswith("-") and _may_be_empty(model, order)


def _may_be_empty(model: type[Model], column: str) -> bool:
    field: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
    return bool(field.null)


def _read(model: type[Model], order: str, after: str) -> tuple[Any, Any] | None:
    column = order.removeprefix("-")
    value, mark, about = after.partition("~")
    if not mark:
        return None
    try:
        field: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
        return (None if field.null and not value else field.to_python(value)), model._meta.pk.to_python(about)
    except ValidationError:
        return None
