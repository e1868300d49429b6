"""A sensible part of $filter: comparisons, and, or, not, in, contains, startswith, endswith; all else is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from taizhang.core.refusals import Refused
from taizhang.doors.asking import value_of
from taizhang.doors.tables import Column, Table, Type

LONGEST, MOST = 8000, 100
_TOKENS = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) | (?P<comma>,)
      | (?P<text>'(?:[^']|'')*')
      | (?P<id>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})
      | (?P<moment>\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
    )""",
    re.VERBOSE,
)
COMPARED = {"eq": "exact", "ne": "exact", "gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
FUNCTIONS = {"contains": "contains", "startswith": "startswith", "endswith": "endswith"}
KNOWN = "eq ne gt ge lt le、and or not、in、contains startswith endswith"


class Reader:
    """Reads one $filter from the left to the right. Raises Refused("bad-query"), saying where it stopped."""

    def __init__(self, table: Table, text: str) -> None:
        if len(text) > LONGEST:
            raise Refused("bad-query", "$filter 太长")
        self.table, self.text = table, text
        self.tokens = list(self._tokens())
        self.at = 0
        self.conditions = 0

    def read(self) -> Q:
        found = self._either()
        if self.at < len(self.tokens):
            raise self._fault()
        return found

    def _tokens(self) -> Any:
        place, text = 0, self.text.rstrip()
        while place < len(text):
            found = _TOKENS.match(text, place)
            if not found or not found.lastgroup:
                raise Refused("bad-query", f"$filter 看不懂“{text[place : place + 20]}”，可以用 {KNOWN}")
            yield found.lastgroup, found[found.lastgroup]
            place = found.end()

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self, kind: str = "") -> str:
        found, text = self._peek()
        if found == "end" or (kind and found != kind):
            raise self._fault()
        self.at += 1
        return text

    def _is(self, word: str) -> bool:
        if self._peek() != ("word", word):
            return False
        self.at += 1
        return True

    def _fault(self) -> Refused:
        rest = " ".join(text for _, text in self.tokens[self.at : self.at + 4]) or "末尾"
        return Refused("bad-query", f"$filter 在“{rest[:40]}”处看不懂，可以用 {KNOWN}")

    def _either(self) -> Q:
        found = self._both()
        while self._is("or"):
            found |= self._both()
        return found

    def _both(self) -> Q:
        found = self._one()
        while self._is("and"):
            found &= self._one()
        return found

    def _one(self) -> Q:
        self.conditions += 1
        if self.conditions > MOST:
            raise Refused("bad-query", f"$filter 最多 {MOST} 个条件")
        if self._is("not"):
            return ~self._one()
        kind, text = self._peek()
        if kind == "open":
            return self._within(self._either)
        if kind == "word" and text in FUNCTIONS:
            self.at += 1
            return self._within(lambda: self._function(FUNCTIONS[text]))
        return self._comparison()

    def _within(self, read: Callable[[], Q]) -> Q:
        self._next("open")
        found = read()
        self._next("close")
        return found

    def _function(self, lookup: str) -> Q:
        column = self._column()
        self._next("comma")
        if column.type is not Type.TEXT:
            raise Refused("bad-query", f"{column.name} 不是文字，不能按文字查找")
        return Q(**{f"{column.read}__{lookup}": self._value(column)})

    def _comparison(self) -> Q:
        column = self._column()
        if self._is("in"):
            return self._within(lambda: self._among(column))
        word = self._next("word")
        if word not in COMPARED:
            self.at -= 1
            raise self._fault()
        if self._is("null"):
            return self._about_nothing(column, word)
        if column.type is Type.YES_NO and COMPARED[word] != "exact":
            raise Refused("bad-query", f"{column.name} 只有 true、false，用 eq 或 ne")
        found = Q(**{f"{column.read}__{COMPARED[word]}": self._value(column)})
        return ~found if word == "ne" else found

    def _about_nothing(self, column: Column, word: str) -> Q:
        if word not in {"eq", "ne"}:
            raise Refused("bad-query", "null 只能用 eq、ne 比较")
        return Q(**{f"{column.read}__isnull": word == "eq"})

    def _among(self, column: Column) -> Q:
        values = [self._value(column)]
        while self._peek()[0] == "comma":
            self.at += 1
            values.append(self._value(column))
        return Q(**{f"{column.read}__in": values[:400]})

    def _column(self) -> Column:
        name = self._next("word")
        column = self.table.column(name)
        if column is None:
            raise Refused("bad-query", f"没有字段 {name}，有：{'、'.join(one.name for one in self.table.columns)}")
        if not column.stored:
            raise Refused("bad-query", f"不能按 {name}（{column.label}）筛选或排序，请用它的代码字段")
        return column

    def _value(self, column: Column) -> Any:
        kind, text = self._peek()
        self._next()
        if kind == "text":
            text = text[1:-1].replace("''", "'")
        if (kind == "text") != (column.type is Type.TEXT) or kind in {"open", "close", "comma"}:
            form = "加单引号" if column.type is Type.TEXT else "不加引号"
            raise Refused("bad-query", f"{column.name}（{column.label}）的值要{form}")
        return value_of(column, text)
