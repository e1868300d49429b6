"""What a plan asks of each post, week by week, against the people there are; and where it breaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from taizhang.core.calendar import CHINA
from taizhang.core.plan import DutyRule, ReportRule
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for

from .course import Course
from .habits import MINUTES_A_DAY
from .outcome import Break, Load, RuleStanding

UNSAID = 15
"""Minutes of a duty for which the plan names none."""

OFTEN = 0.1
"""Share of lapsed duties from which a rule counts as broken."""

Post = tuple[str, int]
"""(role, org): owners each stand for themselves, by their subject's place."""


def loads_and_breaks(course: Course, last: date) -> tuple[list[Load], list[RuleStanding], list[Break]]:
    """All of it in one pass over the duties that open up to the last day."""
    asked: dict[Post, Counter[str]] = defaultdict(Counter)
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    minutes = {rule.id: rule.minutes for rule in _rules(course)}
    owners = {one.actor.subject: number for number, one in enumerate(course.town.of_role(Role.OWNER))}
    for duty in duties_for(course.town.office.actor).filter(campaign=course.campaign.pk).iterator(chunk_size=2000):
        first, due = (moment.astimezone(CHINA).date() for moment in (duty.opens_at, duty.due_at))
        if first > last:
            continue
        if due <= last:
            rules[duty.rule]["owed"] += duty.state != "excused"
            rules[duty.rule][duty.state] += 1
        post = (duty.role, owners.get(duty.subject, -1) if duty.role == Role.OWNER else duty.bearer)
        _spread(asked[post], minutes.get(duty.rule) or UNSAID, course, first, min(due, last))
    loads = [_load(course, role, {post: weeks for post, weeks in asked.items() if post[0] == role}) for role in Role]
    standings = _standings(course, rules)
    found = [load for load in loads if load is not None]
    return found, standings, [*_overloaded(found), *_unmet(standings), *_beyond(course, rules)]


def _rules(course: Course) -> list[DutyRule | ReportRule]:
    return [*course.plan.duties, *course.plan.long_term, *course.plan.reports]


def _spread(weeks: Counter[str], minutes: int, course: Course, first: date, last: date) -> None:
    """The work of a duty, in equal parts over the weeks of its window."""
    names = sorted(
        {_week(first + timedelta(days=days)) for days in range(0, (last - first).days + 1, 7)} | {_week(last)}
    )
    for name in names:
        weeks[name] += max(1, minutes * 60 // len(names))


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _load(course: Course, role: Role, asked: Mapping[Post, Counter[str]]) -> Load | None:
    """In seconds inside, so that parts of minutes do not get lost."""
    people = course.town.of_role(role)
    if not asked or role not in MINUTES_A_DAY:
        return None
    capacity = MINUTES_A_DAY[role] * 5
    (_, org), weeks = max(asked.items(), key=lambda item: (sum(item[1].values()), -item[0][1]))
    peak_week, peak = max(weeks.items(), key=lambda item: (item[1], item[0]))
    place = course.town.orgs.get(org) if role is not Role.OWNER else None
    worked = [minutes for (worker, _), minutes in course.minutes.items() if worker == role.value]
    spans = len({week for worker, week in course.minutes if worker == role.value}) or 1
    return Load(
        role=role.label, posts=len(asked), people=len(people), capacity=capacity,
        mean=sum(weeks.values()) // 60 // len(weeks), peak=peak // 60, peak_week=peak_week,
        peak_post=place.name if place else role.label,
        weeks_over=sum(spent // 60 > capacity for spent in weeks.values()),
        worked=sum(worked) // spans // max(1, len(people)),
    )  # fmt: skip


def _standings(course: Course, rules: Mapping[str, Counter[str]]) -> list[RuleStanding]:
    titles = {rule.id: rule.title for rule in _rules(course)}
    return [
        RuleStanding(name, title, found["owed"], found["met"], found["met_late"], found["lapsed"])
        for name, title in titles.items()
        if (found := rules.get(name))
    ]


def _overloaded(loads: Sequence[Load]) -> Iterator[Break]:
    for load in loads:
        if not load.people:
            yield Break(load.role, f"有 {load.posts} 个岗位承担任务，却没有人任职")
        elif load.weeks_over:
            yield Break(
                f"{load.role}（{load.peak_post}）",
                f"{load.weeks_over} 周超出人力：最忙的 {load.peak_week} 需 {load.peak} 分钟，可用 {load.capacity} 分钟",
            )


def _unmet(standings: Sequence[RuleStanding]) -> Iterator[Break]:
    for one in standings:
        if one.owed and one.lapsed / one.owed > OFTEN:
            yield Break(one.title, f"到期 {one.owed} 项，{one.lapsed} 项没有完成，{one.met_late} 项逾期完成")


def _beyond(course: Course, rules: Mapping[str, Counter[str]]) -> Iterator[Break]:
    """Rules that brought no duty at all: nobody and nothing fits them, or their days are not within the run."""
    for rule in course.plan.duties:
        if not Duty.objects.filter(campaign=course.campaign.pk, rule=rule.id).exists():
            yield Break(rule.title, "没有产生任何任务：没有对应的单位或对象")
