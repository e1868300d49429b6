"""An XLSForm in sheets (as Excel holds it) becomes our text, and every fault is pointed at in its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from .model import Checklist
from .reading import KNOWN_COLUMNS, ChecklistErrors, parse_checklist

Sheets = Mapping[str, Sequence[tuple[int, Sequence[Any]]]]
"""The rows of each sheet that hold anything, with the number that Excel gives them."""

_ALIASES = {
    "relevance": "relevant", "list name": "list_name", "问题类别": "category", "依据": "clause",
    "不合格的答案": "fail_when", "依据已核对": "confirmed",
}  # fmt: skip
_TRANSLATED = ("label", "hint", "constraint_message")
_TYPES = {
    "int": "integer", "string": "text", "photo": "image", "location": "geopoint", "begin group": "begin_group",
    "end group": "end_group", "begin repeat": "begin_repeat", "end repeat": "end_repeat",
}  # fmt: skip
_SELECT = re.compile(r"(select one|select multiple|select_one|select_multiple)\s+(?:from\s+)?", re.IGNORECASE)
_RECORDED_ANYWAY = {
    "start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid", "email", "audit",
}  # fmt: skip
"""Questions about the phone itself: every inspection records its moment and person without them."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in which cell, and how to mend it. `cell` is "" where the sheet as a whole is meant."""

    sheet: str
    cell: str
    message: str
    remedy: str

    @property
    def place(self) -> str:
        return f"{self.sheet} 工作表 {self.cell}".rstrip()

    def __str__(self) -> str:
        return f"{self.place}：{self.message}。{self.remedy}"


class CellFaults(ValueError):  # noqa: N818 - named like ChecklistErrors
    """An XLSForm that cannot be used: every fault with its cell."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Naming:
    """What the receiving plan decides: the form's id, its title and version where the file has none, the categories.

    `taken` are versions that were used before: a changed form gets another. `categories` are {id: name}; the column may
    hold either.
    """

    form_id: str
    title: str
    version: str
    taken: frozenset[str] = frozenset()
    categories: Mapping[str, str] = field(default_factory=dict)


def checklist_text(sheets: Sheets, naming: Naming) -> tuple[str, Checklist]:
    """The text that a plan stores, and what it says. Raises CellFaults."""
    by_name = {name.strip().lower(): (name, rows) for name, rows in sheets.items()}
    if "survey" not in by_name:
        found = "、".join(sheets)
        remedy = "检查项写在名为 survey 的工作表里，选项写在 choices 里；可以先下载现行检查表照着改"
        raise CellFaults([CellFault(found, "", "没有 survey 工作表", remedy)])
    written = _Written(naming)
    for sheet in ("survey", "choices"):
        if sheet in by_name:
            written.sheet(sheet, *by_name[sheet])
    written.settings(_settings(by_name.get("settings", ("", ()))[1]))
    return written.checked()


def _settings(rows: Sequence[tuple[int, Sequence[Any]]]) -> dict[str, str]:
    if len(rows) < 2:
        return {}
    heads = [_text(cell).lower() for cell in rows[0][1]]
    return dict(zip(heads, map(_text, rows[1][1]), strict=False))


def _text(cell: Any) -> str:
    """A cell as text on one line; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).split())


class _Written:
    """The text as it grows, and where in the file each of its lines stands."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self.lines: list[str] = []
        self.places: dict[int, tuple[str, int, list[str]]] = {}
        self.faults: list[CellFault] = []

    def sheet(self, sheet: str, name: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
        self._line([sheet], (name, 1, []))
        if not rows:
            return
        heads = list(_heads(rows[0][1], KNOWN_COLUMNS[sheet]))
        self._line(["", *[head for head in heads if head]], (name, rows[0][0], heads))
        for number, cells in rows[1:]:
            row = {head: _text(cell) for head, cell in zip(heads, cells, strict=False) if head}
            if sheet == "survey":
                row = self._survey_row(row)
            if row and any(row.values()):
                self._line(["", *[row.get(head, "") for head in heads if head]], (name, number, heads))

    def settings(self, own: Mapping[str, str]) -> None:
        title, wanted = own.get("form_title") or self.naming.title, (own.get("version") or self.naming.version)[:32]
        version = next(v for v in chain([wanted], (f"{wanted}.{n}" for n in count(2))) if v not in self.naming.taken)
        self._line(["settings"], ("settings", 1, []))
        self._line(["", "form_title", "form_id", "version"], ("settings", 1, []))
        self._line(["", title, self.naming.form_id, version], ("settings", 2, []))

    def checked(self) -> tuple[str, Checklist]:
        text = "\n".join(self.lines) + "\n"
        try:
            checklist = parse_checklist(text)
        except ChecklistErrors as errors:
            raise CellFaults([self._fault(e.line, e.column, e.message, e.remedy) for e in errors.errors]) from None
        unknown = [item for item in checklist.items if item.category and item.category not in self.naming.categories]
        if unknown:
            names = "、".join(self.naming.categories.values()) or "方案还没有问题类别"
            remedy = f"可填的问题类别：{names}"
            raise CellFaults(
                [self._fault(i.line, "category", f"方案里没有问题类别“{i.category}”", remedy) for i in unknown]
            )
        return text, checklist

    def _line(self, cells: Sequence[str], place: tuple[str, int, list[str]]) -> None:
        self.lines.append("".join(f"| {_escaped(cell)} " for cell in cells) + "|")
        self.places[len(self.lines)] = place

    def _survey_row(self, row: dict[str, str]) -> dict[str, str]:
        kind = _kind(row.get("type", ""))
        if kind in _RECORDED_ANYWAY:
            return {}
        named = {name: id for id, name in self.naming.categories.items()}
        required = {"true()": "yes", "false()": "no"}.get(row.get("required", "").lower(), row.get("required", ""))
        category = named.get(row.get("category", ""), row.get("category", ""))
        return row | {"type": kind, "required": required, "category": category}

    def _fault(self, line: int, column: str, message: str, remedy: str) -> CellFault:
        sheet, row, heads = self.places.get(line, ("survey", 1, []))
        cell = f"{_letters(heads.index(column))}{row}" if column in heads else f"第 {row} 行"
        return CellFault(sheet, cell, message, remedy)


def _heads(cells: Sequence[Any], known: set[str]) -> Iterator[str]:
    """The names of the columns as we know them: of several languages the Chinese one, else the first."""
    written = [_text(cell) for cell in cells]
    chosen = {column: _best(written, column) for column in _TRANSLATED}
    for number, head in enumerate(written):
        plain, _, language = head.partition("::")
        name = _ALIASES.get(plain.strip().lower(), plain.strip().lower() if plain.strip().lower() in known else plain)
        yield name if not language or chosen.get(name) == number else ""


def _best(heads: Sequence[str], column: str) -> int:
    """Which of the columns of a text in several languages is read."""
    found = [number for number, head in enumerate(heads) if head.partition("::")[0].strip().lower() == column]
    chinese = [number for number in found if re.search("zh|chinese|中文|汉语|简体", heads[number], re.IGNORECASE)]
    return next(iter([*chinese, *found]), -1)


def _kind(text: str) -> str:
    """The type as we write it: "Select one  yesno" is "select_one yesno"."""
    known = _TYPES.get(text.lower(), text)
    return _SELECT.sub(lambda found: found[1].lower().replace(" ", "_") + " ", known)


def _escaped(cell: str) -> str:
    return cell.rstrip("\\").replace("|", "\\|")


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
