"""Erasing what is held on a person: protected values leave the register and its history, the chain stays whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.entry import CLOCK
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.erasing import ERASED, erase
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.seal import seal
from taizhang.search.operations import forget_erased

from .events import COLUMNS, OWN
from .kinds import MASKED, fields_by_column, kinds_for
from .masking import is_masked
from .models import Subject
from .queries import subject_for


def erase_personal(*, by: Actor, at: datetime, subject: UUID, reason: str) -> int:
    """Erase every protected value of a subject that is closed or merged; returns in how many entries there was one.

    Raises Refused("not-permitted" | "out-of-scope" | "reason-missing" | "not-now" | "not-as-sealed").
    """
    row = subject_for(by, subject)
    by.demand(Power.ARCHIVE, row.path)
    if not reason.strip():
        raise Refused("reason-missing")
    if row.state == "active":
        raise Refused("not-now", "还在册，请先注销")
    with transaction.atomic():
        seal(at=at)
        erased = erase_values(row, kinds_for(by).get(row.kind), at=at, reason=reason.strip(), by=by)
    forget_erased()
    if not erased:
        raise Refused("already-done", "没有受保护的信息可以抹去")
    return erased


def erase_values(
    row: Subject, kind: SubjectKind | None, *, at: datetime, reason: str, by: Actor | None = None,
    privacy: Collection[str] = MASKED,
) -> int:  # fmt: skip
    """Erase the values of these degrees; everything must be sealed. Without `by` it is the clock that does so.

    What no plan declares any more counts as protected. Returns in how many entries there was one.
    """
    with transaction.atomic():
        own = StoredEntry.objects.select_for_update().filter(about=row.pk, thing="subject")
        entries = list(own.order_by("position"))
        columns = _protected(fields_by_column(kind), entries, privacy)
        proofs = erase(entries, lambda entry: _without(entry.body, columns))
        if not proofs:
            return 0
        AsideEntry.objects.filter(about=row.pk, thing="subject", content__isnull=False).update(content={})
        draft = Draft(
            kind="subject.erased", about=row.pk, org=row.org, actor=by.identity if by else CLOCK,
            post=by.post if by else None, happened_at=at,
            body={"fields": sorted(columns), "reason": reason, "entries": proofs},
        )  # fmt: skip
        append([draft], at=at)
    return len(proofs)


NEVER = frozenset({"kind", "code", "lat", "lng"})
"""Columns that are never protected."""


def _protected(
    fields: Mapping[str, SubjectField], entries: Sequence[StoredEntry], privacy: Collection[str]
) -> set[str]:
    """Columns that are protected now, and all that no plan declares any more."""
    used: set[str] = set(COLUMNS)
    for entry in entries:
        used |= {f"{OWN}{key}" for key in entry.body.get("fields", {}) if isinstance(entry.body["fields"], dict)}
        used |= set(entry.body.get("changes", {}))
    return {
        column
        for column in used - NEVER
        if is_masked(fields.get(column)) and (column not in fields or fields[column].privacy in privacy)
    }


def _without(body: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    """The body with nothing in the place of protected values; a name that is one becomes a word."""

    def kept(column: str, value: Any) -> Any:
        if column not in columns or value == "":
            return value
        return ERASED if column == "name" else ""

    changed = {key: kept(key, value) for key, value in body.items()}
    if isinstance(body.get("fields"), dict):
        changed["fields"] = {key: value for key, value in body["fields"].items() if f"{OWN}{key}" not in columns}
    if "changes" in body:
        changed["changes"] = {key: kept(key, value) for key, value in body["changes"].items()}
    return changed
