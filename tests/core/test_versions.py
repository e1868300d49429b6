"""A plan amended while it runs: what is open follows the new plan, what is past stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from taizhang.core.calendar import CHINA
from taizhang.core.duties import DutySpec, Expansion, Version, fold_duty, owed
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived

from .plan_examples import CAMPAIGN, PLACES, REGISTER, STARTS_AT, UNITS, plan_of

HORIZON = STARTS_AT + timedelta(days=366)
AMENDED = datetime(2026, 5, 6, 12, tzinfo=CHINA)
RULES = """
phases:
  - {{id: screening, name: 排查治理, start: 2026-04-01, end: {end}}}
duties:
  - id: check
    title: 检查
    inspect: {{kind: restaurant}}
    by: {{level: grid}}
    during: screening
    otherwise: [remind@-3d]
  - {{id: {meeting}, title: 例会, hold: {{what: meeting}}, by: {{level: village}}, every: weekly, on: mon}}
"""


def version(since: datetime, *, end: str = "2026-06-30", meeting: str = "meeting") -> Version:
    plan = plan_of(RULES.format(end=end, meeting=meeting))
    return Version(since, Expansion(plan, CAMPAIGN, PLACES, STARTS_AT, HORIZON, units=UNITS))


def all_owed(*versions: Version, done: Collection[UUID] = ()) -> dict[UUID, DutySpec]:
    def specs(expansion: Expansion) -> list[DutySpec]:
        return [*expansion.about_places(), *expansion.about_subjects(REGISTER)]

    return owed(versions, specs, lambda asked, _: set(asked) & set(done))


@pytest.mark.mission("X2")
def test_a_moved_date_moves_what_is_open() -> None:
    moved = all_owed(version(STARTS_AT), version(AMENDED, end="2026-05-31"))
    checks = [spec for spec in moved.values() if spec.rule == "check"]
    assert {spec.due_at.date().isoformat() for spec in checks} == {"2026-05-31"}
    assert set(moved) < set(all_owed(version(STARTS_AT)))


def test_a_rule_that_is_dropped_leaves_its_past_and_a_new_one_begins_after_the_amendment() -> None:
    both = all_owed(version(STARTS_AT), version(AMENDED, meeting="review")).values()
    dropped = [spec for spec in both if spec.rule == "meeting"]
    begun = [spec for spec in both if spec.rule == "review"]
    assert dropped
    assert begun
    assert all(spec.due_at <= AMENDED for spec in dropped)
    assert all(spec.due_at > AMENDED for spec in begun)


def test_what_had_been_done_early_stays_done() -> None:
    early = next(about for about, spec in all_owed(version(STARTS_AT)).items() if spec.period == "2026-W20")
    amended = version(AMENDED, meeting="review")
    assert early not in all_owed(version(STARTS_AT), amended)
    assert early in all_owed(version(STARTS_AT), amended, done={early})


def test_amending_to_the_same_plan_changes_nothing() -> None:
    once = all_owed(version(STARTS_AT))
    assert all_owed(version(STARTS_AT), version(AMENDED)) == once


def test_a_lapse_and_a_rung_no_longer_hold_when_the_due_time_has_moved() -> None:
    due, later = AMENDED, AMENDED + timedelta(days=20)
    about = UUID(int=1)
    lapsed = Entry(derived("l"), "duty.lapsed", about, CAMPAIGN, 1, CLOCK, None, due, due, {"at": due.isoformat()})
    moment = due - timedelta(days=3)
    rung = Entry(derived("r"), "duty.rung", about, CAMPAIGN, 1, CLOCK, None, moment, moment, {"rung": "remind"})
    before = fold_duty(due, STARTS_AT, (("remind", moment),), [rung, lapsed])
    assert (before.state, before.rung) == ("lapsed", "remind")
    after = fold_duty(later, STARTS_AT, (("remind", later - timedelta(days=3)),), [rung, lapsed])
    assert (after.state, after.rung, after.next_at) == ("open", None, later - timedelta(days=3))
