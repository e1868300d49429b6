"""The burden meter: what a plan asks of a village in a week, split by rule; every pack states its own figure."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from taizhang.core.burden import Ask, Meter, asked_by, week_of
from taizhang.core.plan import Plan, load_plan, parse_plan
from taizhang.core.plan.rules import DutyRule
from tests.core.burden_case import VILLAGE, metered

PACKS = Path(__file__).parents[2] / "packs"
STATED = re.compile(r"平均每周要填 (\d+) 栏；[^。]*?要 (\d+) 栏")
PLAN = """
id: example
title: 试点
phases: [{id: all, name: 整治, start: 2026-03-02, end: 2026-03-29}]
subject_kinds:
  - id: shop
    name: 店
    checklist: look
    fields: [{id: name, label: 店名}, {id: seats, label: 餐位数, type: number}]
categories: [{id: dirty, name: 脏乱, period: 3d}]
duties:
  - {id: check, title: 查店, inspect: {kind: shop}, by: {level: village}, during: all, minutes: 20, source: 逐店检查。}
  - {id: meet, title: 周会, hold: {what: meeting}, by: {level: village}, every: weekly, minutes: 30,
     evidence: {photos: 1, participants: true}, source: 每周召开会议。}
reports:
  - {id: week, title: 周报, every: weekly, measures: [cases.filed, cases.open], minutes: 5,
     chain: [{level: village, role: clerk}], source: 每周报送。}
checklists:
  look: |
    | survey |                   |       |          |          |          |         |
    |        | type              | name  | label    | category | required | relevant |
    |        | integer           | seats | 餐位数   |          | yes      |         |
    |        | select_one result | clean | 干净     | dirty    | yes      |         |
    |        | image             | photo | 照片     |          | yes      | ${clean} = 'fail' |
    |        | text              | words | 情况     |          | yes      |         |
    |        | text              | more  | 补充     |          |          |         |

    | choices |           |      |        |
    |         | list_name | name | label  |
    |         | result    | pass | 合格   |
    |         | result    | fail | 不合格 |

    | settings |            |         |         |
    |          | form_title | form_id | version |
    |          | 检查表     | look    | 1       |
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return parse_plan(PLAN)


def rule(plan: Plan, name: str) -> DutyRule:
    found = plan.duty(name)
    assert found
    return found


@pytest.mark.mission("C79")
def test_a_check_counts_what_is_typed_and_not_what_the_register_holds(plan: Plan) -> None:
    asked = asked_by(plan, rule(plan, "check"), "shop")
    assert asked == Ask(minutes=20, typed=2, spared=1, photos=0), "seats are known, the photo only where it fails"


@pytest.mark.mission("C79")
def test_a_report_asks_no_figures_and_a_meeting_asks_its_attendance(plan: Plan) -> None:
    report = plan.report("week")
    assert report and asked_by(plan, report) == Ask(minutes=5, spared=2, reports=1)
    assert asked_by(plan, rule(plan, "meet")) == Ask(minutes=30, typed=1, photos=1, meetings=1)


@pytest.mark.mission("C79")
def test_work_is_spread_over_the_weeks_of_its_window_and_split_by_rule_with_its_sentence(plan: Plan) -> None:
    meter = Meter(plan, {1: 1, 2: 1})
    meter.take("check", "shop", (2, "grid-worker"), date(2026, 3, 2), date(2026, 3, 29), times=8)
    meter.take("week", None, (1, "clerk"), date(2026, 3, 2), date(2026, 3, 8))
    meter.take("check", "shop", (9, "bureau"), date(2026, 3, 2), date(2026, 3, 8))
    meter.take("check", "shop", (2, "owner"), date(2026, 3, 2), date(2026, 3, 8))
    (village,) = meter.villages()
    assert village.peak_week == week_of(date(2026, 3, 2))
    assert (village.peak.minutes, village.peak.typed, village.peak.reports) == (45, 4, 1)
    assert village.mean.minutes == (4 * 40 + 5) / 4
    assert [(one.title, one.source) for one in meter.by_rule()] == [("查店", "逐店检查。"), ("周报", "每周报送。")]
    assert meter.only("2026-W11").villages()[0].mean == Ask(minutes=40, typed=4, spared=2)


@pytest.mark.mission("C79")
@pytest.mark.parametrize("pack", sorted(path.name for path in PACKS.iterdir() if (path / "plan.yaml").exists()))
def test_a_pack_states_how_many_fields_a_village_types_in_a_week(pack: str) -> None:
    village = next(one for one in metered(load_plan(PACKS / pack)).villages() if one.place == VILLAGE)
    stated = STATED.search((PACKS / pack / "README.md").read_text(encoding="utf-8"))
    typed, demanded = round(village.mean.typed), round(village.mean.demanded)
    assert stated, f"README 应写明：平均每周要填 {typed} 栏；照方案原文全由人填要 {demanded} 栏"
    assert (int(stated[1]), int(stated[2])) == (typed, demanded)


@pytest.mark.mission("C79")
def test_the_table_of_all_packs_says_what_each_pack_says() -> None:
    table = (PACKS.parent / "docs" / "burden.md").read_text(encoding="utf-8")
    rows = {name: (typed, plain) for name, typed, plain in re.findall(r"\| `([a-z-]+)` \| (\d+) \| (\d+) \|", table)}
    readmes = {pack.parent.name: STATED.search(pack.read_text(encoding="utf-8")) for pack in PACKS.glob("*/README.md")}
    assert rows == {name: found.groups() for name, found in readmes.items() if found}
    assert len(rows) == len(readmes)
