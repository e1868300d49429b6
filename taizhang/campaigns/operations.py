"""Writing campaigns: starting one, amending it, closing a phase, closing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan, startable
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

from .models import Campaign
from .queries import figures_of, plan_of


def start(
    *,
    by: Actor,
    at: datetime,
    plan: Plan,
    root: Org,
    units: Mapping[str, int],
    leaders: Sequence[Mapping[str, str]] = (),
    source_text: str = "",
    demo: bool = False,
    about: UUID | None = None,
) -> UUID:
    """Start a campaign on the tree under `root`; returns its id. Starting the same id again counts once.

    `leaders` are the persons of the leading group as the text names them: role, name, post, source.

    Raises Refused("not-permitted" | "out-of-scope" | "plan-not-ready").
    """
    by.demand(Power.MANAGE_CAMPAIGN, root.path)
    if not startable(plan):
        raise Refused("plan-not-ready")
    about = about or uuid7()
    if Campaign.objects.filter(pk=about).exists():
        return about
    body = {
        "title": plan.title,
        "field": plan.field,
        "path": root.path,
        "plan": plan.to_dict(),
        "units": dict(units),
        "leaders": [dict(leader) for leader in leaders],
        "source_text": source_text,
        "demo": demo,
        "name": by.name,
    }
    draft = Draft(
        kind="campaign.started", about=about, campaign=about, org=root.number, actor=by.identity, post=by.post,
        happened_at=at, body=body,
    )  # fmt: skip
    append([draft], at=at)
    return about


def amend(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    plan: Plan,
    reason: str,
    units: Mapping[str, int] | None = None,
    leaders: Sequence[Mapping[str, str]] | None = None,
) -> None:
    """A new version of the plan governs from now on; what was done under the old one stays.

    Raises Refused("not-permitted" | "out-of-scope" | "plan-not-ready" | "reason-missing" | "already-done").
    """
    by.demand(Power.MANAGE_CAMPAIGN, campaign.path)
    if not startable(plan):
        raise Refused("plan-not-ready")
    if not reason.strip():
        raise Refused("reason-missing")
    body: dict[str, Any] = {"plan": plan.to_dict(), "units": dict(units or {}), "reason": reason.strip()}
    if leaders is not None:
        body["leaders"] = [dict(leader) for leader in leaders]
    _append(by, at, campaign, "amended", body)


def close_phase(*, by: Actor, at: datetime, campaign: Campaign, phase: str, note: str = "") -> None:
    """A phase is wound up. Where a condition of its close-out is not fulfilled, a note must say why it is closed.

    Raises Refused("not-permitted" | "out-of-scope" | "unknown-thing" | "already-done" | "reason-missing").
    """
    by.demand(Power.MANAGE_CAMPAIGN, campaign.path)
    plan = plan_of(campaign)
    found = plan.phase(phase)
    if found is None:
        raise Refused("unknown-thing", phase)
    if phase in campaign.closed_phases:
        raise Refused("already-done")
    unmet = found.unmet(figures_of(campaign))
    if unmet and not note.strip():
        raise Refused(
            "reason-missing",
            "收尾条件尚未达到：" + "；".join(goal.text or plan.measure(goal.measure).label for goal in unmet),
        )
    _append(by, at, campaign, "phase_closed", {"phase": phase, "phase_name": found.name, "note": note.strip()})


def close(*, by: Actor, at: datetime, campaign: Campaign, note: str = "") -> None:
    """The campaign ends. With cases still open a note must say what becomes of them.

    Raises Refused("not-permitted" | "out-of-scope" | "already-done" | "reason-missing").
    """
    by.demand(Power.MANAGE_CAMPAIGN, campaign.path)
    waiting = int(figures_of(campaign).get("cases.open", 0))
    if waiting and not note.strip():
        raise Refused("reason-missing", f"还有 {waiting} 个问题没有销号，请写明如何继续处理")
    _append(by, at, campaign, "closed", {"note": note.strip()})


def open_to_residents(*, by: Actor, at: datetime, campaign: Campaign, public: bool) -> None:
    """Residents may report to it from now on, or no longer. Raises Refused("not-permitted" | "out-of-scope" | …)."""
    by.demand(Power.MANAGE_CAMPAIGN, campaign.path)
    if campaign.public == public:
        raise Refused("already-done")
    _append(by, at, campaign, "opened", {"public": public})


def _append(by: Actor, at: datetime, campaign: Campaign, verb: str, body: Mapping[str, Any]) -> None:
    draft = Draft(
        kind=f"campaign.{verb}", about=campaign.pk, campaign=campaign.pk, org=campaign.root, actor=by.identity,
        post=by.post, happened_at=at, body={**body, "name": by.name},
    )  # fmt: skip
    append([draft], at=at)
