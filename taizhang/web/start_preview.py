"""What will arise when a draft is started on a tree: how many duties for whom, which posts are empty, who is mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from taizhang.core.burden import Ask, Meter, RuleBurden, carriers, week_title
from taizhang.core.calendar import CHINA
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.plan import DutyRule, Plan, ReportRule
from taizhang.core.roles import ROLE_LABELS, Role
from taizhang.duties.making import places_under, register_under
from taizhang.orgs.models import Org, Post

HORIZON = timedelta(days=366)
MOST_VILLAGES = 30
"""The most burdened ones are told one by one."""
MOST = 200_000
"""Different duties looked at for the preview; a campaign with more says "more than"."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule brings: so many duties, for so many orgs, the first and the last due day."""

    title: str
    verb: str
    count: int
    bearers: int
    first_due: datetime | None
    last_due: datetime | None


@dataclass(frozen=True, slots=True)
class EmptyPost:
    """An org that owes something while nobody fills the post that has to do it."""

    org: str
    role: str
    duties: int


@dataclass(frozen=True, slots=True)
class VillageForeseen:
    """What is asked of a village in the mean and in the fullest week."""

    place: str
    mean: Ask
    peak: Ask
    peak_week: str


@dataclass
class Preview:
    """The whole consequence of a start."""

    rules: list[RuleCount] = field(default_factory=list)
    levels: list[tuple[str, int, int]] = field(default_factory=list)
    empty: list[EmptyPost] = field(default_factory=list)
    subjects: dict[str, int] = field(default_factory=dict)
    total: int = 0
    cut: bool = False
    minutes: int = 0
    villages: list[VillageForeseen] = field(default_factory=list)
    asked: list[RuleBurden] = field(default_factory=list)

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def idle(self) -> list[RuleCount]:
        """Rules that bring nothing: their window is past, or nobody and nothing fits them."""
        return [rule for rule in self.rules if not rule.count]


def preview_of(plan: Plan, root: Org, units: Mapping[str, int], at: datetime) -> Preview:
    """Expand the plan over the real tree and register, without writing anything."""
    places = places_under(root.path)
    alike, kinds = _alike(plan, register_under(root.path), at)
    subjects = [item for item, _ in alike.values()]
    times = {item.id: count for item, count in alike.values()}
    specs = expand(plan, uuid4(), places, subjects, at, at + HORIZON, units=units)
    counted, meter = _Count(plan), Meter(plan, carriers(places))
    kind_of = {item.id: item.kind for item in subjects}
    last = plan.end or (at + HORIZON).astimezone(CHINA).date()
    for spec in islice(specs, MOST + 1):
        so_many = times[spec.subject] if spec.subject else 1
        counted.take(spec, so_many)
        opens, due = (moment.astimezone(CHINA).date() for moment in (spec.opens_at, spec.due_at))
        kind = kind_of[spec.subject] if spec.subject else None
        meter.take(spec.rule, kind, (spec.bearer, spec.role), opens, min(due, last), times=so_many)
    names = dict(Org.objects.filter(number__in=counted.bearers).values_list("number", "name"))
    preview = counted.preview(places)
    preview.empty = list(_empty_posts(counted, names))
    called = {place.id: place.name for place in places}
    fullest = sorted(meter.villages(), key=lambda one: (-one.peak.minutes, one.place))[:MOST_VILLAGES]
    preview.villages = [
        VillageForeseen(called[one.place], one.mean, one.peak, week_title(one.peak_week)) for one in fullest
    ]
    preview.asked = meter.by_rule()
    preview.subjects = {kind.name: kinds[kind.id] for kind in plan.subject_kinds}
    return preview


Alike = dict[tuple[Any, ...], tuple[RegisterItem, int]]


def _alike(plan: Plan, register: Iterable[RegisterItem], at: datetime) -> tuple[Alike, Counter[str]]:
    """One subject for all that get the same duties (same kind, place, and fields that rules ask for), and how many."""
    asked = sorted({name for rule in [*plan.duties, *plan.long_term] for name in rule.act.where})
    found: Alike = {}
    kinds: Counter[str] = Counter()
    for item in register:
        key = (item.kind, item.place, *(repr(item.fields.get(name)) for name in asked))
        first, count = found.get(key, (replace(item, added_at=min(item.added_at, at)), 0))
        found[key] = (first, count + 1)
        kinds[item.kind] += 1
    return found, kinds


class _Count:
    """Counts duties as they come."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.by_rule: Counter[str] = Counter()
        self.dues: dict[str, tuple[datetime, datetime]] = {}
        self.bearers_of: dict[str, set[int]] = {}
        self.owed: Counter[tuple[int, str]] = Counter()
        self.minutes = self.seen = 0
        rules: list[DutyRule | ReportRule] = [*plan.duties, *plan.long_term, *plan.reports]
        self.rules = {rule.id: rule for rule in rules}

    @property
    def bearers(self) -> set[int]:
        return {org for org, _ in self.owed}

    def take(self, spec: DutySpec, times: int) -> None:
        self.seen += 1
        self.by_rule[spec.rule] += times
        self.owed[spec.bearer, spec.role] += times
        self.bearers_of.setdefault(spec.rule, set()).add(spec.bearer)
        first, last = self.dues.get(spec.rule, (spec.due_at, spec.due_at))
        self.dues[spec.rule] = min(first, spec.due_at), max(last, spec.due_at)
        self.minutes += times * (self.rules[spec.rule].minutes or 0)

    def preview(self, places: list[Place]) -> Preview:
        rules = [self._rule(name) for name in self.rules]
        total = sum(self.by_rule.values())
        return Preview(rules, _levels(self.owed, places), [], {}, total, self.seen > MOST, self.minutes)

    def _rule(self, name: str) -> RuleCount:
        rule = self.rules[name]
        first, last = self.dues.get(name, (None, None))
        label = rule.verb.label if isinstance(rule, DutyRule) else "报送"
        return RuleCount(rule.title, label, self.by_rule[name], len(self.bearers_of.get(name, ())), first, last)


def _levels(owed: Counter[tuple[int, str]], places: list[Place]) -> list[tuple[str, int, int]]:
    """(what kind of org, how many of them owe something, how many duties)."""
    kinds = {place.id: Org.LEVELS[place.level] if place.kind == Org.AREA else Org.KINDS[place.kind] for place in places}
    sums: Counter[str] = Counter()
    orgs: dict[str, set[int]] = {}
    for (org, role), count in owed.items():
        label = "整治对象" if role == Role.OWNER else kinds.get(org, "上级单位")
        sums[label] += count
        orgs.setdefault(label, set()).add(org)
    return [(label, len(orgs[label]), count) for label, count in sums.most_common()]


def _empty_posts(counted: _Count, names: Mapping[int, str]) -> Iterator[EmptyPost]:
    filled = set(
        Post.objects.filter(org__in=counted.bearers, until=None, user__isnull=False).values_list("org", "role")
    )
    for (org, role), duties in counted.owed.most_common():
        if role != Role.OWNER and (org, role) not in filled:
            yield EmptyPost(names.get(org, str(org)), ROLE_LABELS[Role(role)], duties)
