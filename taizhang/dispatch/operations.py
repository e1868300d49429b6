"""Writing meetings: open, decide, close. That a decision becomes a duty follows by a reaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.queries import case_for
from taizhang.core.calendar import end_of_day
from taizhang.core.calendar.work import local_day
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under

from .agenda import agenda_of
from .models import Dispatch
from .queries import bearers_at, dispatch_for, role_of


def open_meeting(*, by: Actor, at: datetime, campaign: Campaign, place: Org) -> UUID:
    """Begin today's meeting of a place, or find it; returns its id.

    Raises Refused("not-permitted" | "out-of-scope" | "not-now").
    """
    by.demand(Power.SUPERVISE, place.path)
    if not is_under(place.path, campaign.path):
        raise Refused("out-of-scope", place.name)
    if campaign.closed_at:
        raise Refused("not-now", "专项整治已经结束")
    day = local_day(at).isoformat()
    about = derived("dispatch", campaign.pk, place.number, day)
    if not Dispatch.objects.filter(pk=about).exists():
        body = {"path": place.path, "day": day, "name": by.name}
        append([_draft("opened", by, at, about, campaign.pk, place.number, body, None)], at=at)
    return about


def decide(
    *, by: Actor, at: datetime, about: UUID, what: str, org: int, due_on: date, case: UUID | None = None,
    entry: UUID | None = None,
) -> None:  # fmt: skip
    """Charge an org with something until the end of a day.

    Raises Refused("unknown-thing" | "not-permitted" | "bad-body" | "deadline-past" | "dispatch-closed").
    """
    row = dispatch_for(by, about)
    by.demand(Power.SUPERVISE, row.path)
    bearer = next((one for one in bearers_at(Org.objects.get(number=row.org)) if one.number == org), None)
    if bearer is None:
        raise Refused("bad-body", "请选择承办单位")
    if not what.strip():
        raise Refused("bad-body", "请写明要办什么")
    if end_of_day(due_on) <= at:
        raise Refused("deadline-past", f"{due_on.month}月{due_on.day}日")
    found = case_for(by, case) if case else None
    entry = entry or uuid7()
    body = {
        "what": what.strip(), "org": bearer.number, "org_name": bearer.name, "path": bearer.path,
        "role": role_of(bearer).value, "due_at": end_of_day(due_on), "duty": derived("duty.ordered", entry),
        "case": found.pk if found else None, "case_title": str(found) if found else "", "name": by.name,
    }  # fmt: skip
    append([_draft("decided", by, at, about, row.campaign, row.org, body, entry)], at=at)


def close_meeting(
    *, by: Actor, at: datetime, about: UUID, chair: str = "", attendees: str = "", note: str = "",
) -> None:  # fmt: skip
    """End the meeting; its agenda is frozen as it stands. Raises Refused("unknown-thing" | "dispatch-closed")."""
    row = dispatch_for(by, about)
    by.demand(Power.SUPERVISE, row.path)
    campaign, place = Campaign.objects.get(pk=row.campaign), Org.objects.get(number=row.org)
    agenda = agenda_of(campaign, plan_of(campaign), place, at=at)
    body = {
        "chair": chair.strip(), "attendees": attendees.strip(), "note": note.strip(), "agenda": agenda, "name": by.name,
    }  # fmt: skip
    append([_draft("closed", by, at, about, row.campaign, row.org, body, None)], at=at)


def _draft(
    verb: str, by: Actor, at: datetime, about: UUID, campaign: UUID, org: int, body: dict[str, Any], entry: UUID | None
) -> Draft:
    return Draft(
        id=entry or derived(f"dispatch.{verb}", about), kind=f"dispatch.{verb}", about=about, campaign=campaign,
        org=org, actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
