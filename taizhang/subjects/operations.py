"""Writing the register: each change an entry. Who stands above the place may change it; who inspects may add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

from .events import OWN
from .models import Subject
from .queries import subject_for

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubject:
    """A subject to be added. `org` is the number of its grid, or of the area above while the grid is not known."""

    kind: str
    name: str
    org: int
    code: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    lat: float | None = None
    lng: float | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """New values of a subject: {"phone": "…", "fields.seats": 40}; "" empties a value. `org` moves it."""

    subject: Subject
    changes: Mapping[str, Any] = field(default_factory=dict)
    org: int | None = None


def add_subjects(new: Iterable[NewSubject], *, by: Actor, at: datetime, source: str = "") -> list[UUID]:
    """Enter subjects into the register, all of them or none; returns their ids.

    An id that is already there with the same content counts once. Raises Refused("not-permitted" | "out-of-scope" |
    "bad-body" | "same-id-other-content").
    """
    return write(new, (), by=by, at=at, source=source)


def write(
    new: Iterable[NewSubject],
    corrections: Iterable[Correction],
    *,
    by: Actor,
    at: datetime,
    source: str = "",
    reason: str = "",
) -> list[UUID]:
    """Add and correct in one transaction, in batches; what an import needs. Returns the ids of the added."""
    if not by.may(Power.MANAGE_REGISTER):
        by.demand(Power.INSPECT)
    orgs = _Orgs(by)
    added = []
    with transaction.atomic():
        for batch in _batches(new):
            drafts = [_added(item, orgs, by, at, source) for item in batch]
            append(drafts, at=at)
            added += [draft.about for draft in drafts]
        for group in _batches(corrections):
            append([draft for item in group for draft in _corrected(item, orgs, by, at, source, reason)], at=at)
    return added


def correct(
    *,
    by: Actor,
    at: datetime,
    subject: UUID,
    changes: Mapping[str, Any],
    org: int | None = None,
    reason: str = "",
    seen: datetime | None = None,
) -> None:
    """Correct values and, with `org`, move to another grid. What equals the present value is left out.

    `seen` is the `updated_at` that the person had before their eyes. Raises Refused("unknown-thing" | "not-permitted" |
    "stale" | "subject-gone" | "bad-body" | "out-of-scope").
    """
    row = _editable(by, subject)
    if seen is not None and row.updated_at != seen:
        raise Refused("stale")
    drafts = _corrected(Correction(subject=row, changes=changes, org=org), _Orgs(by), by, at, "", reason)
    append(drafts, at=at)


def move_drafts(
    rows: Sequence[Subject], org: int, *, by: Actor, at: datetime, reason: str
) -> list[Callable[[], list[Draft]]]:
    """For each subject what drafts its move to a grid, authorised when it is called.

    That raises Refused("not-permitted" | "out-of-scope" | "already-done" | "subject-gone").
    """
    orgs = _Orgs(by)

    def drafting(row: Subject) -> list[Draft]:
        by.demand(Power.MANAGE_REGISTER, row.path)
        if row.state == "merged":
            raise Refused("subject-gone", row.state_label)
        drafts = _corrected(Correction(subject=row, changes={}, org=org), orgs, by, at, "", reason)
        if not drafts:
            raise Refused("already-done", "已经在这个网格")
        return drafts

    return [partial(drafting, row) for row in rows]


def merge(
    *,
    by: Actor,
    at: datetime,
    keep: UUID,
    duplicates: Sequence[UUID],
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Merge duplicates into the subject that is kept, which takes on `changes`. Their history stays theirs.

    Raises Refused("unknown-thing" | "not-permitted" | "subject-gone").
    """
    kept = _editable(by, keep)
    others = [_editable(by, about) for about in duplicates if about != keep]
    if kept.state != "active":
        raise Refused("subject-gone", kept.name)
    drafts = _corrected(Correction(subject=kept, changes=changes or {}), _Orgs(by), by, at, "", reason)
    for other in others:
        drafts.append(_draft("subject.merged", other, by, at, {"into": kept.pk, "name": kept.name, "reason": reason}))
        drafts.append(_draft("subject.absorbed", kept, by, at, {"other": other.pk, "name": other.name}))
    append(drafts, at=at)


