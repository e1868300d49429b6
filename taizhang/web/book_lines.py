"""Lines of registers as pages and sheets show them: protected values in part, except where they are needed to act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taizhang.access.actor import Actor
from taizhang.books.keepers import Keeper, keeps
from taizhang.books.models import BookLine
from taizhang.core.plan import Book, BookStep, SubjectField
from taizhang.subjects.masking import is_masked, masked
from taizhang.subjects.values import shown

_INPUTS = {"choice": "select", "bool": "select", "date": "date", "phone": "tel"}


OF_FIELD = "v-"
"""Before the names of inputs of a book's own fields: a plan may call a field as it likes."""


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    words: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """One thing that has to follow a line."""

    step: BookStep
    due_at: datetime | None
    moment: datetime | None
    who: str
    note: str
    photos: Sequence[Mapping[str, Any]]
    late: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words."""

    row: BookLine
    cells: Sequence[Cell]
    follows: Sequence[Follow]

    @property
    def title(self) -> str:
        return self.cells[0].words if self.cells else "（已过保存期）"

    @property
    def rest(self) -> Sequence[Cell]:
        return self.cells[1:]

    @property
    def hidden(self) -> bool:
        return any(cell.hidden for cell in self.cells)

    @property
    def next(self) -> Follow | None:
        return next((one for one in self.follows if one.moment is None), None)


def lines_shown(
    actor: Actor, book: Book, rows: Iterable[BookLine], keeper: Keeper | None, *, at: datetime
) -> list[Shown]:
    return [shown_line(actor, book, row, keeper, at=at) for row in rows]


def shown_line(
    actor: Actor, book: Book, row: BookLine, keeper: Keeper | None, *, at: datetime, whole: bool = False
) -> Shown:
    """In the clear for the keeper as long as something has to follow: whom to call must be known."""
    clear = whole or (row.open and keeper is not None and keeps(actor, book, keeper))
    cells = [_cell(field, row.values[field.id], clear) for field in book.fields if field.id in row.values]
    return Shown(row, cells, [_follow(book, step, at) for step in row.steps])


def _cell(field: SubjectField, value: Any, clear: bool) -> Cell:
    hidden = is_masked(field) and not clear
    return Cell(field.label, str(masked(value, field)) if hidden else shown(field, value), hidden)


def _follow(book: Book, step: Mapping[str, Any], at: datetime) -> Follow:
    due_at = datetime.fromisoformat(step["due_at"]) if step.get("due_at") else None
    moment = datetime.fromisoformat(step["moment"]) if step.get("moment") else None
    named = book.step(step["step"]) or BookStep(id=step["step"], name=step["step"])
    late = due_at is not None and (moment or at) > due_at
    return Follow(named, due_at, moment, step.get("name", ""), step.get("note", ""), step.get("photos", ()), late)


@dataclass(frozen=True, slots=True)
class Asked:
    """An input of the form of a line."""

    name: str
    label: str
    kind: str
    value: str
    required: bool
    hint: str
    choices: Sequence[str]


def asked_of(book: Book, words: Mapping[str, str], row: BookLine | None = None) -> list[Asked]:
    """The inputs, holding what was typed before, else what the line has; a protected value is not shown again."""
    return [_asked(field, words, row) for field in book.fields]


def _asked(field: SubjectField, words: Mapping[str, str], row: BookLine | None) -> Asked:
    value, hint = "", field.unit
    present = row.values.get(field.id, "") if row else ""
    protected = is_masked(field) and present != ""
    if protected:
        hint = f"现在是 {masked(present, field)}，不改就空着；要清空就填一个减号"
    elif present != "":
        value = "是" if present is True else "否" if present is False else str(present)
    choices = field.choices or (["是", "否"] if field.type == "bool" else [])
    name = f"{OF_FIELD}{field.id}"
    return Asked(
        name, field.label, _INPUTS.get(field.type, "number" if field.type == "number" else "text"),
        words.get(name, value), field.required and not protected, hint, choices,
    )  # fmt: skip


def given_in(book: Book, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by field."""
    return {field.id: posted.get(f"{OF_FIELD}{field.id}", "") for field in book.fields}


def totals_shown(totals: Iterable[tuple[SubjectField, float]]) -> list[tuple[str, str]]:
    """(label, quantity in words): 4.75 吨."""
    return [(field.label, shown(field, int(total) if total.is_integer() else total)) for field, total in totals]
