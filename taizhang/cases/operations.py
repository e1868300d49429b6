"""Writing the ledger: every step of a case is one entry, refused at once where it cannot apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import CHINA
from taizhang.core.calendar.spans import span_label
from taizhang.core.cases.demands import missing_of_five
from taizhang.core.cases.steps import STEPS, State, Step
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.orgs.models import Org

from .models import Case
from .queries import case_for, may_take
from .relapses import Finding, earlier_cases
from .terms import filing_terms, next_due


def file(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    org: Org,
    category: str,
    title: str,
    subject: UUID | None = None,
    about: UUID | None = None,
    entry: UUID | None = None,
    **more: Any,
) -> UUID:
    """File a problem found at a place; returns the case's id.

    `more`: description, photos, lat, lng, item, clause, inspection.
    Raises Refused("not-permitted" | "out-of-scope" | "bad-body").
    """
    about = about or (derived("case", entry) if entry else uuid7())
    once(
        entry,
        lambda: file_draft(
            by=by, at=at, campaign=campaign, org=org, category=category, title=title, subject=subject, about=about,
            entry=entry, **more,
        ),
        lambda draft: append([draft], at=at),
        kind="case.filed", about=about, actor=by.identity, body={**more, "title": title, "category": category},
    )  # fmt: skip
    return about


def file_draft(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    org: Org,
    category: str,
    title: str,
    subject: UUID | None = None,
    about: UUID | None = None,
    entry: UUID | None = None,
    **more: Any,
) -> Draft:
    """The authorised draft of a filing, for a click and for a phone's sync alike. Raises as `file` does."""
    by.demand(Power.FILE, org.path)
    finding = Finding(subject, category, at) if subject else None
    body = {
        **filing_terms(campaign, category, at),
        **more,
        "path": org.path,
        "subject": subject,
        "relapse_of": earlier_cases([finding]).get(finding) if finding else None,
        "title": title,
        "finder": by.name,
    }
    return Draft(
        id=entry or uuid7(), kind="case.filed", about=about or uuid7(), campaign=campaign.pk, org=org.number,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip


def take_step(
    *, by: Actor, at: datetime, case: UUID, verb: str, body: Mapping[str, Any], entry: UUID | None = None
) -> None:
    """Take one step of the loop. `body` as in cases.events.

    Raises Refused("unknown-thing" | "not-permitted" | "handler-missing" | "deadline-past" | what the case demands).
    """
    row = case_for(by, case)
    once(
        entry,
        lambda: step_draft(by=by, at=at, case=row, verb=verb, body=body, entry=entry),
        lambda draft: append([draft], at=at),
        kind=f"case.{verb}", about=case, actor=by.identity, body=body,
    )  # fmt: skip


def step_draft(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    verb: str,
    body: Mapping[str, Any],
    entry: UUID | None = None,
    plan: Plan | None = None,
    names: Mapping[int, str] | None = None,
) -> Draft:
    """The authorised draft of a step, for a click and for a phone's sync alike.

    `plan` of the case's campaign and `names` of the orgs that the body names, where the caller has read them for many.
    """
    step = STEPS.get(verb)
    if step is None:
        raise Refused("unknown-kind", verb)
    if not may_take(by, case, step):
        raise Refused("not-permitted", step.label)
    _demand_filled(verb, body)
    plan = plan or plan_of(Campaign.objects.get(pk=case.campaign))
    filled = {**body, "name": by.name, "next_due": _next_due(plan, step, case, at)}
    if verb == "supervised":
        filled |= _level_of(by)
    _check_deadlines(case, verb, filled, plan, at)
    if verb == "assigned" and (missing := missing_of_five(case.severity, filled)):
        raise Refused("five-missing", "还缺" + "、".join(FIVE_LABELS[key] for key in missing))
    _name_orgs(filled, names)
    return Draft(
        id=entry or uuid7(), kind=f"case.{verb}", about=case.pk, campaign=case.campaign, org=case.org,
        actor=by.identity, post=by.post, happened_at=at, body=filled,
    )  # fmt: skip


def _demand_filled(verb: str, body: Mapping[str, Any]) -> None:
    if verb in {"assigned", "transferred"} and not body.get("handler"):
        raise Refused("handler-missing")
    if verb == "joined" and not body.get("joint"):
        raise Refused("bad-body", "没有选择会办单位")
    if verb == "extension_requested" and not body.get("until"):
        raise Refused("bad-body", "没有填写申请延期到哪一天")


def _next_due(plan: Plan, step: Step, case: Case, at: datetime) -> datetime | None:
    """Work given back before anybody was charged with it waits to be assigned."""
    given_back = step.verb in {"returned", "reopened"} and case.handler is None
    return next_due(plan, State.FILED if given_back else step.to, at) if step.to else None


FIVE_LABELS = {"responsible": "整改责任人", "measures": "整改措施", "money": "资金安排", "emergency": "应急预案"}
_DEADLINES = {"due_at": "整改期限", "until": "延期日期"}


def _check_deadlines(case: Case, verb: str, body: Mapping[str, Any], plan: Plan, at: datetime) -> None:
    for key, label in _DEADLINES.items():
        if body.get(key) and _moment(body[key]) <= at:
            raise Refused("deadline-past", f"{label} {_day(_moment(body[key]))}")
    most = case.terms.get("extend_by")
    if verb in {"extension_requested", "extended"} and body.get("until") and most and case.due_at:
        latest = plan.calendar.after(case.due_at, most)
        if _moment(body["until"]) > latest:
            raise Refused("extension-too-long", f"最长延 {span_label(most)}，到 {_day(latest)}")


def _day(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def _level_of(by: Actor) -> dict[str, str]:
    """The level that supervises: that of the area for which the post stands."""
    area = Org.objects.filter(path=by.reach).first()
    return {"level": area.level if area else "", "org_name": area.name if area else by.org_name}


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _name_orgs(body: dict[str, Any], known: Mapping[int, str] | None) -> None:
    """Names as they were at the moment stand in the entry, so that history reads right after an org is renamed."""
    joint = list(body.get("joint", ()))
    wanted = {number for number in (body.get("handler"), *joint) if number}
    if not wanted:
        return
    names = known or dict(Org.objects.filter(number__in=wanted, closed=False).values_list("number", "name"))
    if wanted - set(names):
        raise Refused("handler-missing")
    if body.get("handler"):
        body["handler_name"] = names[body["handler"]]
    if joint:
        body["joint_names"] = [names[number] for number in joint]
