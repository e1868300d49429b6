"""A rehearsal: a plan lived through from its first day, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from taizhang.core.calendar import end_of_day
from taizhang.core.plan import Plan
from taizhang.foresight.ground import Ground

from .invariants import all_held
from .living import Lived, Told, lived
from .outcome import Outcome
from .workload import counted, weighed


def rehearse(
    plan: Plan,
    *,
    pack: str,
    ground: Ground,
    seed: int,
    days: int | None = None,
    told: Told = lambda *_: None,
) -> Outcome:
    """Live through the plan, or its first `days`; see `lived`."""
    with lived({pack: plan}, ground=ground, seed=seed, days=days, told=told) as found:
        return _outcome(found, pack, villages=len(ground.villages), seed=seed)


def _outcome(found: Lived, pack: str, *, villages: int, seed: int) -> Outcome:
    course, days = found.courses[pack], found.days[pack]
    work = weighed(counted(course, found.last))
    return Outcome(
        pack=pack,
        title=course.plan.title,
        villages=villages,
        seed=seed,
        starts_on=days[0].date,
        ends_on=days[-1].date,
        people=found.people,
        habits=found.habits,
        subjects=found.subjects,
        totals=found.totals,
        sync=found.sync,
        refused=dict(sorted(found.life.refused.items())),
        days=tuple(replace(day, rules=tuple(work.of_day(day.date))) for day in days),
        loads=tuple(work.loads),
        posts=tuple(work.posts),
        villages_asked=tuple(work.villages_asked),
        rules_asked=tuple(work.rules_asked),
        rules=tuple(work.rules),
        breaks=tuple(work.breaks),
        invariants=tuple(all_held(found.life, found.witness, end_of_day(found.last))),
    )
