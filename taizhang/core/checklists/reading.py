"""Reads a checklist from its Markdown tables, and gathers everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from .expressions import Expression, ExpressionError
from .filled import COMPARISON
from .model import Checklist, Choice, Item
from .tables import Row, TableError, read_sheets

ITEM_TYPES = frozenset(
    {
        "select_one", "select_multiple", "select_one_from_file", "integer", "decimal", "text", "date", "time", "image",
        "geopoint", "note", "calculate", "group", "repeat",
    }
)  # fmt: skip
REGISTER = "subjects.csv"
"""The list that `select_one_from_file` chooses from: the register."""

KNOWN_COLUMNS = {
    "survey": {
        "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance",
        "default", "calculation", "parameters", "category", "clause", "fail_when", "confirmed",
    },
    "choices": {"list_name", "name", "label"},
    "settings": {"form_title", "form_id", "version", "default_language", "instance_name"},
}  # fmt: skip
_OWN_COLUMNS = {"category", "clause", "fail_when", "confirmed"}
_STRUCTURE = {"begin_group": "group", "begin_repeat": "repeat"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_YES, _NO = {"yes", "true", "是"}, {"", "no", "false", "否"}


class ChecklistErrors(ValueError):  # noqa: N818 - named like PlanErrors
    """A checklist that cannot be read: every fault with its line and column."""

    def __init__(self, errors: Sequence[TableError]) -> None:
        self.errors = tuple(errors)
        super().__init__("；".join(str(error) for error in errors))


@lru_cache(maxsize=256)
def parse_checklist(text: str) -> Checklist:
    """Read a checklist. Raises ChecklistErrors, whose errors name line, column and remedy."""
    return _Reader(text).checklist()


def form_sheets(text: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a checklist that can be read, as an XLSForm without our own columns."""
    return {
        sheet: [{column: cell for column, cell in row.items() if column not in _OWN_COLUMNS} for row in rows]
        for sheet, rows in whole_sheets(text).items()
    }


