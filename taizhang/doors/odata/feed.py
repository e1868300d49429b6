"""One answer of the feed: what was asked, the page by key, and the JSON in pieces."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from taizhang.core.refusals import Refused
from taizhang.doors.asking import value_of
from taizhang.doors.keys import Grant
from taizhang.doors.plain import plain
from taizhang.doors.reading import Row, read, rows_in_scope
from taizhang.doors.tables import Column, Table, Type

from .edm import EDM
from .filtering import Reader

PAGE = 5000
"""Rows of one answer; the rest follows at its nextLink."""

OPTIONS = frozenset({"$select", "$filter", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table. `after` are the values of the order and the key of the last row already given.

    `left` is how many rows may still come, None for all; `skip` has an effect on the first page alone.
    """

    table: Table
    columns: Sequence[Column]
    condition: Q
    order: Sequence[tuple[Column, bool]]
    left: int | None
    skip: int
    counted: bool
    after: Sequence[Any]


def question(table: Table, asked: QueryDict) -> Question:
    """Raises Refused("bad-query") for what it does not know: nothing is left out unsaid."""
    for word in asked:
        if word.startswith("$") and word not in OPTIONS:
            raise Refused("bad-query", f"不支持 {word}，支持 {'、'.join(sorted(OPTIONS))}")
    if asked.get("$format", "json").split(";")[0] not in {"json", "application/json"}:
        raise Refused("bad-query", "$format 只有 json")
    order = _order(table, asked.get("$orderby", ""))
    token = _token(asked.get("$skiptoken", ""), order)
    top = _whole(asked, "$top")
    wanted = str(asked.get("$filter", ""))
    return Question(
        table=table,
        columns=_selected(table, asked.get("$select", "")),
        condition=Reader(table, wanted).read() if wanted.strip() else Q(),
        order=order,
        left=token[0] if token else top,
        skip=0 if token else _whole(asked, "$skip") or 0,
        counted=asked.get("$count") == "true",
        after=token[1] if token else (),
    )


def _whole(asked: QueryDict, word: str) -> int | None:
    text = asked.get(word)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Refused("bad-query", f"{word} 要写整数")
    return int(text)


def _selected(table: Table, text: str) -> list[Column]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or "*" in names:
        return list(table.columns)
    columns = {name: table.column(name) for name in names}
    for name, column in columns.items():
        if column is None:
            raise Refused("bad-query", f"没有字段 {name}，有：{'、'.join(one.name for one in table.columns)}")
    return [column for column in columns.values() if column]


def _order(table: Table, text: str) -> list[tuple[Column, bool]]:
    """(column, whether the greatest comes first); the key comes last and makes it whole."""
    order: list[tuple[Column, bool]] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, way = part.partition(" ")
        column = table.column(name)
        if column is None or way.strip() not in {"", "asc", "desc"}:
            raise Refused("bad-query", f"$orderby 看不懂“{part[:40]}”，要写 字段 asc 或 字段 desc")
        if not column.stored:
            raise Refused("bad-query", f"不能按 {name}（{column.label}）筛选或排序，请用它的代码字段")
        order.append((column, way.strip() == "desc"))
    return order if any(column is table.key for column, _ in order) else [*order, (table.key, False)]


def page(grant: Grant, asked: Question) -> tuple[QuerySet[Any], int | None]:
    """The rows of this page, and how many there are in all where that was asked. Empty values stand first, or last."""
    rows = rows_in_scope(grant, asked.table).filter(asked.condition)
    total = rows.count() if asked.counted else None
    if asked.after:
        rows = rows.filter(_beyond(asked))
    order = [
        F(column.read).desc(nulls_last=True) if falls else F(column.read).asc(nulls_first=True)
        for column, falls in asked.order
    ]
    most = PAGE if asked.left is None else min(PAGE, asked.left)
    return rows.order_by(*order)[asked.skip : asked.skip + most], total


