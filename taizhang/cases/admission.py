"""What a phone may write into the ledger: each sent entry authorised and completed like a click, at its own time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.cases.steps import STEPS
from taizhang.core.refusals import Refused
from taizhang.journal.drafts import Draft
from taizhang.journal.kinds import checked_body
from taizhang.orgs.models import Org
from taizhang.subjects.ground import Ground

from .models import Case
from .operations import file_draft, step_draft
from .queries import case_for

BY_SERVER = frozenset(
    {
        "path", "category_name", "severity", "line", "line_org", "phase", "due_at", "rungs", "evidence", "finder",
        "name", "handler_name", "subject", "relapse_of",
    }
)  # fmt: skip
"""Keys of a filing that follow from plan, place and person, and names that the server fills in."""

_SENT = ("description", "photos", "voices", "lat", "lng", "clause", "item", "inspection", "device_time")


def admit(by: Actor, sent: Draft, ground: Ground) -> Draft:
    """The authorised draft of what a phone sent about a case.

    A step may arrive before the filing of its case (entries get lost and come in any order): then the place that the
    entry names decides, and the step waits aside until the case exists. Raises Refused("not-permitted" |
    "out-of-scope" | "unknown-thing" | "unknown-kind" | "bad-body" | "deadline-past").
    """
    verb = sent.kind.partition(".")[2]
    if verb == "filed":
        return replace(_filing(by, sent, ground), device=sent.device, seq=sent.seq)
    if verb not in STEPS:
        raise Refused("unknown-kind", sent.kind)
    checked_body(sent.kind, sent.body)
    if not Case.objects.filter(pk=sent.about).exists():
        return _early(by, sent, verb)
    case = case_for(by, sent.about)
    draft = step_draft(by=by, at=sent.happened_at, case=case, verb=verb, body=sent.body, entry=sent.id)
    return replace(draft, device=sent.device, seq=sent.seq)


def _filing(by: Actor, sent: Draft, ground: Ground) -> Draft:
    body = sent.body
    if sent.campaign is None:
        raise Refused("bad-body", "没有写明属于哪个专项整治")
    campaign = ground.campaign(by, sent.campaign)
    org, subject = _place(by, sent, ground)
    more = {key: body[key] for key in _SENT if body.get(key) is not None}
    return file_draft(
        by=by, at=sent.happened_at, campaign=campaign, org=org, category=str(body.get("category", "")),
        title=str(body.get("title", "")), subject=subject, about=sent.about, entry=sent.id, **more,
    )  # fmt: skip


def _place(by: Actor, sent: Draft, ground: Ground) -> tuple[Org, UUID | None]:
    """Where it was found: at the subject, else at the place that the entry names, else at the post's own."""
    named = sent.body.get("subject")
    if named:
        subject = ground.subject(by, _uuid(named))
        return Org.objects.get(number=subject.org), subject.pk
    return ground.place(sent.org or by.org), None


def _early(by: Actor, sent: Draft, verb: str) -> Draft:
    org = Org.objects.filter(number=sent.org or by.org).first()
    if org is None:
        raise Refused("unknown-thing", f"组织 {sent.org}")
    by.demand(STEPS[verb].power, org.path)
    body: Mapping[str, Any] = {**sent.body, "name": by.name}
    return replace(sent, org=org.number, actor=by.identity, post=by.post, body=body)


def _uuid(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Refused("bad-body", "subject 应是编号") from None
