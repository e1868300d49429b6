"""Checklists: XLSForm written as Markdown tables, with columns of our own, and which answers are failures.

pyxform reads the same text (file type ".md") and passes over our columns, so ODK Collect gets the same form.
Our columns in `survey`: `category` (a failed item opens a case of it), `clause` (legal basis), `fail_when`
(answers that mean failed), `confirmed` (no: the clause still has to be checked against the official text, 待核).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from .tables import Row, TableError, read_sheets

ITEM_TYPES = frozenset(
    {"select_one", "select_multiple", "integer", "decimal", "text", "date", "image", "geopoint", "note", "group"}
)
_KNOWN_COLUMNS = {
    "survey": {
        "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance",
        "default", "calculation", "parameters", "category", "clause", "fail_when", "confirmed",
    },
    "choices": {"list_name", "name", "label"},
    "settings": {"form_title", "form_id", "version", "default_language", "instance_name"},
}  # fmt: skip
_OWN_COLUMNS = {"category", "clause", "fail_when", "confirmed"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_YES, _NO = {"yes", "true", "是"}, {"", "no", "false", "否"}


class ChecklistErrors(ValueError):  # noqa: N818 - named like PlanErrors
    """A checklist that cannot be read: every fault with its line and column."""

    def __init__(self, errors: Sequence[TableError]) -> None:
        self.errors = tuple(errors)
        super().__init__("；".join(str(error) for error in errors))


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a checklist. `group` is the title of the group it stands in; `line` where it is written."""

    name: str
    type: str
    label: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    relevant: str = ""
    group: str = ""
    category: str = ""
    clause: str = ""
    fail_when: tuple[str, ...] = ()
    confirmed: bool = True
    line: int = 0

    @property
    def judged(self) -> bool:
        """Whether an answer can be a failure."""
        return bool(self.fail_when)


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    title: str
    version: str
    items: tuple[Item, ...]

    def item(self, name: str) -> Item:
        return next(item for item in self.items if item.name == name)

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(item.category for item in self.items if item.category)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed item: `category` is empty where a failure opens no case."""

    item: str
    category: str
    label: str
    clause: str


def failures(checklist: Checklist, answers: Mapping[str, Any]) -> list[Failure]:
    """The items that these answers fail, in the order of the checklist. Unanswered items do not fail."""
    return [
        Failure(item.name, item.category, item.label, item.clause)
        for item in checklist.items
        if item.judged and item.name in answers and _fails(item, answers[item.name])
    ]


def noted_failures(
    checklist: Checklist, answers: Mapping[str, Any], notes: Mapping[str, str], photos: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The failed items with what was noted and photographed at each: as the body of an entry carries them."""
    return [
        {
            "item": failure.item,
            "category": failure.category,
            "label": failure.label,
            "clause": failure.clause,
            "note": notes.get(failure.item, ""),
            "photos": photos.get(failure.item, []),
        }
        for failure in failures(checklist, answers)
    ]


def unanswered(checklist: Checklist, answers: Mapping[str, Any]) -> list[Item]:
    """Required items without an answer. Items that depend on others (`relevant`) are not counted as missing."""
    return [
        item
        for item in checklist.items
        if item.required and not item.relevant and answers.get(item.name) in (None, "", [])
    ]


def _fails(item: Item, answer: Any) -> bool:
    if answer in (None, "", []):
        return False
    if item.type in {"integer", "decimal"}:
        return any(_number_fails(rule, answer) for rule in item.fail_when)
    given = answer.split() if isinstance(answer, str) and item.type == "select_multiple" else answer
    values = given if isinstance(given, (list, tuple, set, frozenset)) else [given]
    return any(str(value) in item.fail_when for value in values)


def _number_fails(rule: str, answer: Any) -> bool:
    try:
        value = Decimal(str(answer))
    except InvalidOperation:
        return False
    match = _COMPARISON.fullmatch(rule)
    if match is None:
        return value == Decimal(rule)
    limit = Decimal(match[2])
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[match[1]]


@lru_cache(maxsize=256)
def parse_checklist(text: str) -> Checklist:
    """Read a checklist. Raises ChecklistErrors, whose errors name line, column and remedy."""
    return _Reader(text).checklist()


