"""Writing funds: plan, release, spend with a receipt, void what was entered wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.ids import derived, uuid7
from taizhang.core.money import yuan
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

from .models import Fund
from .queries import fund_for, may_plan, may_spend

ASKED = [("payee", "付给谁"), ("what", "用途")]
"""What every payment says: (key, label)."""


def plan_fund(
    *, by: Actor, at: datetime, campaign: Campaign, org: Org, title: str, amount: int, source: str = "",
    entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Set money aside for a task of an org; returns the fund's id. Raises Refused("not-permitted" | "bad-body")."""
    if not may_plan(by, org.path):
        raise Refused("not-permitted")
    if not title.strip():
        raise Refused("bad-body", "请写明资金用于什么")
    entry = entry or uuid7()
    about = derived("fund", entry)
    body = {"path": org.path, "title": title.strip(), "source": source.strip(), "amount": amount, "name": by.name}
    draft = Draft(
        id=entry, kind="fund.planned", about=about, campaign=campaign.pk, org=org.number, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
    append([draft], at=at)
    return about


def replan(*, by: Actor, at: datetime, about: UUID, amount: int, reason: str, entry: UUID | None = None) -> None:
    """Change what is planned, with the reason. Raises Refused("not-permitted" | "reason-missing")."""
    row = _planned_by(by, about)
    _with_reason(reason)
    append([_draft("replanned", by, at, row, {"amount": amount, "reason": reason.strip()}, entry)], at=at)


def release(*, by: Actor, at: datetime, about: UUID, body: Mapping[str, Any], entry: UUID | None = None) -> None:
    """Money is paid out to the org that has the task. Raises Refused("not-permitted")."""
    row = _planned_by(by, about)
    append([_draft("released", by, at, row, body, entry)], at=at)


def spend(*, by: Actor, at: datetime, about: UUID, body: Mapping[str, Any], entry: UUID | None = None) -> None:
    """A payment with its receipt. Raises Refused("not-permitted" | "bad-body" | "proof-missing" | "fund-short")."""
    row = fund_for(by, about)
    if not may_spend(by, row):
        raise Refused("not-permitted")
    if missing := [label for name, label in ASKED if not str(body.get(name, "")).strip()]:
        raise Refused("bad-body", f"请填写{'、'.join(missing)}")
    if not body.get("files"):
        raise Refused("proof-missing", "支出要附票据")
    if body["amount"] > row.left:
        raise Refused("fund-short", f"已拨付{yuan(row.released)}，已支出{yuan(row.spent)}，还剩{yuan(row.left)}")
    append([_draft("spent", by, at, row, body, entry)], at=at)


def void(*, by: Actor, at: datetime, about: UUID, movement: UUID, reason: str, entry: UUID | None = None) -> None:
    """Raises Refused("not-permitted" | "reason-missing" | "unknown-thing" | "already-done" | "fund-short")."""
    row = _planned_by(by, about)
    _with_reason(reason)
    append([_draft("voided", by, at, row, {"movement": movement, "reason": reason.strip()}, entry)], at=at)


def _planned_by(by: Actor, about: UUID) -> Fund:
    row = fund_for(by, about)
    if not may_plan(by, row.path):
        raise Refused("not-permitted")
    return row


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason-missing")


def _draft(verb: str, by: Actor, at: datetime, row: Fund, body: Mapping[str, Any], entry: UUID | None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"fund.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body={**body, "name": by.name},
    )  # fmt: skip
