"""Writing proposals: an officer approves or declines, and somebody records what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .models import Proposal
from .queries import may_decide, proposal_for


def decide(*, by: Actor, at: datetime, about: UUID, approve: bool, reason: str = "", entry: UUID | None = None) -> None:
    """Approve or decline. Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "already-done")."""
    row = proposal_for(by, about)
    if not may_decide(by, row):
        raise Refused("not-permitted", "由其上级的领导小组成员或整治办决定")
    if not approve and not reason.strip():
        raise Refused("reason-missing")
    verb = "approved" if approve else "declined"
    append([_draft(verb, by, at, row, {"name": by.name, "reason": reason.strip()}, entry)], at=at)


def carry_out(*, by: Actor, at: datetime, about: UUID, body: Mapping[str, Any], entry: UUID | None = None) -> None:
    """Record what came of an approved proposal.

    Raises Refused("unknown-thing" | "not-permitted" | "bad-body" | "already-done").
    """
    row = proposal_for(by, about)
    by.demand(Power.SUPERVISE, row.path)
    if not str(body.get("outcome", "")).strip():
        raise Refused("bad-body", "请写明办理结果")
    append([_draft("carried_out", by, at, row, {**body, "name": by.name}, entry)], at=at)


def _draft(verb: str, by: Actor, at: datetime, row: Proposal, body: Mapping[str, Any], entry: UUID | None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"proposal.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