def whole_sheets(text: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a checklist that can be read, our own columns included; empty cells are left out."""
    sheets, _ = read_sheets(text, KNOWN_COLUMNS)
    return {
        sheet: [{column: cell for column, cell in row.cells.items() if cell} for row in sheets.get(sheet, [])]
        for sheet in KNOWN_COLUMNS
    }


class _Reader:
    """Reads one checklist and gathers all its faults before it raises."""

    def __init__(self, text: str) -> None:
        self.sheets, self.errors = read_sheets(text, KNOWN_COLUMNS)

    def checklist(self) -> Checklist:
        settings = self._settings()
        items = tuple(self._items(self._choices()))
        self._check_structure()
        self._check_expressions(items)
        if not any(item.type not in {"group", "repeat", "note", "calculate"} for item in items):
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
        repeat = ""
        seen: set[str] = set()
        for row in self.sheets.get("survey", []):
            kind, _, list_name = row.get("type").partition(" ")
            if kind in {"end_group", "end_repeat"}:
                groups = groups[:-1]
                repeat = "" if kind == "end_repeat" else repeat
                continue
            name = row.get("name")
            self._check_name(row, name, seen)
            seen.add(name)
            kind = _STRUCTURE.get(kind, kind)
            if kind not in ITEM_TYPES:
                known = "、".join(sorted(ITEM_TYPES - {"group", "repeat"}))
                self._fault(row.line, "type", f"手机上没有“{row.get('type')}”这种题型", f"可用的题型：{known}")
            if kind == "repeat" and repeat:
                self._fault(row.line, "type", "重复组里又套了重复组", "改成两个并列的重复组")
            repeat = name if kind == "repeat" else repeat
            chosen = self._chosen(row, kind, list_name.strip(), choices)
            yield self._item(row, kind, chosen, groups[-1] if groups else "", repeat)
            if kind in {"group", "repeat"}:
                groups = [*groups, row.get("label")]

    def _check_structure(self) -> None:
        """Every group and repeat is closed by its own end."""
        opened: list[Row] = []
        for row in self.sheets.get("survey", []):
            kind = row.get("type").partition(" ")[0]
            if kind in _STRUCTURE:
                opened.append(row)
            elif kind in {"end_group", "end_repeat"}:
                begun = opened.pop() if opened else None
                if begun is None or begun.get("type").removeprefix("begin_") != kind.removeprefix("end_"):
                    self._fault(
                        row.line,
                        "type",
                        f"这里的 {kind} 没有对应的开头",
                        "begin_group 配 end_group，begin_repeat 配 end_repeat",
                    )
                    return
        for row in opened:
            wanted = row.get("type").replace("begin", "end")
            self._fault(
                row.line, "type", f"“{row.get('label') or row.get('name')}”没有结束", f"在这一组的最后补一行 {wanted}"
            )

    def _check_expressions(self, items: Sequence[Item]) -> None:
        """Every condition and calculation can be read, and asks only for items that there are."""
        known = {item.name for item in items}
        for item in items:
            for column in ("relevant", "constraint", "calculation"):
                text = getattr(item, column)
                try:
                    read = Expression.read(text) if text else None
                except ExpressionError as error:
                    self._fault(item.line, column, f"“{text}”看不懂：{error}", "请改写这一格，或清空")
                    continue
                missing = sorted(read.names - known) if read else []
                if missing:
                    self._fault(item.line, column, f"没有名为“{missing[0]}”的检查项", "核对 ${} 里的名称与 name 列一致")
                if column == "calculation" and read and "regex" in read.calls:
                    self._fault(item.line, column, "计算里不能用 regex", "regex 只用在 constraint 里")
            if item.type == "calculate" and not item.calculation:
                self._fault(item.line, "calculation", "计算项没有算式", "在 calculation 列写出算式")

    def _check_name(self, row: Row, name: str, seen: set[str]) -> None:
        if not _NAME.fullmatch(name):
            self._fault(row.line, "name", f"“{name}”不能作名称", "名称用小写英文字母开头，只含字母、数字和下划线")
        elif name in seen:
            self._fault(row.line, "name", f"名称“{name}”重复", "每个检查项的名称只能出现一次")

    def _chosen(
        self, row: Row, kind: str, list_name: str, choices: Mapping[str, tuple[Choice, ...]]
    ) -> tuple[Choice, ...]:
        if kind == "select_one_from_file":
            if list_name != REGISTER:
                self._fault(
                    row.line, "type", f"没有“{list_name}”这份清单", f"从底数中选择写 select_one_from_file {REGISTER}"
                )
            return ()
        if not kind.startswith("select_"):
            return ()
        if list_name not in choices:
            remedy = f"在 choices 表中写出 {list_name} 的各个选项"
            self._fault(row.line, "type", f"choices 表中没有“{list_name}”", remedy)
        return choices.get(list_name, ())

    def _item(self, row: Row, kind: str, chosen: tuple[Choice, ...], group: str, repeat: str) -> Item:
        names = [choice.name for choice in chosen]
        written = tuple(part.strip() for part in row.get("fail_when").split(",") if part.strip())
        fail_when = written or (("fail",) if "fail" in names else ())
        self._check_fail_when(row, kind, names, written)
        if row.get("category") and not fail_when:
            remedy = "补上 fail_when，或给选项加上 fail"
            self._fault(row.line, "fail_when", "写了 category，却看不出怎样算不合格", remedy)
        if not row.get("label") and kind != "calculate":
            self._fault(row.line, "label", "检查项没有题目", "补上 label")
        return Item(
            name=row.get("name"),
            type=kind,
            label=row.get("label") or row.get("name"),
            required=self._flag(row, "required", default=False),
            choices=chosen,
            hint=row.get("hint"),
            relevant=row.get("relevant"),
            constraint=row.get("constraint"),
            constraint_message=row.get("constraint_message"),
            calculation=row.get("calculation"),
            group=group,
            repeat=repeat,
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
            if kind in {"integer", "decimal"} and not (COMPARISON.fullmatch(value) or _is_number(value)):
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
