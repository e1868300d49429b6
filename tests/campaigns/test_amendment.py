"""What the page says an amendment will change is what it changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import amend
from taizhang.duties.models import Duty
from taizhang.web.amend_preview import amendment_of
from tests.cast import Cast
from tests.duties.test_making import PLAN, campaign, plan

__all__ = ["campaign"]


@pytest.mark.mission("C2")
def test_the_preview_of_an_amendment_is_what_happens(cast: Cast, campaign: Campaign, at: datetime) -> None:
    later = at + timedelta(days=7)
    shorter = [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-06-10"}]
    rules = [
        {**PLAN["duties"][0], "by": {"level": "village"}},
        *PLAN["duties"][1:2],
        {
            "id": "drill",
            "title": "应急演练",
            "hold": {"what": "drill"},
            "by": {"level": "village"},
            "during": "screening",
        },
    ]
    wanted = plan(phases=shorter, duties=rules)
    told = {change.title: change for change in amendment_of(campaign, wanted, later)}
    before = {row.pk: row for row in Duty.objects.all()}
    amend(by=cast.office, at=later, campaign=campaign, plan=wanted, reason="提前")
    after = {row.pk: row for row in Duty.objects.all()}
    assert sum(change.new for change in told.values()) == len(after.keys() - before.keys())
    assert sum(change.gone for change in told.values()) == len(before.keys() - after.keys())
    moved = [row for about, row in after.items() if about in before and row.due_at != before[about].due_at]
    assert sum(change.moved for change in told.values()) == len(moved)
    assert told["逐口检查"].reassigned == 3
    assert told["逐口检查"].dates[0][1].date().isoformat() == "2026-06-10"
    assert set(told["逐口检查"].names) >= {"柳荫社区", "柳荫第一网格", "稻香社区"}
    assert told["例会"].gone
    assert told["应急演练"].names == ["柳荫社区", "稻香社区"]
    assert (told["应急演练"].new, told["季度巡查"].new) == (2, 3)  # patrols begin when the campaign ends: earlier now


def test_the_same_plan_changes_nothing(campaign: Campaign, at: datetime) -> None:
    assert amendment_of(campaign, plan(), at + timedelta(days=7)) == []
