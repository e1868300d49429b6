"""Writing complaints: whoever is asked may say that it is too much; the office answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once

from .queries import complaint_for
from .reasons import REASONS


def complain(
    *, by: Actor, at: datetime, campaign: Campaign, rule: str, reason: str, words: str = "", entry: UUID | None = None
) -> UUID:
    """Say that a rule asks for something twice, or for something that nobody needs; returns the complaint's id.

    Raises Refused("not-permitted" | "unknown-thing" | "bad-body").
    """
    by.demand(Power.VIEW)
    plan = plan_of(campaign)
    asked = plan.duty(rule) or plan.report(rule)
    if asked is None:
        raise Refused("unknown-thing", "方案里的这项要求")
    if reason not in REASONS:
        raise Refused("bad-body", "请选择是重复了，还是没有必要")
    entry = entry or uuid7()
    about = derived("complaint", entry)
    body = {
        "rule": rule, "title": asked.title, "path": by.path, "subject": by.subject, "reason": reason,
        "words": words.strip(), "name": by.name,
    }  # fmt: skip
    draft = Draft(
        id=entry, kind="complaint.raised", about=about, campaign=campaign.pk, org=by.org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
    _store(draft, at)
    return about


def answer(*, by: Actor, at: datetime, about: UUID, dropped: bool, words: str, entry: UUID | None = None) -> None:
    """What the office makes of it. Raises Refused("unknown-thing" | "not-permitted" | "out-of-scope" | "bad-body")."""
    row = complaint_for(by, about)
    by.demand(Power.MANAGE_CAMPAIGN, campaign_for(by, row.campaign).path)
    if not words.strip():
        raise Refused("bad-body", "请写明答复，例如依据哪句话要保留，或怎样减掉")
    draft = Draft(
        id=entry or uuid7(), kind="complaint.answered", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at,
        body={"dropped": dropped, "answer": words.strip(), "name": by.name},
    )  # fmt: skip
    _store(draft, at)


def _store(draft: Draft, at: datetime) -> None:
    """A form that is sent twice counts once."""
    once(
        draft.id, lambda: draft, lambda one: append([one], at=at),
        kind=draft.kind, about=draft.about, actor=draft.actor, body=draft.body,
    )  # fmt: skip