def form_sheets(text: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a checklist that can be read, as an XLSForm without our own columns."""
    sheets, _ = read_sheets(text, _KNOWN_COLUMNS)
    return {
        sheet: [
            {column: cell for column, cell in row.cells.items() if cell and column not in _OWN_COLUMNS}
            for row in sheets.get(sheet, [])
        ]
        for sheet in _KNOWN_COLUMNS
    }


class _Reader:
    """Reads one checklist and gathers all its faults before it raises."""

    def __init__(self, text: str) -> None:
        self.sheets, self.errors = read_sheets(text, _KNOWN_COLUMNS)

    def checklist(self) -> Checklist:
        settings = self._settings()
        items = tuple(self._items(self._choices()))
        if not any(item.type not in {"group", "note"} for item in items):
            self._fault(1, "survey", "检查表没有任何检查项", "在 survey 表中至少写一行检查项")
        if self.errors:
            raise ChecklistErrors(sorted(self.errors, key=lambda error: error.line))
        return Checklist(settings.get("form_id"), settings.get("form_title"), settings.get("version"), items)

    def _fault(self, line: int, column: str, message: str, remedy: str) -> None:
        self.errors.append(TableError(line, column, message, remedy))

    def _settings(self) -> Row:
        rows = self.sheets.get("settings", [])
        row = rows[0] if rows else Row(1, {})
        for column in ("form_id", "form_title", "version"):
            if not row.get(column):
                self._fault(row.line, column, f"settings 表缺少 {column}", f"补上 {column} 一列")
        return row

    def _choices(self) -> dict[str, tuple[Choice, ...]]:
        lists: dict[str, list[Choice]] = {}
        for row in self.sheets.get("choices", []):
            known = lists.setdefault(row.get("list_name"), [])
            if any(choice.name == row.get("name") for choice in known):
                self._fault(row.line, "name", f"选项“{row.get('name')}”重复", "删去重复的一行")
            if not row.get("name") or not row.get("label"):
                self._fault(row.line, "name", "选项缺少 name 或 label", "补全这一行")
            known.append(Choice(row.get("name"), row.get("label")))
        return {name: tuple(choices) for name, choices in lists.items()}

    def _items(self, choices: Mapping[str, tuple[Choice, ...]]) -> Iterator[Item]:
        groups: list[str] = []
        seen: set[str] = set()
        for row in self.sheets.get("survey", []):
            kind, _, list_name = row.get("type").partition(" ")
            if kind == "end_group":
                groups = groups[:-1]
                continue
            name = row.get("name")
            self._check_name(row, name, seen)
            seen.add(name)
            if kind == "begin_group":
                kind = "group"
            if kind not in ITEM_TYPES:
                known = "、".join(sorted(ITEM_TYPES - {"group"}))
                self._fault(row.line, "type", f"不认识的题型“{row.get('type')}”", f"可用的题型：{known}")
            chosen = self._chosen(row, kind, list_name.strip(), choices)
            yield self._item(row, kind, chosen, groups[-1] if groups else "")
            if kind == "group":
                groups = [*groups, row.get("label")]

    def _check_name(self, row: Row, name: str, seen: set[str]) -> None:
        if not _NAME.fullmatch(name):
            self._fault(row.line, "name", f"“{name}”不能作名称", "名称用小写英文字母开头，只含字母、数字和下划线")
        elif name in seen:
            self._fault(row.line, "name", f"名称“{name}”重复", "每个检查项的名称只能出现一次")

    def _chosen(
        self, row: Row, kind: str, list_name: str, choices: Mapping[str, tuple[Choice, ...]]
    ) -> tuple[Choice, ...]:
        if not kind.startswith("select_"):
            return ()
        if list_name not in choices:
            remedy = f"在 choices 表中写出 {list_name} 的各个选项"
            self._fault(row.line, "type", f"choices 表中没有“{list_name}”", remedy)
        return choices.get(list_name, ())

    def _item(self, row: Row, kind: str, chosen: tuple[Choice, ...], group: str) -> Item:
        names = [choice.name for choice in chosen]
        written = tuple(part.strip() for part in row.get("fail_when").split(",") if part.strip())
        fail_when = written or (("fail",) if "fail" in names else ())
        self._check_fail_when(row, kind, names, written)
        if row.get("category") and not fail_when:
            remedy = "补上 fail_when，或给选项加上 fail"
            self._fault(row.line, "fail_when", "写了 category，却看不出怎样算不合格", remedy)
        if not row.get("label"):
            self._fault(row.line, "label", "检查项没有题目", "补上 label")
        return Item(
            name=row.get("name"),
            type=kind,
            label=row.get("label"),
            required=self._flag(row, "required", default=False),
            choices=chosen,
            hint=row.get("hint"),
            relevant=row.get("relevant"),
            group=group,
            category=row.get("category"),
            clause=row.get("clause"),
            fail_when=fail_when,
            confirmed=self._flag(row, "confirmed", default=True),
            line=row.line,
        )

    def _check_fail_when(self, row: Row, kind: str, names: list[str], written: tuple[str, ...]) -> None:
        for value in written:
            if names and value not in names:
                self._fault(row.line, "fail_when", f"“{value}”不在选项之中", f"可用的选项：{'、'.join(names)}")
            if kind in {"integer", "decimal"} and not (_COMPARISON.fullmatch(value) or _is_number(value)):
                self._fault(row.line, "fail_when", f"“{value}”不能与数字比较", "写成 <0.5、>=100 或一个数")

    def _flag(self, row: Row, column: str, *, default: bool) -> bool:
        text = row.get(column).lower()
        if text not in _YES | _NO:
            self._fault(row.line, column, f"“{text}”既不是 yes 也不是 no", "写 yes 或 no")
        return text in _YES if text else default


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
