"""Writing duties: meeting, excusing, reopening single ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.duties.evidence import lacking
from taizhang.core.ids import uuid7
from taizhang.core.plan.rules import Evidence
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once

from .looking_back import looked_back
from .models import Duty
from .queries import duty_for, may_fulfil, may_judge

BACK = frozenset({"checklist", "version", "answers", "notes", "failures", "urged", "urged_by", "by"})
"""Keys of the body that only a look back brings, or another entry."""


def fulfil(*, by: Actor, at: datetime, duty: UUID, body: Mapping[str, Any], entry: UUID | None = None) -> None:
    """Meet a duty with evidence of its own: a meeting held, a notice signed for, a log written.

    Raises Refused("unknown-thing" | "not-permitted" | "already-done" | "proof-missing").
    """
    row = duty_for(by, duty)
    once(
        entry,
        lambda: fulfil_draft(by=by, at=at, duty=row, body=body, entry=entry),
        lambda draft: append([draft], at=at),
        kind="duty.met", about=duty, actor=by.identity, body=body,
    )  # fmt: skip


def fulfil_draft(*, by: Actor, at: datetime, duty: Duty, body: Mapping[str, Any], entry: UUID | None = None) -> Draft:
    """The authorised draft, for a click and for a phone's sync alike."""
    campaign = Campaign.objects.filter(pk=duty.campaign).first()
    plan = plan_of(campaign) if campaign else None
    rule = plan.duty(duty.rule) if plan else None
    if not may_fulfil(by, duty, rule):
        raise Refused("not-permitted")
    if duty.settled:
        raise Refused("already-done")
    if lack := lacking(rule.evidence if rule else Evidence(), body):
        raise Refused("proof-missing", lack)
    checklist = plan.checklist(rule.checklist) if plan and rule and rule.looks_back and rule.checklist else None
    whole = looked_back(checklist, body, at=at) if checklist else {k: v for k, v in body.items() if k not in BACK}
    return _draft("duty.met", by, at, duty, {**whole, "name": by.name}, entry)


def excuse(*, by: Actor, at: datetime, duty: UUID, reason: str) -> None:
    """An officer above decides that the duty need not be done."""
    row = duty_for(by, duty)
    if not may_judge(by, row):
        raise Refused("not-permitted", "由承担单位的上级决定")
    if not reason.strip():
        raise Refused("reason-missing")
    append([_draft("duty.excused", by, at, row, {"reason": reason, "name": by.name})], at=at)


def reopen(*, by: Actor, at: datetime, duty: UUID, reason: str) -> None:
    """What was handed in does not suffice: the duty is owed again."""
    row = duty_for(by, duty)
    if not may_judge(by, row):
        raise Refused("not-permitted", "由承担单位的上级决定")
    if not reason.strip():
        raise Refused("reason-missing")
    append([_draft("duty.reopened", by, at, row, {"reason": reason, "name": by.name})], at=at)


def _draft(kind: str, by: Actor, at: datetime, duty: Duty, body: Mapping[str, Any], entry: UUID | None = None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=kind, about=duty.pk, campaign=duty.campaign, org=duty.place,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
