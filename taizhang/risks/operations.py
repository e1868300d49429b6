"""Writing the risk register: assess, assess anew, end. By the subject itself, or by officials who may inspect it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan.risks import RiskGrading
from taizhang.core.refusals import Refused
from taizhang.core.risk import FACTORS, colour_of, score_of
from taizhang.core.roles import Power, Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.subjects.models import Subject

from .models import Risk
from .queries import risk_for

LABELS = {"name": "风险点", "measures": "管控措施", "person": "责任人"}


def may_assess(by: Actor, subject: Subject) -> bool:
    if by.role is Role.OWNER:
        return by.may(Power.SELF_INSPECT) and by.subject == subject.pk
    return by.may(Power.INSPECT) and by.covers(subject.path)


def assess(
    *, by: Actor, at: datetime, campaign: Campaign, subject: Subject, given: Mapping[str, Any],
    about: UUID | None = None, entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """A new hazard, or `about` one assessed anew; returns its id.

    `given`: name, measures, person, and the points of the plan's method (likelihood, exposure, consequence).

    Raises Refused("not-permitted" | "not-now" | "bad-body" | "unknown-thing").
    """
    if not may_assess(by, subject):
        raise Refused("not-permitted")
    if campaign.closed_at:
        raise Refused("not-now", "专项整治已经结束")
    if about is not None and risk_for(by, about).subject != subject.pk:
        raise Refused("unknown-thing")
    words = {name: str(given.get(name, "")).strip() for name in LABELS}
    missing = next((LABELS[name] for name, said in words.items() if not said), "")
    if missing:
        raise Refused("bad-body", f"请填写{missing}")
    plan = plan_of(campaign)
    kind = plan.kind(subject.kind)
    line = (kind.line if kind else "") or ""
    grades = _graded(plan.risks, given)
    place = {"path": subject.path, "line": line, "line_org": campaign.units.get(line)}
    entry = entry or uuid7()
    draft = Draft(
        id=entry, kind="risk.assessed", about=about or derived("risk", entry), campaign=campaign.pk, org=subject.org,
        actor=by.identity, post=by.post, happened_at=at,
        body={**words, **grades, **place, "subject": subject.pk, "by": by.name},
    )  # fmt: skip
    append([draft], at=at)
    return draft.about


def end(*, by: Actor, at: datetime, risk: Risk, subject: Subject, reason: str, entry: UUID | None = None) -> None:
    """There is no such hazard any more. Raises Refused("not-permitted" | "reason-missing")."""
    if not may_assess(by, subject):
        raise Refused("not-permitted")
    if not reason.strip():
        raise Refused("reason-missing")
    draft = Draft(
        id=entry or uuid7(), kind="risk.ended", about=risk.pk, campaign=risk.campaign, org=risk.org,
        actor=by.identity, post=by.post, happened_at=at, body={"reason": reason.strip(), "by": by.name},
    )  # fmt: skip
    append([draft], at=at)


def _graded(grading: RiskGrading, given: Mapping[str, Any]) -> dict[str, Any]:
    """The points as chosen from the method's tables, with the colour that the plan gives them."""
    points: dict[str, float] = {}
    for name, scale in grading.way.factors.items():
        chosen = next((one for one in scale if f"{one:g}" == str(given.get(name, "")).strip()), None)
        if chosen is None:
            raise Refused("bad-body", f"请选择{FACTORS[name]}，{'、'.join(f'{one:g}' for one in sorted(scale))}之一")
        points[name] = chosen
    score = score_of(points)
    return {"method": grading.method, **points, "score": score, "colour": colour_of(score, grading.bounds).value}
