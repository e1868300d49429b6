"""Pages of a list by key: no counting and no offset, so that the thousandth page costs what the first does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

PAGE = 50

Row = TypeVar("Row", bound=Model)


def page_by_key(rows: QuerySet[Row], order: str, after: str = "", size: int = PAGE) -> tuple[list[Row], str]:
    """One page of rows by a column ("-" before it: the latest first) and their ids: (rows, key of the next page or "").

    `after` is the key that came with the page before; a broken one begins anew.
    """
    column, sign = order.removeprefix("-"), "-" if order.startswith("-") else ""
    beyond = "lt" if sign else "gt"
    if key := _read(rows.model, column, after):
        value, about = key
        begin = Q(**{f"{column}__{beyond}e": value})  # says nothing new, but lets the database start there in an index
        rows = rows.filter(begin, Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": about}))
    page = list(rows.order_by(order, f"{sign}pk")[: size + 1])
    if len(page) <= size:
        return page, ""
    last = getattr(page[size - 1], column)
    return page[:size], f"{last.isoformat() if isinstance(last, datetime) else last}~{page[size - 1].pk}"


def _read(model: type[Model], column: str, after: str) -> tuple[Any, Any] | None:
    value, mark, about = after.partition("~")
    if not mark:
        return None
    try:
        field: Field[Any, Any] = model._meta.get_field(column)  # type: ignore[assignment]
        return field.to_python(value), model._meta.pk.to_python(about)
    except ValidationError:
        return None
