"""Reading rankings, always for an actor: they are published to every post in the tree of the campaign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.calendar import CHINA
from taizhang.core.calendar.months import quarter
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.files import content_of
from taizhang.proposals.models import Proposal

from .models import Ranking


def rankings_for(actor: Actor) -> QuerySet[Ranking]:
    """The latest first. Who is inspected is no party to it."""
    if not actor.may(Power.VIEW) or actor.role is Role.OWNER:
        return Ranking.objects.none()
    return Ranking.objects.filter(campaign__in=campaigns_for(actor).values("pk")).order_by("-counted_to", "rating")


def ranking_for(actor: Actor, about: UUID) -> Ranking:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = rankings_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "评比")
    return row


def plan_behind(row: Ranking) -> Plan:
    """The plan as it is now: it names the measures, the row itself keeps the formula that was counted by."""
    return plan_of(Campaign.objects.get(pk=row.campaign))


def appeal_of(row: Ranking, about: UUID) -> Mapping[str, Any]:
    """Raises Refused("unknown-thing")."""
    found: Mapping[str, Any] | None = next((one for one in row.appeals if one["id"] == str(about)), None)
    if found is None:
        raise Refused("unknown-thing", "申诉")
    return found


def may_appeal(actor: Actor, row: Ranking) -> bool:
    """A place stands up for itself, through whoever answers for its reports or leads it."""
    speaks = actor.may(Power.CONFIRM_REPORT) or actor.may(Power.DECIDE)
    return speaks and row.line_of(actor.org) is not None


def may_decide(actor: Actor, row: Ranking) -> bool:
    """The office that runs the campaign."""
    return actor.role is Role.OFFICE and actor.org == row.org


def records_of(row: Ranking, place: int, measure: str) -> list[UUID] | None:
    """The records behind a figure as counted; None where too many to keep. Raises Refused("unknown-thing")."""
    line = next((one for one in row.lines if one["place"] == place and measure in one["figures"]), None)
    if line is None:
        raise Refused("unknown-thing", "指标")
    ids = json.loads(content_of(line["records"])).get(measure, [])
    return None if ids is None else [UUID(one) for one in ids]


def without_awards(actor: Actor, campaign: UUID, rating: str, moment: datetime) -> list[tuple[str, str, str]]:
    """(place, why, state) of who takes no part in awards in the quarter; what is only proposed for supervisors."""
    first, last, _ = quarter(moment.astimezone(CHINA).date())
    rows = Ranking.objects.filter(campaign=campaign, rating=rating, counted_to__date__range=(first, last))
    asked = {
        one["proposal"]: (one["name"], f"{row.title}{one['flag_name']}")
        for row in rows.order_by("counted_to")
        for one in row.proposed
        if one["no_awards"]
    }
    states = {str(pk): state for pk, state in Proposal.objects.filter(pk__in=list(asked)).values_list("pk", "state")}
    shown = ("open", "approved", "done") if actor.may(Power.SUPERVISE) else ("approved", "done")
    return [(name, why, states[about]) for about, (name, why) in asked.items() if states.get(about) in shown]
