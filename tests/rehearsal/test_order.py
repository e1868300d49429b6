"""Inspections that arrive in any order meet the same duties: found by a rehearsal with people without network."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.duties.operations import reopen
from taizhang.inspections.operations import record_draft
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

GRID = "530199001001-01"
CHECKLIST = """
| survey |                   |       |        |          |
|        | type              | name  | label  | required |
|        | select_one result | alarm | 有报警装置 | yes      |

| choices |           |      |     |
|         | list_name | name | label |
|         | result    | pass | 合格 |
|         | result    | fail | 不合格 |

| settings |            |         |         |
|          | form_title | form_id | version |
|          | 检查表     | kitchen | 1       |
"""
PLAN = {
    "id": "gas",
    "title": "青禾街道燃气安全专项整治实施方案",
    "phases": [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-07-31"}],
    "subject_kinds": [
        {
            "id": "restaurant",
            "name": "用气餐饮场所",
            "checklist": "kitchen",
            "fields": [{"id": "name", "label": "店名"}],
        }
    ],
    "duties": [
        {
            "id": "check",
            "title": "每月检查两次",
            "inspect": {"kind": "restaurant"},
            "by": {"level": "grid"},
            "during": "screening",
            "every": "monthly",
            "times": 2,
        }
    ],
    "checklists": {"kitchen": CHECKLIST},
}
TIMES = (timedelta(days=1), timedelta(days=22), timedelta(days=25), timedelta(days=30))
"""One inspection in May, three in June."""


class Street:
    """A campaign with a restaurant for every order of arrival."""

    def __init__(self, cast: Cast, at: datetime, restaurants: int) -> None:
        self.cast, self.at = cast, at
        place = cast.orgs[GRID].number
        new = [NewSubject(kind="restaurant", name=f"面馆{number}", org=place) for number in range(restaurants)]
        add_subjects(new, by=cast.office, at=at - timedelta(days=5))
        about = start(by=cast.office, at=at, plan=Plan.from_dict(PLAN), root=cast.orgs["530199001"], units={})
        self.campaign = Campaign.objects.get(pk=about)
        self.subjects = list(Subject.objects.order_by("pk"))

    def inspected(self, subject: Subject, after: timedelta) -> Draft:
        from taizhang.core.ids import uuid7

        return record_draft(
            by=self.cast.grid_worker, at=self.at + after, campaign=self.campaign, subject=subject, about=uuid7(),
            body={"checklist": "kitchen", "answers": {"alarm": "pass"}},
        )  # fmt: skip

    def standing(self, subject: Subject) -> list[tuple[str, str, datetime | None]]:
        rows = Duty.objects.filter(subject=subject.pk).order_by("period")
        return [(row.period, row.state, row.met_at) for row in rows if row.period < "2026-07"]


@pytest.mark.mission("C24", "X6")
def test_inspections_meet_the_same_duties_in_whatever_order_they_arrive(cast: Cast, at: datetime) -> None:
    orders = list(permutations(TIMES))
    street = Street(cast, at, len(orders))
    received = at + timedelta(days=40)
    for subject, order in zip(street.subjects, orders, strict=True):
        for after in order:
            append([street.inspected(subject, after)], at=received, strict=False)
    wanted = [
        ("2026-05", "met", at + TIMES[0]),
        ("2026-05#2", "met_late", at + TIMES[3]),
        ("2026-06", "met", at + TIMES[1]),
        ("2026-06#2", "met", at + TIMES[2]),
    ]
    for subject in street.subjects:
        assert street.standing(subject) == wanted


@pytest.mark.mission("X6")
def test_a_duty_that_was_returned_is_met_by_the_next_inspection(cast: Cast, at: datetime) -> None:
    street = Street(cast, at, 1)
    (subject,) = street.subjects
    for days in (1, 3):
        append([street.inspected(subject, timedelta(days=days))], at=at + timedelta(days=days))
    second = Duty.objects.get(subject=subject.pk, period="2026-05#2")
    reopen(by=cast.clerk, at=at + timedelta(days=3, hours=1), duty=second.pk, reason="没有查到后厨")
    assert street.standing(subject)[1] == ("2026-05#2", "open", None)
    append([street.inspected(subject, timedelta(days=9))], at=at + timedelta(days=9))
    assert street.standing(subject)[1] == ("2026-05#2", "met", at + timedelta(days=9))
