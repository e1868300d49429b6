"""Risks seen at a visit: where some duty follows the grade, whoever inspects grades what nobody has graded yet."""

from __future__ import annotations

from datetime import datetime

from taizhang.access.actor import Actor
from taizhang.core.plan.rules import ByRisk
from taizhang.risks.models import Risk
from taizhang.risks.operations import assess
from taizhang.subjects.models import Subject

from .course import Course

HAZARDS = (
    ("用火用气", "专人看守，配灭火器"),
    ("用电线路", "线路穿管，停工断电"),
    ("机器运转", "加装防护罩"),
)


def risks_seen(course: Course, actor: Actor, subject: Subject, at: datetime) -> None:
    """One hazard for each subject of a kind that is checked by its grade."""
    plan = course.plan
    graded = [rule for rule in [*plan.duties, *plan.long_term] if isinstance(rule.every, ByRisk)]
    asked = any(subject.kind in {kind.id for kind in plan.kinds_of(rule.act)} for rule in graded)
    if not asked or Risk.objects.filter(campaign=course.campaign.pk, subject=subject.pk).exists():
        return
    chance = course.chance("risk", subject.pk)
    name, measures = chance.choice(HAZARDS)
    points = {factor: f"{chance.choice(list(scale)):g}" for factor, scale in plan.risks.way.factors.items()}
    given = {"name": name, "measures": measures, "person": subject.contact or "负责人", **points}
    assess(by=actor, at=at, campaign=course.campaign, subject=subject, given=given)
