"""What a rehearsal found, as plain data: the same for the same plan, size and seed, byte for byte."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from taizhang.core.burden import Ask


@dataclass(frozen=True, slots=True)
class DayOfRule:
    """What of one rule fell due on a day, was done or lapsed, and how many climbed a rung above the reminder."""

    rule: str
    title: str
    due: int
    met: int
    met_late: int
    lapsed: int
    escalated: int


@dataclass(frozen=True, slots=True)
class Day:
    """The standing at the end of a day, and what happened on it. Reports are of the whole tree."""

    date: str
    phase: str
    entries: int
    inspections: int
    filed: int
    struck: int
    open: int
    overdue: int
    duties_owed: int
    duties_met: int
    duties_lapsed: int
    reports_on_time: int
    reports_late: int
    reports_missing: int
    arrived_late: int
    """entries that reached us more than an hour after they happened"""
    rules: tuple[DayOfRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What the plan asks of a post in a week, in minutes, against what its people can give.

    `mean`, `peak` and `capacity` are of the busiest post of the role; `worked` is what a person in the rehearsal really
    spent in the mean. `weeks_over` counts the weeks in which the busiest post is asked for more than it has. `vacant`
    posts owe something and have nobody.
    """

    role: str
    posts: int
    people: int
    vacant: int
    capacity: int
    mean: int
    peak: int
    peak_week: str
    peak_post: str
    weeks_over: int
    worked: int


@dataclass(frozen=True, slots=True)
class PostLoad:
    """The same of one post, in minutes a week."""

    role: str
    place: str
    people: int
    capacity: int
    mean: int
    peak: int
    peak_week: str
    weeks_over: int


@dataclass(frozen=True, slots=True)
class VillageAsked:
    """What the plan asks of a village, all its posts together, in the mean and in the fullest week."""

    place: str
    mean: Ask
    peak: Ask
    peak_week: str


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """What one rule asks of a village in the mean week, and the sentence of the plan that asks it."""

    rule: str
    title: str
    source: str
    asked: Ask


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """How one rule came out, of what had fallen due."""

    rule: str
    title: str
    owed: int
    met: int
    met_late: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Break:
    """Where the plan breaks: which duty or post, by the figures why, and where and from which day on most of all."""

    where: str
    why: str
    place: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Whether an invariant held; `detail` says what was compared, or what differs."""

    id: str
    title: str
    holds: bool
    detail: str


class _Found:
    """What every outcome can say of itself."""

    __slots__ = ()
    invariants: tuple[Held, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.invariants)

    def as_dict(self) -> dict[str, Any]:
        return {"holds": self.holds, **asdict(self)}  # type: ignore[call-overload]

    def as_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Outcome(_Found):
    """A whole rehearsal of one plan."""

    pack: str
    title: str
    villages: int
    seed: int
    starts_on: str
    ends_on: str
    people: dict[str, int]
    habits: dict[str, int]
    subjects: dict[str, int]
    totals: dict[str, int]
    sync: dict[str, int]
    refused: dict[str, int]
    days: tuple[Day, ...]
    loads: tuple[Load, ...]
    posts: tuple[PostLoad, ...]
    villages_asked: tuple[VillageAsked, ...]
    rules_asked: tuple[RuleAsked, ...]
    rules: tuple[RuleStanding, ...]
    breaks: tuple[Break, ...]
    invariants: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Campaigned:
    """What one of several campaigns asked and came to."""

    pack: str
    title: str
    starts_on: str
    ends_on: str
    days: tuple[Day, ...]
    loads: tuple[Load, ...]
    villages_asked: tuple[VillageAsked, ...]
    rules_asked: tuple[RuleAsked, ...]
    rules: tuple[RuleStanding, ...]
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one campaign, or one of its rules, asks within a week."""

    pack: str
    title: str
    asked: Ask


@dataclass(frozen=True, slots=True)
class VillageTogether:
    """What all campaigns ask of a village in the mean and in the fullest week, and which campaign how much of that."""

    place: str
    mean: Ask
    peak: Ask
    peak_week: str
    shares: tuple[Share, ...]
    rules: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Together(_Found):
    """A rehearsal of several plans on one tree and one register. Loads and breaks here are of all of them together."""

    packs: tuple[str, ...]
    villages: int
    seed: int
    starts_on: str
    ends_on: str
    people: dict[str, int]
    habits: dict[str, int]
    subjects: dict[str, int]
    shared: dict[str, int]
    """{kind: how many subjects are on the plans of several campaigns}"""
    totals: dict[str, int]
    sync: dict[str, int]
    refused: dict[str, int]
    campaigns: tuple[Campaigned, ...]
    loads: tuple[Load, ...]
    posts: tuple[PostLoad, ...]
    villages_asked: tuple[VillageTogether, ...]
    breaks: tuple[Break, ...]
    invariants: tuple[Held, ...]
