"""What a plan asked of each post, week by week, against the people there are; what happened on each day; where it
broke. All of it comes from one pass over the duties, once the last day is over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from taizhang.core.burden import UNSAID, Meter, carriers, week_of, week_title
from taizhang.core.calendar import CHINA
from taizhang.core.ladder import Rung
from taizhang.core.plan import DutyRule, ReportRule
from taizhang.core.plan.rules import Recheck
from taizhang.core.roles import Role
from taizhang.duties.making import places_under
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.journal.models import StoredEntry

from .course import Course
from .habits import MINUTES_A_DAY, WORKING_DAY
from .outcome import Break, DayOfRule, Load, PostLoad, RuleAsked, RuleStanding, VillageAsked
from .town import Town

OFTEN = 0.1
"""Share of lapsed duties from which a rule counts as broken."""

MOST_POSTS = 60
"""The most strained ones are told one by one."""

Post = tuple[str, int]
"""(role, org): owners each stand for themselves, by their number."""


@dataclass
class Weighed:
    """What is told of the work, once it is added up."""

    loads: list[Load] = field(default_factory=list)
    posts: list[PostLoad] = field(default_factory=list)
    villages_asked: list[VillageAsked] = field(default_factory=list)
    rules_asked: list[RuleAsked] = field(default_factory=list)
    rules: list[RuleStanding] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    days: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def of_day(self, day: str) -> Iterator[DayOfRule]:
        """In the order of the plan."""
        found = self.days.get(day, {})
        for rule, title in self.titles.items():
            if counted := found.get(rule):
                yield DayOfRule(rule, title, *(counted[name] for name in _EVENTS))


_EVENTS = ("due", "met", "met_late", "lapsed", "escalated")


@dataclass
class _Asked:
    """What the duties ask: of each post by week (in seconds, so that parts of minutes do not get lost), and what became
    of the duties of each rule."""

    weeks: dict[Post, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: dict[str, dict[str, Counter[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Counter)))
    lapsed: dict[str, Counter[tuple[Post, int]]] = field(default_factory=lambda: defaultdict(Counter))
    """{rule: {(post, place): how many}}"""
    first: dict[tuple[str, int], date] = field(default_factory=dict)
    """{(rule, place): the first day on which one lapsed}"""


@dataclass(frozen=True)
class Counted:
    """One pass over the duties of a campaign."""

    course: Course
    asked: _Asked
    meter: Meter


def counted(course: Course, last: date) -> Counted:
    """Everything up to the last day."""
    found = Counted(course, _Asked(), Meter(course.plan, carriers(places_under(course.town.root.path))))
    minutes = {rule.id: rule.minutes or UNSAID for rule in _rules(course)}
    owners = {one.actor.subject: number for number, one in enumerate(course.town.of_role(Role.OWNER))}
    ruled: dict[UUID, str] = {}
    kinds = {row.pk: row.kind for row in course.town.subjects.values()}
    rows = duties_for(course.town.office.actor).filter(campaign=course.campaign.pk).order_by("pk")
    for duty in rows.iterator(chunk_size=2000):
        ruled[duty.pk] = duty.rule
        post = (duty.role, owners.get(duty.subject, -1) if duty.role == Role.OWNER else duty.bearer)
        _take(found.asked, duty, post, minutes.get(duty.rule, UNSAID), last)
        opens, due = (moment.astimezone(CHINA).date() for moment in (duty.opens_at, duty.due_at))
        kind = kinds.get(duty.subject) if duty.subject else None
        found.meter.take(duty.rule, kind, (duty.bearer, duty.role), opens, min(due, last))
    _take_rungs(found.asked, ruled)
    return found


def weighed(found: Counted) -> Weighed:
    """What one campaign asks, against what people can give to it."""
    course, asked = found.course, found.asked
    told, posts = _weighed(course.town, asked.weeks, course.minutes, MINUTES_A_DAY)
    told.titles, told.days = {rule.id: rule.title for rule in _rules(course)}, asked.days
    told.rules = [
        RuleStanding(rule, title, of["owed"], of["met"], of["met_late"], of["lapsed"])
        for rule, title in told.titles.items()
        if (of := asked.rules.get(rule))
    ]
    told.villages_asked = [
        VillageAsked(
            course.town.orgs[one.place].name, one.mean.rounded(), one.peak.rounded(), week_title(one.peak_week)
        )
        for one in found.meter.villages()
    ]
    told.rules_asked = [
        RuleAsked(one.rule, one.title, one.source, one.asked.rounded()) for one in found.meter.by_rule()
    ]
    told.breaks += [*_unmet(course, told.rules, asked, posts), *_without(course)]
    return told


def weighed_together(found: Sequence[Counted]) -> Weighed:
    """What all campaigns ask of each post, against a whole working day of its people."""
    weeks: dict[Post, Counter[str]] = defaultdict(Counter)
    for one in found:
        for post, own in one.asked.weeks.items():
            weeks[post].update(own)
    town = found[0].course.town
    worked = sum((one.course.minutes for one in found), Counter())
    a_day = {role: min(WORKING_DAY, minutes * len(found)) for role, minutes in MINUTES_A_DAY.items()}
    return _weighed(town, weeks, worked, a_day)[0]


def _weighed(
    town: Town, weeks: Mapping[Post, Counter[str]], worked: Counter[tuple[str, str]], a_day: Mapping[Role, int]
) -> tuple[Weighed, dict[Post, PostLoad]]:
    people = Counter((actor.role.value, actor.org) for one in town.residents for actor in one.actors)
    posts = {post: _post(town, post, own, people[post], a_day) for post, own in weeks.items()}
    told = Weighed()
    told.loads = [load for role in Role if (load := _load(town, role, posts, worked))]
    strained = [load for (role, _), load in posts.items() if role != Role.OWNER and role in MINUTES_A_DAY]
    told.posts = sorted(strained, key=lambda one: (-_strain(one), one.role, one.place))[:MOST_POSTS]
    told.breaks = list(_strained(told.loads, told.posts))
    return told, posts


def _rules(course: Course) -> list[DutyRule | ReportRule]:
    return [*course.plan.duties, *course.plan.long_term, *course.plan.reports]


def _take(asked: _Asked, duty: Duty, post: Post, minutes: int, last: date) -> None:
    first, due = (moment.astimezone(CHINA).date() for moment in (duty.opens_at, duty.due_at))
    if first > last:
        return
    _spread(asked.weeks[post], minutes, first, min(due, last))
    if duty.met_at is not None and duty.state in {"met", "met_late"}:
        asked.days[duty.met_at.astimezone(CHINA).date().isoformat()][duty.rule][duty.state] += 1
    if due > last:
        return
    asked.rules[duty.rule]["owed"] += duty.state != "excused"
    asked.rules[duty.rule][duty.state] += 1
    asked.days[due.isoformat()][duty.rule]["due"] += duty.state != "excused"
    if duty.state in {"lapsed", "met_late"}:
        asked.days[due.isoformat()][duty.rule]["lapsed"] += 1
    if duty.state == "lapsed":
        asked.lapsed[duty.rule][post, duty.place] += 1
        known = asked.first.get((duty.rule, duty.place), due)
        asked.first[duty.rule, duty.place] = min(known, due)


def _take_rungs(asked: _Asked, ruled: Mapping[UUID, str]) -> None:
    rungs = StoredEntry.objects.filter(kind="duty.rung").values_list("about", "happened_at", "body")
    for about, at, body in rungs.iterator(chunk_size=2000):
        if about in ruled and body.get("rung") != Rung.REMIND:
            asked.days[at.astimezone(CHINA).date().isoformat()][ruled[about]]["escalated"] += 1


def _spread(weeks: Counter[str], minutes: int, first: date, last: date) -> None:
    """The work of a duty, in equal parts over the weeks of its window."""
    names = sorted(
        {week_of(first + timedelta(days=days)) for days in range(0, (last - first).days + 1, 7)} | {week_of(last)}
    )
    for name in names:
        weeks[name] += max(1, minutes * 60 // len(names))


def _post(town: Town, post: Post, weeks: Counter[str], people: int, a_day: Mapping[Role, int]) -> PostLoad:
    role, org = Role(post[0]), post[1]
    place = town.orgs.get(org) if role is not Role.OWNER else None
    there = 1 if role is Role.OWNER else people
    capacity = a_day.get(role, 0) * 5 * there
    peak_week, peak = max(weeks.items(), key=lambda item: (item[1], item[0]))
    return PostLoad(
        role=role.label, place=place.name if place else role.label, people=there, capacity=capacity,
        mean=sum(weeks.values()) // 60 // len(weeks), peak=peak // 60, peak_week=peak_week,
        weeks_over=sum(spent // 60 > capacity for spent in weeks.values()),
    )  # fmt: skip


def _strain(post: PostLoad) -> float:
    """The fullest week against the time there is; nobody at all is worst."""
    return post.peak / post.capacity if post.capacity else float("inf")


def _load(town: Town, role: Role, posts: Mapping[Post, PostLoad], worked: Counter[tuple[str, str]]) -> Load | None:
    """Of the busiest post that has somebody; where none has, of the busiest."""
    own = [load for post, load in posts.items() if post[0] == role]
    if not own or role not in MINUTES_A_DAY:
        return None
    busiest = max([load for load in own if load.people] or own, key=lambda load: (load.mean, load.peak, load.place))
    people = len(town.of_role(role))
    spent = [minutes for (worker, _), minutes in worked.items() if worker == role.value]
    spans = len({week for worker, week in worked if worker == role.value}) or 1
    return Load(
        role=role.label, posts=len(own), people=people, vacant=sum(not load.people for load in own),
        capacity=busiest.capacity, mean=busiest.mean, peak=busiest.peak, peak_week=busiest.peak_week,
        peak_post=busiest.place, weeks_over=busiest.weeks_over, worked=sum(spent) // spans // max(1, people),
    )  # fmt: skip


def _strained(loads: list[Load], posts: list[PostLoad]) -> Iterator[Break]:
    for load in loads:
        if load.vacant:
            named = "、".join(post.place for post in posts if post.role == load.role and not post.people)
            yield Break(load.role, f"有 {load.vacant} 个岗位承担任务，却没有人任职", place=named[:200])
        if load.people and load.weeks_over:
            yield Break(
                f"{load.role}（{load.peak_post}）",
                f"{load.weeks_over} 周超出人力：最忙的一周需 {load.peak} 分钟，可用 {load.capacity} 分钟",
                place=load.peak_post, since=_monday(load.peak_week),
            )  # fmt: skip


def _monday(week: str) -> str:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1).isoformat()


def _unmet(course: Course, rules: list[RuleStanding], asked: _Asked, posts: Mapping[Post, PostLoad]) -> Iterator[Break]:
    for one in rules:
        if not one.owed or one.lapsed / one.owed <= OFTEN or _drawn(course, one.rule):
            continue
        (post, place), _ = max(asked.lapsed[one.rule].items(), key=lambda item: (item[1], -item[0][1]))
        org = course.town.orgs.get(place)
        cause = _cause(posts[post]) if one.met or one.met_late else _never(course, one.rule)
        yield Break(
            one.title, f"到期 {one.owed} 项，{one.lapsed} 项没有完成，{one.met_late} 项逾期完成；{cause}",
            place=org.name if org else "", since=asked.first[one.rule, place].isoformat(),
        )  # fmt: skip


def _drawn(course: Course, rule: str) -> bool:
    """Whether it is met by a draw by lot, which nobody in a rehearsal holds."""
    duty = course.plan.duty(rule)
    return duty is not None and isinstance(duty.act, Recheck) and duty.act.share is not None


def _never(course: Course, rule: str) -> str:
    """Why something was never done at all, as far as the plan tells."""
    duty = course.plan.duty(rule)
    if duty is not None and duty.reach is not None:
        return "指标没有达到，请核对对象够不够、整改跟不跟得上"
    return "一项也没有办成，请核对由谁办、怎样办"


def _cause(post: PostLoad) -> str:
    if not post.people:
        return f"承担的岗位（{post.place}{post.role}）没有人任职"
    if post.capacity and post.weeks_over:
        return (
            f"承担的岗位（{post.place}{post.role}）忙不过来，最忙的一周需 {post.peak} 分钟，可用 {post.capacity} 分钟"
        )
    return "人手够用，是经办人拖延、马虎或断网造成的，应靠督促"


def _without(course: Course) -> Iterator[Break]:
    """Rules that brought no duty at all: nobody and nothing fits them, or their days are not within the run."""
    for rule in course.plan.duties:
        if not Duty.objects.filter(campaign=course.campaign.pk, rule=rule.id).exists():
            yield Break(rule.title, "没有产生任何任务：没有对应的单位或对象")
