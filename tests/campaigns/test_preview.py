"""What the start page says will arise is what arises."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from taizhang.campaigns.operations import start
from taizhang.core.plan import load_plan, shift
from taizhang.duties.models import Duty
from taizhang.subjects.models import Subject
from taizhang.web.start_preview import HORIZON, preview_of
from taizhang.workflows.prolonging import prolong
from tests.cast import Cast

PACK = Path(__file__).parents[2] / "packs" / "gas-safety"


def subjects(cast: Cast, at: datetime) -> None:
    """Restaurants, some crowded, and operators over the grids of the street."""
    grids = [org for org in cast.orgs.values() if org.level == "grid"]
    for number in range(30):
        place = grids[number % len(grids)]
        kind = "gas-operator" if number % 7 == 0 else "restaurant"
        Subject.objects.create(
            id=uuid4(), kind=kind, name=f"第{number}家", org=place.number, path=place.path, in_grid=True,
            fields={"crowded": number % 3 == 0}, name_key=f"{number}", address_key="", added_at=at, updated_at=at,
        )  # fmt: skip


@pytest.mark.mission("C5")
def test_the_preview_counts_what_arises_within_a_year(cast: Cast, at: datetime) -> None:
    subjects(cast, at)
    root, bureau = cast.orgs["530199001"], cast.orgs["530199001-AJB"]
    plan = shift(load_plan(PACK), at.date())
    units = {"safety-office": bureau.number}
    preview = preview_of(plan, root, units, at)
    campaign = start(by=cast.office, at=at, plan=plan, root=root, units=units)
    for month in range(1, 12):  # the clock makes rhythms stretch by stretch
        prolong(now=at + timedelta(days=31 * month))
    arisen = Duty.objects.filter(campaign=campaign, opens_at__lte=at + HORIZON)
    made = Counter(arisen.values_list("rule", flat=True))
    titles = {rule.id: rule.title for rule in [*plan.duties, *plan.long_term]}
    titles |= {report.id: report.title for report in plan.reports}
    told = Counter({rule.title: rule.count for rule in preview.rules if rule.count})
    assert told == Counter({titles[rule]: count for rule, count in made.items()})
    assert preview.total == sum(made.values())
    assert preview.subjects["用气餐饮场所"] == Subject.objects.filter(kind="restaurant").count()
    assert sum(count for _, _, count in preview.levels) == preview.total


@pytest.mark.mission("C79")
def test_the_preview_tells_what_each_village_is_asked_and_which_sentence_asks_it(cast: Cast, at: datetime) -> None:
    subjects(cast, at)
    preview = preview_of(shift(load_plan(PACK), at.date()), cast.orgs["530199001"], {}, at)
    villages = {org.name for org in cast.orgs.values() if org.level == "village"}
    assert {one.place for one in preview.villages} == villages
    assert all(one.peak.minutes >= one.mean.minutes > 0 and one.mean.typed > 0 for one in preview.villages)
    assert "网格员对使用燃气的餐饮场所逐户检查" in " ".join(one.source for one in preview.asked)


def test_posts_that_nobody_fills_are_named(cast: Cast, at: datetime) -> None:
    subjects(cast, at)
    plan = shift(load_plan(PACK), at.date())
    preview = preview_of(plan, cast.orgs["530199001"], {}, at)
    empty = {(post.org, post.role) for post in preview.empty}
    assert ("柳荫第二网格", "网格员") in empty
    assert ("柳荫第一网格", "网格员") not in empty


def test_the_preview_writes_nothing_and_looks_at_each_kind_of_subject_once(
    cast: Cast, at: datetime, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    subjects(cast, at)
    plan = shift(load_plan(PACK), at.date())
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        preview_of(plan, cast.orgs["530199001"], {}, at)
    assert not Duty.objects.exists()
