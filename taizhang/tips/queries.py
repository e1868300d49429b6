"""Reading residents' reports: for the posts that settle them, and by receipt for whoever holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.cases.steps import State
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org

from .models import Tip
from .projections import WAITING

PUBLIC_WORDS = {
    State.REPORTED: "正在核实",
    State.FILED: "已经立案，正在安排承办单位",
    State.ASSIGNED: "正在整改",
    State.RECTIFIED: "已经整改，等待复查",
    State.RECHECKED: "已经整改，复查合格，等待验收",
    State.ACCEPTED: "整改已经验收",
    State.STRUCK: "整改完成，已经销号",
    State.DISMISSED: "经核实，不予立案",
    State.REFERRED: "已经移送有关部门处理",
    State.BANNED: "已经依法取缔",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """What the resident is told: how far it is, when, who sees to it, and whether they can say what they think of it.

    Nothing of the case itself: no names, no addresses, no photos.
    """

    said: str
    steps: Sequence[tuple[str, datetime]]
    handler: str
    answer: str
    settled: bool


def public_campaigns() -> QuerySet[Campaign]:
    """Those that take residents' reports now."""
    return Campaign.objects.filter(public=True, closed_at=None).order_by("-started_at")


def public_campaign(about: UUID) -> Campaign:
    """Raises Refused("not-public")."""
    row = public_campaigns().filter(pk=about).first()
    if row is None:
        raise Refused("not-public")
    return row


def places_of(campaign: Campaign) -> list[Org]:
    """Where in the campaign's tree something may be: its villages and communities, else whatever areas there are."""
    areas = Org.objects.filter(path__under=campaign.path, kind=Org.AREA, closed=False).order_by("path")
    villages = list(areas.filter(level="village")[:2000])
    return villages or list(areas[:2000])


def tips_for(actor: Actor) -> QuerySet[Tip]:
    """Residents' words are read by those who settle them and those who supervise: nobody else needs them."""
    if not (actor.may(Power.ASSIGN) or actor.may(Power.SUPERVISE)):
        return Tip.objects.none()
    return visible(actor, Tip.objects.all())


def tip_for(actor: Actor, about: UUID) -> Tip:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = tips_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "群众反映")
    return row


def waiting_for(actor: Actor, campaign: Campaign) -> QuerySet[Tip]:
    """Those that wait for the post: to be settled, or for an answer to what the resident holds against the handling."""
    to_settle = Q(state__in=WAITING) if actor.may(Power.ASSIGN) else Q(pk__in=())
    to_hear = Q(objecting=True) if actor.may(Power.SUPERVISE) else Q(pk__in=())
    return tips_for(actor).filter(to_settle | to_hear, campaign=campaign.pk)


def by_receipt(receipt: str) -> Tip:
    """Raises Refused("unknown-thing")."""
    row = Tip.objects.filter(receipt=receipt.strip().upper()).first()
    if row is None:
        raise Refused("unknown-thing", "查询号不对，请核对后再输入")
    return row


def progress_of(tip: Tip) -> Progress:
    case = Case.objects.filter(pk=tip.case).first() if tip.case else None
    handler = Org.objects.filter(number=case.handler or 0).values_list("name", flat=True).first() if case else ""
    dates = [("收到", tip.received_at)]
    dates += [("受理立案" if case else "答复", tip.settled_at)] if tip.settled_at else []
    dates += [(word, moment) for word, moment in _dates(case) if moment] if case else []
    steps = sorted(dates, key=lambda step: step[1])
    return Progress(said_of(tip, case), steps, handler or "", tip.answer, settled(tip, case))


def said_of(tip: Tip, case: Case | None) -> str:
    """How far it is, in words for the resident."""
    if tip.state == "complained":
        return "您的意见已经收到，正在重新办理"
    if tip.state == "answered":
        return "已经答复"
    return PUBLIC_WORDS[State(case.state)] if case is not None else "已经收到，等待受理"


def settled(tip: Tip, case: Case | None) -> bool:
    """Whether nothing more is done about it, unless the resident complains."""
    return tip.state == "answered" or (tip.state == "filed" and case is not None and not case.open)


def _dates(case: Case) -> list[tuple[str, datetime | None]]:
    return [("整改完成", case.rectified_at), ("办结", case.closed_at)]
