"""Rhythms: another stretch of duties is made well before the last one runs out."""

from __future__ import annotations

from datetime import datetime, timedelta

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.projections import AHEAD
from taizhang.campaigns.queries import running_out
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

BEFORE_THE_END = timedelta(days=31)
"""How long before its duties run out a campaign gets the next stretch of them."""


def prolong(*, now: datetime) -> int:
    """Prolong what runs out soon; returns how many campaigns."""
    drafts = [_prolonged(row) for row in running_out(now + BEFORE_THE_END)]
    if drafts:
        append(drafts, at=now, strict=False)
    return len(drafts)


def _prolonged(row: Campaign) -> Draft:
    return Draft(
        kind="campaign.prolonged",
        about=row.pk,
        campaign=row.pk,
        org=row.root,
        actor=CLOCK,
        happened_at=row.made_until - BEFORE_THE_END,
        body={"since": row.made_until, "until": row.made_until + AHEAD},
        id=derived(row.pk, "prolonged", row.made_until),
    )