def _beyond(asked: Question) -> Q:
    """Rows after the last one given, in the order asked; nothing is counted off."""
    found = Q(pk__in=())
    same = Q()
    for (column, falls), value in zip(asked.order, asked.after, strict=True):
        name = column.read
        if value is None:
            further = Q(pk__in=()) if falls else Q(**{f"{name}__isnull": False})
            equal = Q(**{f"{name}__isnull": True})
        else:
            further = Q(**{f"{name}__{'lt' if falls else 'gt'}": value})
            further |= Q(**{f"{name}__isnull": True}) if falls else Q(pk__in=())
            equal = Q(**{name: value})
        found |= same & further
        same &= equal
    return found


def answer(grant: Grant, asked: Question, base: str, words: Mapping[str, str]) -> Iterator[str]:
    """The JSON of one page in pieces. The link to the next is written when the rows are, so that none is held."""
    rows, total = page(grant, asked)
    names = [column.name for column in asked.columns]
    kept = list(dict.fromkeys([*asked.columns, *(column for column, _ in asked.order)]))
    yield f'{{"@odata.context":{_json(_context(base, asked))}'
    if total is not None:
        yield f',"@odata.count":{total}'
    yield ',"value":['
    last: Row | None = None
    given = 0
    for row in read(grant, asked.table, rows, kept):
        values = {name: _value(column, value) for name, column, value in zip(names, kept, row, strict=False)}
        yield ("," if given else "") + _json(values)
        last, given = row, given + 1
    yield "]"
    left = None if asked.left is None else asked.left - given
    if last is not None and given == PAGE and left != 0:
        ends = [last[kept.index(column)] for column, _ in asked.order]
        more = {word: text for word, text in words.items() if word not in {"$skip", "$skiptoken"}}
        token = _written(left, ends)
        link = f"{base}{asked.table.name}?{urlencode({**more, '$skiptoken': token})}"
        yield f',"@odata.nextLink":{_json(link)}'
    yield "}"


def single(grant: Grant, table: Table, about: str, columns: Sequence[Column], base: str) -> dict[str, Any]:
    """One entity by its key. Raises Refused("unknown-thing") also outside the scope."""
    try:
        key = value_of(table.key, about)
    except Refused:
        raise Refused("unknown-thing", table.label) from None
    found = list(read(grant, table, rows_in_scope(grant, table).filter(**{table.key.read: key}), columns))
    if not found:
        raise Refused("unknown-thing", table.label)
    values = {column.name: _value(column, value) for column, value in zip(columns, found[0], strict=True)}
    return {"@odata.context": f"{base}$metadata#{table.name}/$entity", **values}


def _context(base: str, asked: Question) -> str:
    whole = len(asked.columns) == len(asked.table.columns)
    chosen = "" if whole else f"({','.join(column.name for column in asked.columns)})"
    return f"{base}$metadata#{asked.table.name}{chosen}"


def _value(column: Column, value: Any) -> Any:
    if column.type is Type.VALUES:
        return [{"field": name, "value": "" if one is None else str(one)} for name, one in value.items()]
    return plain(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _written(left: int | None, ends: Iterable[Any]) -> str:
    told = json.dumps([left, *(_exact(value) for value in ends)], ensure_ascii=False)
    return base64.urlsafe_b64encode(told.encode()).decode()


def _exact(value: Any) -> Any:
    """With the microseconds that a page does not show."""
    return value.isoformat() if hasattr(value, "isoformat") else None if value is None else str(plain(value))


def _token(text: str, order: Sequence[tuple[Column, bool]]) -> tuple[int | None, list[Any]] | None:
    """Raises Refused("bad-query") for a token that this question did not make."""
    if not text:
        return None
    try:
        left, *ends = json.loads(base64.urlsafe_b64decode(text.encode()))
        if len(ends) != len(order) or not (left is None or isinstance(left, int)):
            raise ValueError(text)
        values = [
            None if one is None else _read_back(column, str(one)) for (column, _), one in zip(order, ends, strict=True)
        ]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise Refused("bad-query", "$skiptoken 不对，请照答复中的 @odata.nextLink 原样请求") from None
    return left, values


def _read_back(column: Column, end: object) -> Any:
    if end is None:
        return None
    text = str(end)
    if column.type is Type.YES_NO:
        return text == "True"
    return text if column.type is Type.TEXT else value_of(column, text)


assert set(EDM) == set(Type)
