"""What a request narrows a table by: `state=struck`, `filed_at.from=2026-05-01`, `path=1/4/` with all below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime

from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused

from .tables import Column, Table, Type

RANGES = {"from": "gte", "to": "lt"}
OURS = frozenset({"limit", "after", "kind", "api_key"})
"""Words of the doors themselves."""


def narrowed(table: Table, rows: QuerySet[Any], asked: QueryDict) -> QuerySet[Any]:
    """Raises Refused("bad-query") for a word that the table does not know: nothing is left out unsaid."""
    for word, text in asked.items():
        if word in OURS and table.column(word) is None:
            continue
        name, _, span = word.partition(".")
        column = table.column(name)
        if column is None or not column.stored or (span and span not in RANGES):
            raise Refused("bad-query", f"{word}：可以用 {'、'.join(_names(table.columns))}，时间和数另可加 .from、.to")
        lookup = RANGES.get(span, "under" if name == "path" else "exact")
        rows = rows.filter(**{f"{column.read}__{lookup}": value_of(column, str(text))})
    return rows


def _names(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns if column.stored]


def value_of(column: Column, text: str) -> Any:
    """The text as the column's type. Raises Refused("bad-query")."""
    try:
        return _READ[column.type](text.strip())
    except (ValueError, OverflowError):
        raise Refused(
            "bad-query", f"{column.name}（{column.label}）的值“{text[:40]}”不对，{_FORMS[column.type]}"
        ) from None


def moment_of(text: str) -> datetime | None:
    """None for nothing. Raises Refused("bad-query")."""
    try:
        return _moment(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused("bad-query", f"“{text[:40]}”不是时间，{_FORMS[Type.MOMENT]}") from None


def _moment(text: str) -> datetime:
    """A plus sign that an address turned into a space is one again."""
    found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    if found is None:
        day = parse_date(text)
        if day is None:
            raise ValueError(text)
        found = datetime.combine(day, time(), CHINA)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _yes_no(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text


def _whole(text: str) -> int:
    value = int(text)
    if abs(value) > 2**31 - 1:
        raise ValueError(text)
    return value


_READ: Mapping[Type, Callable[[str], Any]] = {
    Type.TEXT: _text, Type.WHOLE: _whole, Type.NUMBER: float, Type.YES_NO: _yes_no, Type.MOMENT: _moment, Type.ID: UUID,
}  # fmt: skip
_FORMS = {
    Type.TEXT: "要写文字", Type.WHOLE: "要写整数", Type.NUMBER: "要写数", Type.YES_NO: "要写 true 或 false",
    Type.MOMENT: "要写 2026-05-13 或 2026-05-13T09:00:00+08:00", Type.ID: "要写 36 位的编号",
}  # fmt: skip
