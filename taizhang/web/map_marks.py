"""What a map and the list beside it say of each subject: one mark out of a few, told apart by sign and dash as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value

TONES = 8
"""Tones, and ways to dash a border, that the map knows; the ninth mark looks like the first but for its sign."""
PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Mark:
    """`sign` is one character that no other mark of the map has."""

    name: str
    sign: str
    tone: int


@dataclass(frozen=True, slots=True)
class Marking:
    """By what the subjects are told apart: by how their problems stand, or by a field with choices."""

    id: str
    label: str
    marks: tuple[Mark, ...]
    column: str = ""

    def of(self, actor: Actor, rows: Sequence[Subject]) -> dict[UUID, Mark]:
        if self.column:
            by_name = {mark.name: mark for mark in self.marks}
            held = ((row.pk, present_value(row, self.column)) for row in rows)
            return {about: by_name.get(str(value), self.marks[-1]) for about, value in held}
        return self._of_problems(actor, rows)

    def _of_problems(self, actor: Actor, rows: Sequence[Subject]) -> dict[UUID, Mark]:
        late, open_, done, none = self.marks
        found = {row.pk: none for row in rows}
        cases = cases_for(actor, Filter()).filter(subject__in=list(found))
        for about, is_open, overdue in cases.values_list("subject", "open", "overdue").order_by("pk"):
            mark = (late if overdue else open_) if is_open else done
            if about and self.marks.index(mark) < self.marks.index(found[about]):
                found[about] = mark
        return found


BY_PROBLEMS = Marking(
    PROBLEMS,
    "问题办理情况",
    (Mark("逾期未整改", "逾", 0), Mark("正在办理", "办", 1), Mark("已经办结", "结", 2), Mark("没有问题", "无", 3)),
)


def markings_of(kind: SubjectKind | None) -> list[Marking]:
    """By problems, and by each open field with choices of the kind that the map shows."""
    fields = fields_by_column(kind).items() if kind else ()
    own = [_by_field(column, field) for column, field in fields if field.choices and not is_masked(field)]
    return [BY_PROBLEMS, *own]


def _by_field(column: str, field: SubjectField) -> Marking:
    names = [*field.choices, "没有填写"]
    marks = [Mark(name, sign, number % TONES) for number, (name, sign) in enumerate(_signs(names))]
    return Marking(field.id, field.label, tuple(marks), column)


def _signs(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """For each name its first character that is still free."""
    used: set[str] = set()
    for name in names:
        sign = next((one for one in name if one not in used), str(len(used)))
        used.add(sign)
        yield name, sign


def legend(marking: Marking) -> list[Mapping[str, object]]:
    """The marks as the map reads them."""
    return [{"name": mark.name, "sign": mark.sign, "tone": mark.tone} for mark in marking.marks]
