"""Reading the register, always for an actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry
from taizhang.rows.finding import rows_with
from taizhang.search.queries import meeting

from .events import COLUMNS
from .models import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of subjects is narrowed to; "" narrows nothing. `path` is a place and all below."""

    kind: str = ""
    path: str = ""
    state: str = "active"
    text: str = ""
    without_grid: bool = False


def subjects_for(actor: Actor, wanted: Filter | None = None) -> QuerySet[Subject]:
    """The subjects in scope that fit."""
    rows = visible(actor, Subject.objects.all())
    return _narrowed(actor, rows, wanted) if wanted else rows


def _narrowed(actor: Actor, rows: QuerySet[Subject], wanted: Filter) -> QuerySet[Subject]:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.path:
        rows = rows.filter(path__under=wanted.path)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.without_grid:
        rows = rows.filter(in_grid=False)
    words = asked_by(actor, "subject", Subject, wanted.text, path=wanted.path)
    return rows.filter(meeting({"subject": (words, "pk")})) if words else rows


def subject_for(actor: Actor, about: UUID) -> Subject:
    """Raises Refused("unknown-thing") also where the subject lies outside the scope."""
    row = subjects_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def named_in(path: str, kind: str, limit: int) -> QuerySet[Subject]:
    """The subjects of a kind within a campaign's place by name, whoever asks: operators that land may go to are no
    secret between villages. Only names and what the plan leaves open of them may be shown."""
    return Subject.objects.filter(path__under=path, kind=kind, state="active").order_by("name", "pk")[:limit]


def same_subject(subject: Subject) -> list[UUID]:
    """The ids under which the subject was ever known: its own, and those merged into it, directly or by a chain."""
    known = [subject.pk]
    latest = known
    while latest:
        latest = [
            pk for pk in Subject.objects.filter(merged_into__in=latest).values_list("pk", flat=True) if pk not in known
        ]
        known = known + latest
    return known


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Subjects by id, in one query."""
    return {row.pk: row for row in rows_with(Subject, {"pk": set(ids)})}


def identities(reach: str, kinds: Sequence[str]) -> Iterator[tuple[UUID, str, dict[str, Any], int, bool]]:
    """What tells subjects apart, of all of these kinds within a reach: id, kind, values by column, org, active or not.

    One pass without whole rows: what an import compares its rows with.
    """
    rows = Subject.objects.filter(path__under=reach, kind__in=kinds).order_by("added_at", "id")
    columns = rows.values_list("id", "kind", "name", "code", "address", "phone", "fields", "org", "state")
    for about, kind, name, code, address, phone, fields, org, state in columns.iterator(chunk_size=2000):
        values = {"name": name, "code": code, "address": address, "phone": phone}
        values |= {f"fields.{key}": value for key, value in fields.items()}
        yield about, kind, values, org, state == "active"


def values_ever(abouts: Sequence[UUID]) -> dict[UUID, dict[str, list[Any]]]:
    """For each subject and column the values that it has had by entry, oldest first; 500 subjects to a query."""
    found: dict[UUID, dict[str, list[Any]]] = {about: {} for about in abouts}
    for start in range(0, len(abouts), 500):
        entries = StoredEntry.objects.filter(
            about__in=abouts[start : start + 500], kind__in=["subject.added", "subject.corrected"]
        ).order_by("happened_at", "id")
        for about, kind, body in entries.values_list("about", "kind", "body"):
            for column, value in _values_in(kind, body).items():
                found[about].setdefault(column, []).append(value)
    return found


def _values_in(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    if kind == "subject.corrected":
        return dict(body["changes"])
    own = {f"fields.{key}": value for key, value in body.get("fields", {}).items()}
    return {column: body.get(column, "") for column in COLUMNS} | own
