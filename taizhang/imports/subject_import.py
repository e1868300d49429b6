"""A register on its way in: every row assessed against what is there; then all of it written, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.orgs.models import Org
from taizhang.subjects.events import OWN
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import Correction, NewSubject, write
from taizhang.subjects.queries import by_ids, values_ever

from .findings import Finding, finding
from .places import Places
from .progress import Told
from .subject_matching import Register, differences, ids_among
from .subject_rows import ReadRow, RowReader
from .tabular import Row

TABLE = "subjects"
BATCH = 2000
_COLUMNS = ("name", "code", "address", "contact", "phone", "lat", "lng")


@dataclass(slots=True)
class Assessed:
    """What the rows lead to. `alike_rows` are those among the new that look like something known."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    new: list[ReadRow] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    alike_rows: set[int] = field(default_factory=set)


def read_rows(
    rows: Iterable[Row], heads: Sequence[str], mapping: Sequence[str], kind: str, *, by: Actor, told: Told
) -> list[ReadRow]:
    """The long part, which needs no lock. `rows` begin below the head."""
    reader = RowReader(heads, mapping, kinds_for(by), kind, Places(by.reach, _own_area(by)))
    return list(told.through(reader.read(number, cells) for number, cells in rows))


def assess(rows: Sequence[ReadRow], *, by: Actor) -> Assessed:
    """What the rows would do to the register as it is now. Nothing is written."""
    return _Assessment(by, rows).made()


def _own_area(by: Actor) -> Org | None:
    """Where a row goes that names no place: the area itself over which the person's post stands."""
    return Org.objects.filter(path=by.reach, kind=Org.AREA).first()


class _Assessment:
    def __init__(self, by: Actor, rows: Sequence[ReadRow]) -> None:
        concerned = {row.kind.id: row.kind for row in rows if row.kind}
        self._rows = rows
        self._register = Register(by.reach, concerned)
        self._result = Assessed()

    def made(self) -> Assessed:
        result = self._result
        result.counts["rows"] = len(self._rows)
        matched: list[tuple[ReadRow, UUID]] = []
        first: dict[UUID | int, ReadRow] = {}
        for row in self._rows:
            found = None if row.faulty else self._register.find(row)
            if not row.faulty and found is not None and found in first:
                self._repeated(row, first[found])
            elif row.faulty:
                result.counts["faulty"] += 1
            elif isinstance(found, UUID):
                first[found] = row
                matched.append((row, found))
            else:
                first[row.number] = row
                self._new(row)
            result.findings += row.findings
        for start in range(0, len(matched), BATCH):
            self._compare(matched[start : start + BATCH])
        return result

    def _new(self, row: ReadRow) -> None:
        if found := self._register.alike(row):
            other, reasons = found
            where = f"第 {other} 行" if isinstance(other, int) else "底数里已有的一个对象"
            self._result.alike_rows.add(row.number)
            self._result.counts["alike"] += 1
            row.findings.append(
                finding(
                    row.number,
                    "疑似重复",
                    row.values.get("name"),
                    "、".join(reasons),
                    f"请对照{where}；导入后也可以在“疑似重复”里核对、合并",
                    grave=False,
                )
            )
        self._register.add(row)
        self._result.counts["new"] += 1
        self._result.new.append(row)

    def _repeated(self, row: ReadRow, earlier: ReadRow) -> None:
        """Twice in one file: the same words are read once, other words are for the person to decide."""
        same = row.values == earlier.values and row.org == earlier.org
        self._result.counts["repeated" if same else "faulty"] += 1
        name = row.values.get("name")
        if same:
            found = finding(
                row.number, "整行", name, "与前面的一行相同", f"见第 {earlier.number} 行，只导入一次", grave=False
            )
        else:
            remedy = f"见第 {earlier.number} 行，请只留下正确的一行；确是不同对象的，请写上不同的编码"
            found = finding(row.number, "整行", name, "与前面的一行是同一对象，内容不同", remedy)
        row.findings.append(found)

    def _compare(self, matched: Sequence[tuple[ReadRow, UUID]]) -> None:
        subjects = by_ids(about for _, about in matched)
        changed = []
        for row, about in matched:
            subject = subjects[about]
            changes = {} if subject.state != "active" else differences(row, subject)
            moved = subject.state == "active" and _moves(row, subject)
            if changes or moved:
                changed.append((row, subject, changes, moved))
            else:
                self._result.counts["unchanged" if subject.state == "active" else "inactive"] += 1
        earlier = values_ever(ids_among(subject.pk for _, subject, changes, _ in changed if changes))
        for row, subject, changes, moved in changed:
            self._correction(row, subject, changes, moved, earlier.get(subject.pk, {}))

    def _correction(
        self, row: ReadRow, subject: Subject, changes: dict[str, Any], moved: bool, earlier: Mapping[str, list[Any]]
    ) -> None:
        """A value that the subject had before was corrected since, by hand or by a newer file: an old file brings no
        old value back."""
        fresh = {column: value for column, value in changes.items() if value not in earlier.get(column, ())}
        if len(fresh) < len(changes):
            self._result.counts["kept"] += 1
        if not fresh and not moved:
            self._result.counts["unchanged"] += 1
            return
        self._result.counts["changed"] += 1
        org = row.org.number if moved and row.org else None
        self._result.corrections.append(Correction(subject=subject, changes=fresh, org=org))


def _moves(row: ReadRow, subject: Subject) -> bool:
    """Only a row that names a place moves a subject, and never from its grid up to the area above."""
    return row.place_named and row.org is not None and not subject.path.startswith(row.org.path)


def carry_out(found: Assessed, *, by: Actor, at: datetime, source: str, leave_alike: bool, told: Told) -> None:
    """Write what the assessment found, in one transaction with the caller's."""
    wanted = [row for row in found.new if not (leave_alike and row.number in found.alike_rows)]
    told.expect(len(wanted) + len(found.corrections))
    write(
        told.through(_subjects(wanted)), told.through(found.corrections), by=by, at=at, source=source, reason="导入更新"
    )


def _subjects(rows: Iterable[ReadRow]) -> Iterator[NewSubject]:
    for row in rows:
        assert row.kind is not None
        assert row.org is not None
        columns = {column: row.values[column] for column in _COLUMNS if column in row.values}
        own = {column[len(OWN) :]: value for column, value in row.values.items() if column.startswith(OWN)}
        yield NewSubject(kind=row.kind.id, org=row.org.number, fields=own, **columns)