def set_apart(*, by: Actor, at: datetime, one: UUID, others: Sequence[UUID]) -> None:
    """A person looked: these are different, and are not proposed again."""
    row = _editable(by, one)
    rows = [_editable(by, about) for about in others if about != one]
    append(
        [
            _draft("subject.apart", left, by, at, {"other": right.pk, "name": right.name})
            for other in rows
            for left, right in ((row, other), (other, row))
        ],
        at=at,
    )


def close(*, by: Actor, at: datetime, subject: UUID, reason: str) -> None:
    """It exists no longer, or is no longer concerned. Raises Refused("reason-missing" | "subject-gone" | …)."""
    row = _editable(by, subject)
    if not reason.strip():
        raise Refused("reason-missing")
    append([_draft("subject.closed", row, by, at, {"reason": reason.strip()})], at=at)


def reopen(*, by: Actor, at: datetime, subject: UUID, reason: str = "") -> None:
    """It was closed by mistake, or is back."""
    append([_draft("subject.reopened", _editable(by, subject), by, at, {"reason": reason.strip()})], at=at)


def unmask(*, by: Actor, at: datetime, subject: UUID, fields: Sequence[str], reason: str = "") -> Subject:
    """The subject with the right to see its protected values, after writing down who looked and why."""
    row = subject_for(by, subject)
    by.demand(Power.UNMASK, row.path)
    append([_draft("subject.unmasked", row, by, at, {"fields": list(fields), "reason": reason.strip()})], at=at)
    return row


def note_export(*, by: Actor, at: datetime, count: int, reason: str) -> None:
    """Write down that protected values of many subjects leave the system. Raises Refused("reason-missing" | …)."""
    by.demand(Power.UNMASK)
    if not reason.strip():
        raise Refused("reason-missing", "导出完整信息")
    draft = Draft(
        kind="register.exported", about=derived("register", by.org), org=by.org, actor=by.identity, post=by.post,
        happened_at=at, body={"count": count, "reason": reason.strip()},
    )  # fmt: skip
    append([draft], at=at)


class _Orgs:
    """The orgs that entries name, each looked up once and within the actor's reach."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._found: dict[int, Org] = {}

    def __getitem__(self, number: int) -> Org:
        if number not in self._found:
            org = Org.objects.filter(number=number, closed=False).first()
            if org is None or not self._by.covers(org.path):
                raise Refused("out-of-scope", f"组织 {number}")
            self._found[number] = org
        return self._found[number]

    def place(self, number: int) -> dict[str, Any]:
        """The part of a body that says where: self-contained, so that no fold has to look."""
        org = self[number]
        return {"org": org.number, "path": org.path, "in_grid": org.level == "grid"}


def _editable(by: Actor, subject: UUID) -> Subject:
    row = subject_for(by, subject)
    by.demand(Power.MANAGE_REGISTER, row.path)
    return row


def _added(item: NewSubject, orgs: _Orgs, by: Actor, at: datetime, source: str) -> Draft:
    columns = ("kind", "name", "code", "address", "contact", "phone", "lat", "lng")
    body = {column: getattr(item, column) for column in columns}
    body |= orgs.place(item.org) | {"fields": dict(item.fields), "source": source}
    return Draft(
        id=item.id, kind="subject.added", about=item.id, org=item.org, actor=by.identity, post=by.post,
        happened_at=at, body=body,
    )  # fmt: skip


def _corrected(item: Correction, orgs: _Orgs, by: Actor, at: datetime, source: str, reason: str) -> list[Draft]:
    row = item.subject
    changes = {key: value for key, value in item.changes.items() if value != present_value(row, key)}
    drafts = []
    if changes:
        drafts.append(
            _draft("subject.corrected", row, by, at, {"changes": changes, "reason": reason, "source": source})
        )
    if item.org is not None and item.org != row.org:
        drafts.append(_draft("subject.moved", row, by, at, orgs.place(item.org) | {"reason": reason}))
    return drafts


def present_value(row: Subject, key: str) -> Any:
    """What a correction would replace; "" where there is nothing."""
    value = row.fields.get(key[len(OWN) :]) if key.startswith(OWN) else getattr(row, key)
    return "" if value is None else value


def _draft(kind: str, row: Subject, by: Actor, at: datetime, body: Mapping[str, Any]) -> Draft:
    return Draft(kind=kind, about=row.pk, org=row.org, actor=by.identity, post=by.post, happened_at=at, body=body)


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
