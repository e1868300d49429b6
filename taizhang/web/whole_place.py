"""A place of a campaign, for pages whose figures count all lines together."""

from __future__ import annotations

from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for
from taizhang.core.plan import Plan
from taizhang.core.plan.rules import Verb
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.web.standing import standing_of


def views_of(plan: Plan) -> list[tuple[str, str]]:
    """(page, what it is called) of the views of a place that the plan gives something to show."""
    rules = [*plan.duties, *plan.long_term]
    shown = [
        ("screen:desk", "地图看板", True),
        ("milestones:place", "时间节点", any(rule.verb is Verb.REACH for rule in rules)),
        ("figures:place", "底数统计", bool(plan.figures)),
        ("focus:place", "重点时段、区域、人员", bool(plan.key_times or plan.key_areas or plan.key_persons)),
        ("responsibility:place", "责任到人", True),
        ("holdings:place", "包联责任", bool(plan.holdings)),
        ("chains:place", "逐级数量", bool(plan.chains)),
        ("letters:place", "责任书、承诺书", any(rule.verb is Verb.SIGN for rule in rules)),
        ("activities:place", "会议、培训、演练、宣传", any(rule.verb is Verb.HOLD for rule in rules)),
    ]
    return [(page, label) for page, label, fits in shown if fits]


def seen_whole(actor: Actor, campaign: UUID, org: int) -> tuple[Campaign, Org]:
    """The campaign and the place, for those who see all lines there.

    Raises Refused("unknown-thing" | "out-of-scope").
    """
    row = campaign_for(actor, campaign)
    place = Org.objects.filter(number=org, kind=Org.AREA).first()
    seen = place is not None and actor.covers(place.path) and standing_of(actor, row) is not None
    if place is None or not seen or actor.role is Role.BUREAU:
        raise Refused("out-of-scope")
    return row, place
