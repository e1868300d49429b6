"""Recording inspections: one entry each; what failed is decided here, by the checklist that the inspector had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.relapses import Finding, earlier_cases
from taizhang.core.calendar import CHINA
from taizhang.core.checklists import noted_failures, unanswered, with_calculations
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.subjects.ground import Ground
from taizhang.subjects.held import corrections_of
from taizhang.subjects.models import Subject

from .queries import checklist_in, inspection_for

BY_SERVER = frozenset(
    {"path", "subject", "version", "self_made", "inspector_name", "line", "line_org", "failures", "register_changes"}
)
"""Keys of the body that are decided here, whatever a sender wrote."""


def record(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    subject: Subject,
    body: Mapping[str, Any],
    about: UUID | None = None,
    entry: UUID | None = None,
) -> UUID:
    """Record an inspection made now; returns its id. Raises Refused as `record_draft` does."""
    draft = record_draft(
        by=by, at=at, campaign=campaign, subject=subject, body=body, about=about or uuid7(), entry=entry
    )
    append([draft], at=at)
    return draft.about


def record_draft(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    subject: Subject,
    body: Mapping[str, Any],
    about: UUID,
    entry: UUID | None = None,
) -> Draft:
    """The authorised draft. `body` brings checklist, answers, notes, photos, position and so on, as in events.Recorded.

    Raises Refused("not-permitted" | "out-of-scope" | "bad-body").
    """
    _authorise(by, subject)
    name = str(body.get("checklist", ""))
    checklist = checklist_in(campaign, name, str(body.get("version", "")))
    if checklist is None:
        raise Refused("bad-body", f"方案中没有检查表“{name}”")
    answers = with_calculations(checklist, _by_item(body, "answers"), today=at.astimezone(CHINA).date().isoformat())
    missing = unanswered(checklist, answers)
    if missing:
        raise Refused("bad-body", f"“{missing[0].label}”还没有填写")
    kind = plan_of(campaign).kind(subject.kind)
    line = (kind.line if kind else "") or ""
    whole = {
        **body,
        "path": subject.path,
        "subject": subject.pk,
        "version": checklist.version,
        "self_made": by.role is Role.OWNER,
        "answers": answers,
        "inspector_name": by.name,
        "line": line,
        "line_org": campaign.units.get(line),
        "register_changes": corrections_of(subject, kind, checklist, answers),
        "failures": _with_relapses(
            noted_failures(checklist, answers, _by_item(body, "notes"), _by_item(body, "item_photos")), subject, at
        ),
    }
    return Draft(
        id=entry or uuid7(), kind="inspection.recorded", about=about, campaign=campaign.pk, org=subject.org,
        actor=by.identity, post=by.post, happened_at=at, body=whole,
    )  # fmt: skip


def _with_relapses(failed: list[dict[str, Any]], subject: Subject, at: datetime) -> list[dict[str, Any]]:
    """Each failure with the earlier case about the same: written down here, since later nothing may look it up."""
    findings = [Finding(subject.pk, one["category"], at) for one in failed]
    earlier = earlier_cases(findings) if findings else {}
    return [{**one, "relapse_of": earlier.get(finding)} for one, finding in zip(failed, findings, strict=True)]


def admit(by: Actor, sent: Draft, ground: Ground) -> Draft:
    """The authorised draft of what a phone sent: completed by what only the server decides.

    Where the subject was merged in the meantime, the record goes to the one that goes on. Raises
    Refused("not-permitted" | "out-of-scope" | "unknown-thing" | "unknown-kind" | "bad-body").
    """
    if sent.kind == "inspection.amended":
        return _amendment(by, sent)
    if sent.kind != "inspection.recorded":
        raise Refused("unknown-kind", sent.kind)
    campaign = ground.campaign(by, _uuid(sent.campaign, "campaign"))
    subject = ground.subject(by, _uuid(sent.body.get("subject"), "subject"))
    draft = record_draft(
        by=by, at=sent.happened_at, campaign=campaign, subject=subject, body=sent.body, about=sent.about, entry=sent.id
    )
    return replace(draft, device=sent.device, seq=sent.seq)


def amend(*, by: Actor, at: datetime, inspection: UUID, body: Mapping[str, Any]) -> None:
    """Correct what was written down. Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | …)."""
    sent = Draft(kind="inspection.amended", about=inspection, actor=by.identity, happened_at=at, body=body)
    append([_amendment(by, sent)], at=at)


def _amendment(by: Actor, sent: Draft) -> Draft:
    row = inspection_for(by, sent.about)
    if row.inspector != by.identity:
        by.demand(Power.ASSIGN, row.path)
    if not str(sent.body.get("reason", "")).strip():
        raise Refused("reason-missing")
    body = {**sent.body, "name": by.name}
    return replace(sent, campaign=row.campaign, org=row.org, actor=by.identity, post=by.post, body=body)


def _authorise(by: Actor, subject: Subject) -> None:
    if by.role is Role.OWNER:
        by.demand(Power.SELF_INSPECT)
        if by.subject != subject.pk:
            raise Refused("out-of-scope")
    else:
        by.demand(Power.INSPECT, subject.path)


def _by_item(body: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = body.get(key) or {}
    if not isinstance(found, Mapping):
        raise Refused("bad-body", f"{key} 应按检查项列出")
    return dict(found)


def _uuid(value: Any, key: str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise Refused("bad-body", f"{key} 应是编号") from None
