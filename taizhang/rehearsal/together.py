"""Several plans at once on one tree and one register: what all of them ask of the same people in the same week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from taizhang.core.burden import Ask, week_title
from taizhang.core.calendar import end_of_day
from taizhang.core.plan import Plan, shift
from taizhang.core.refusals import Refused
from taizhang.foresight.ground import Ground

from .invariants import all_held
from .living import Lived, Told, lived
from .outcome import Campaigned, Share, Together, VillageTogether
from .workload import Counted, counted, weighed, weighed_together


def rehearse_together(
    plans: Mapping[str, Plan],
    *,
    ground: Ground,
    seed: int,
    days: int | None = None,
    told: Told = lambda *_: None,
) -> Together:
    """Live through plans, by the names of their packs, as if all of them began on one day; see `lived`."""
    with lived(aligned(plans), ground=ground, seed=seed, days=days, told=told) as found:
        return _outcome(found, villages=len(ground.villages), seed=seed)


def aligned(plans: Mapping[str, Plan]) -> dict[str, Plan]:
    """Moved to begin on the day on which the first of them does: so the same weeks are asked for by all."""
    starts = [plan.start for plan in plans.values() if plan.start is not None]
    if len(starts) < len(plans):
        undated = "、".join(f"“{plan.title}”" for plan in plans.values() if plan.start is None)
        raise Refused("plan-not-ready", f"{undated}没有写明起止日期，无法推演")
    return {pack: shift(plan, min(starts)) for pack, plan in plans.items()}


def _outcome(found: Lived, *, villages: int, seed: int) -> Together:
    each = {pack: counted(course, found.last) for pack, course in found.courses.items()}
    campaigns = tuple(_campaigned(found, pack, one) for pack, one in each.items())
    whole = weighed_together(list(each.values()))
    return Together(
        packs=tuple(each),
        villages=villages,
        seed=seed,
        starts_on=campaigns[0].starts_on,
        ends_on=found.last.isoformat(),
        people=found.people,
        habits=found.habits,
        subjects=found.subjects,
        shared=_shared(found),
        totals=found.totals,
        sync=found.sync,
        refused=dict(sorted(found.life.refused.items())),
        campaigns=campaigns,
        loads=tuple(whole.loads),
        posts=tuple(whole.posts),
        villages_asked=tuple(_villages(each)),
        breaks=tuple(whole.breaks),
        invariants=tuple(all_held(found.life, found.witness, end_of_day(found.last))),
    )


def _campaigned(found: Lived, pack: str, one: Counted) -> Campaigned:
    work, days = weighed(one), found.days[pack]
    return Campaigned(
        pack=pack,
        title=one.course.plan.title,
        starts_on=days[0].date,
        ends_on=days[-1].date,
        days=tuple(replace(day, rules=tuple(work.of_day(day.date))) for day in days),
        loads=tuple(work.loads),
        villages_asked=tuple(work.villages_asked),
        rules_asked=tuple(work.rules_asked),
        rules=tuple(work.rules),
        breaks=tuple(work.breaks),
    )


def _shared(found: Lived) -> dict[str, int]:
    """Subjects that are there once and concern several campaigns, by the name of their kind."""
    plans = [course.plan for course in found.courses.values()]
    asking = Counter(kind.id for plan in plans for kind in plan.subject_kinds)
    names = {kind.id: kind.name for plan in reversed(plans) for kind in plan.subject_kinds}
    rows = found.life.town.subjects.values()
    return dict(Counter(names[row.kind] for row in rows if asking[row.kind] > 1))


def _villages(each: Mapping[str, Counted]) -> Iterator[VillageTogether]:
    """By the number of the place; what its fullest week holds, the most laborious first."""
    weeks: dict[int, dict[str, dict[tuple[str, str], Ask]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(Ask)))
    for pack, one in each.items():
        for (place, _, week, rule), ask in one.meter.cells.items():
            weeks[place][week][pack, one.meter.rules[rule].title] += ask
    town = next(iter(each.values())).course.town
    for place, by_week in sorted(weeks.items()):
        sums = {week: _sum(list(asks.values())) for week, asks in by_week.items()}
        peak = max(sums, key=lambda week: (sums[week].minutes, sums[week].typed, week))
        rules = sorted(by_week[peak].items(), key=lambda item: (-item[1].minutes, item[0]))
        yield VillageTogether(
            place=town.orgs[place].name,
            mean=(_sum(list(sums.values())) * (1 / len(sums))).rounded(),
            peak=sums[peak].rounded(),
            peak_week=week_title(peak),
            shares=tuple(
                Share(pack, one.course.plan.title, _sum([ask for (own, _), ask in rules if own == pack]).rounded())
                for pack, one in each.items()
            ),
            rules=tuple(Share(pack, title, ask.rounded()) for (pack, title), ask in rules),
        )


def _sum(asks: Sequence[Ask]) -> Ask:
    return sum(asks, Ask())
