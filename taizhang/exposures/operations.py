"""Writing exposures: propose with the legal ground, decide as another person, appeal, answer, take down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.calendar.work import local_day
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.subjects.models import Subject

from .models import NAMING, Exposure
from .queries import exposure_for, laws_of, may_appeal, may_decide

LABELS = {"facts": "事实", "clause": "条款", "board": "在哪里公开（失信惩戒写采取什么措施）"}


def propose(
    *, by: Actor, at: datetime, campaign: Campaign, subject: Subject, law: str, until: date, said: Mapping[str, str],
    kind: str = NAMING, entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Ask for it; `said`: facts, clause, board. Returns its id.

    Raises Refused("not-permitted" | "not-now" | "no-legal-ground" | "bad-body" | "deadline-past").
    """
    by.demand(Power.ASSIGN, subject.path)
    if campaign.closed_at:
        raise Refused("not-now", "专项整治已经结束")
    words = {name: said.get(name, "").strip() for name in LABELS}
    if law not in laws_of(campaign) or not words["clause"]:
        raise Refused("no-legal-ground")
    missing = next((label for name, label in LABELS.items() if not words[name]), "")
    if missing:
        raise Refused("bad-body", f"请填写{missing}")
    if until < local_day(at):
        raise Refused("deadline-past", "到哪一天为止")
    entry = entry or uuid7()
    about = derived("exposure", entry)
    body = {**words, "kind": kind, "law": law, "until": until.isoformat(), "subject": subject.pk, "path": subject.path,
            "name": by.name}  # fmt: skip
    draft = Draft(
        id=entry, kind="exposure.proposed", about=about, campaign=campaign.pk, org=subject.org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
    _write(draft)
    return about


def decide(*, by: Actor, at: datetime, about: UUID, approve: bool, reason: str = "", entry: UUID | None = None) -> None:
    """Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "already-done")."""
    row = exposure_for(by, about, today=local_day(at))
    if not may_decide(by, row):
        raise Refused("not-permitted", "由领导决定，提请人不能自己批准")
    _follow("approved" if approve else "declined", by, at, row, reason, entry, demanded=not approve)


def appeal(*, by: Actor, at: datetime, about: UUID, reason: str, entry: UUID | None = None) -> None:
    """What the named say against it. Raises Refused("unknown-thing" | "not-permitted" | "reason-missing")."""
    row = exposure_for(by, about, today=local_day(at))
    if not may_appeal(by, row):
        raise Refused("not-permitted", "由当事人，或由当地经办人代为记录，每件一次")
    _follow("appealed", by, at, row, reason, entry, demanded=True)


def uphold(*, by: Actor, at: datetime, about: UUID, reason: str, entry: UUID | None = None) -> None:
    """The appeal changes nothing; to grant it is to take it down. Raises as `decide` does."""
    row = exposure_for(by, about, today=local_day(at))
    if not may_decide(by, row):
        raise Refused("not-permitted", "由领导决定，提请人不能自己答复")
    _follow("upheld", by, at, row, reason, entry, demanded=True)


def take_down(*, by: Actor, at: datetime, about: UUID, reason: str, entry: UUID | None = None) -> None:
    """Before its day, where it was put right, was wrong, or an appeal is granted. Raises as `decide` does."""
    row = exposure_for(by, about, today=local_day(at))
    if not by.may(Power.DECIDE):
        raise Refused("not-permitted")
    _follow("ended", by, at, row, reason, entry, demanded=True)


def _follow(
    verb: str, by: Actor, at: datetime, row: Exposure, reason: str, entry: UUID | None, *, demanded: bool
) -> None:
    if demanded and not reason.strip():
        raise Refused("reason-missing")
    body: dict[str, Any] = {"reason": reason.strip(), "name": by.name}
    _write(
        Draft(
            id=entry or uuid7(), kind=f"exposure.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
            actor=by.identity, post=by.post, happened_at=at, body=body,
        )
    )  # fmt: skip


def _write(draft: Draft) -> None:
    once(
        draft.id, lambda: draft, lambda made: append([made], at=made.happened_at),
        kind=draft.kind, about=draft.about, actor=draft.actor, body=draft.body,
    )  # fmt: skip
