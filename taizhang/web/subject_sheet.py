"""A subject as its page shows it: its values, protected ones in part, and what every value was before (C21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taizhang.accounts.models import User
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.events import COLUMNS, OWN
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked, masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.subjects.values import shown


@dataclass(frozen=True, slots=True)
class Line:
    """One value. `hidden`: shown in part, the whole can be asked for."""

    column: str
    label: str
    words: str
    hidden: bool
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed; "" where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the subject's history."""

    at: datetime
    who: str
    sentence: str
    changes: Sequence[Change]


def lines_of(row: Subject, kind: SubjectKind | None, *, whole: bool = False) -> list[Line]:
    """The values in the plan's order, then what no plan declares any more."""
    fields = fields_by_column(kind)
    columns = [*fields, *(f"{OWN}{key}" for key in row.fields if f"{OWN}{key}" not in fields)]
    return [_line(row, column, fields.get(column), whole) for column in columns if column != "name"]


def hidden_in(row: Subject, kind: SubjectKind | None) -> list[str]:
    """The columns that the page shows in part: there is more to them for whoever may see it."""
    named = ["name"] if is_masked(fields_by_column(kind)["name"]) else []
    return named + [line.column for line in lines_of(row, kind) if line.hidden]


def _line(row: Subject, column: str, field: SubjectField | None, whole: bool) -> Line:
    value = present_value(row, column)
    label = field.label if field else column.removeprefix(OWN)
    hidden = is_masked(field) and value != "" and not whole
    words = str(masked(value, field)) if hidden else shown(field, value)
    return Line(column, label, words, hidden, field is not None)


def history_of(row: Subject, kind: SubjectKind | None, *, whole: bool = False) -> list[Moment]:
    """What happened to the subject, newest first; protected values in part, whoever looks, unless asked for whole."""
    entries = list(StoredEntry.objects.filter(about=row.pk, thing="subject").order_by("happened_at", "id"))
    names = _names(entries)
    places = dict(Org.objects.filter(number__in=_places(entries)).values_list("number", "name"))
    fields = fields_by_column(kind)
    held: dict[str, Any] = {}
    moments = []
    for entry in entries:
        changes = list(_changes(entry, held, fields, places, whole))
        who = names.get(entry.actor, "")
        moments.append(Moment(entry.happened_at, who, KINDS[entry.kind].present(entry.body), changes))
    return moments[::-1]


def _names(entries: Sequence[StoredEntry]) -> dict[str, str]:
    numbers = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("user:")}
    people = User.objects.filter(pk__in=[int(number) for number in numbers if number.isdecimal()])
    return {f"user:{person.pk}": str(person) for person in people}


def _places(entries: Sequence[StoredEntry]) -> set[int]:
    return {entry.body["org"] for entry in entries if "org" in entry.body}


def _changes(
    entry: StoredEntry, held: dict[str, Any], fields: Mapping[str, SubjectField], places: Mapping[int, str], whole: bool
) -> Iterator[Change]:
    """What the entry changed, keeping in `held` what every column then holds."""
    verb, body = entry.kind.partition(".")[2], entry.body
    if verb == "added":
        held |= {column: body[column] for column in COLUMNS if body.get(column) not in (None, "")}
        held |= {f"{OWN}{key}": value for key, value in body.get("fields", {}).items()}
        held["org"] = body["org"]
    elif verb == "corrected":
        for column, value in body["changes"].items():
            field = fields.get(column)
            label = field.label if field else COLUMNS.get(column, column.removeprefix(OWN))
            public = whole or column in {"lat", "lng", "kind"}
            yield Change(label, _words(held.get(column), field, public), _words(value, field, public))
            held[column] = value
    elif verb == "moved":
        yield Change("所在网格", places.get(held.get("org", 0), ""), places.get(body["org"], ""))
        held["org"] = body["org"]


def _words(value: Any, field: SubjectField | None, public: bool) -> str:
    if value in (None, ""):
        return ""
    if public or not is_masked(field):
        return shown(field, value)
    return str(masked(value, field))
