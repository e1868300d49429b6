"""Rankings: the place that came last appeals now and then, the office answers, a leader decides what was proposed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from taizhang.core.roles import Role
from taizhang.proposals.operations import decide as decide_proposal
from taizhang.proposals.queries import may_decide as may_decide_proposal
from taizhang.proposals.queries import proposals_for
from taizhang.standings.models import Ranking
from taizhang.standings.operations import appeal, decide
from taizhang.standings.queries import may_appeal, may_decide, rankings_for

from .course import Course
from .town import Resident

APPEALS = 0.4
"""How likely a place with a flag for the worst does not agree."""


def look_at_ranking(course: Course, who: Resident, at: datetime) -> None:
    """On Monday, the latest ranking of the campaign."""
    actor = who.actor
    row = rankings_for(actor).filter(campaign=course.campaign.pk).first()
    if row is None:
        return
    chance = course.chance("ranking", who.username, row.pk)
    if who.role is Role.LEADER:
        _decide_proposals(course, who, at)
    elif may_decide(actor, row):
        for one in [one for one in row.appeals if one["state"] == "open"]:
            upheld = chance.random() < 0.5 and _overdue(row, one["place"]) > 0
            corrections = {"cases.overdue": _overdue(row, one["place"]) - 1} if upheld else {}
            decide(
                by=actor, at=at, ranking=row.pk, about=UUID(one["id"]), upheld=upheld, corrections=corrections,
                reason="现场核实，有一件已经整改" if upheld else "核对台账，记录无误",
            )  # fmt: skip
            row.refresh_from_db()
    elif may_appeal(actor, row) and _worst(row, actor.org) and chance.random() < APPEALS:
        appeal(by=actor, at=at, ranking=row.pk, text="有一件已经整改，照片没有传上来，请核实")


def _worst(row: Ranking, place: int) -> bool:
    line = row.line_of(place)
    worst = {flag.id for flag in row.rule.flags if flag.worst is not None}
    return line is not None and bool(worst & set(line["flags"]))


def _overdue(row: Ranking, place: int) -> float:
    line = row.line_of(place)
    return float(line["figures"].get("cases.overdue", 0)) if line else 0


def _decide_proposals(course: Course, who: Resident, at: datetime) -> None:
    for one in proposals_for(who.actor).filter(campaign=course.campaign.pk, state="open", what="flag").order_by("pk"):
        if may_decide_proposal(who.actor, one):
            approve = course.chance("proposal", one.pk).random() < 0.6
            reason = "" if approve else "情况已经说明，不再处理"
            decide_proposal(by=who.actor, at=at, about=one.pk, approve=approve, reason=reason)
