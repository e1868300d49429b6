"""A letter binds who signed it: whoever takes a post over is asked to sign what the predecessor had signed."""

from __future__ import annotations

from datetime import datetime

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import working_calendar
from taizhang.core.ids import derived
from taizhang.core.ladder import instants
from taizhang.core.roles import Power
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org, Post

from .decisions_are_owed import LADDER

WITHIN = "5wd"


def ask_letters_anew(*, by: Actor, at: datetime, post: Post) -> int:
    """`post` is the successor's. What was never signed is owed by the post anyhow. Returns how many are asked for.

    Raises Refused("not-permitted" | "out-of-scope").
    """
    by.demand(Power.MANAGE_ORGS, post.path)
    running = Campaign.objects.filter(closed_at=None).values("pk")
    signed = Duty.objects.filter(
        bearer=post.org, role=post.role, verb="sign", state__in=["met", "met_late"], campaign__in=running
    )
    org = Org.objects.get(number=post.org)
    calendar = working_calendar()
    due_at = calendar.after(at, WITHIN)
    drafts = [
        Draft(
            id=derived("letter-anew", post.uid, duty.pk), kind="duty.ordered",
            about=derived("duty-anew", post.uid, duty.pk), campaign=duty.campaign, org=org.number, actor=by.identity,
            post=by.post, happened_at=at,
            body={
                "title": f"接任后重新{duty.title}"[:200], "path": org.path, "bearer": org.number, "role": post.role,
                "due_at": due_at, "rungs": instants(LADDER, at, due_at, calendar), "by": post.uid, "name": by.name,
            },
        )
        for duty in signed.order_by("met_at", "pk")
    ]  # fmt: skip
    append(drafts, at=at)
    return len(drafts)
