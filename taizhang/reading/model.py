"""What a reading holds: the plans of a text, every item with the exact piece of the text that it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

IsoDay = str
"""`YYYY-MM-DD`, or `--MM-DD` where the text leaves the year open."""

Level = Literal["province", "city", "county", "township", "village", "school", "company", "unknown"]
Frequency = Literal["once", "daily", "twice-daily", "weekly", "monthly", "quarterly", "phase", "adhoc"]
Role = Literal["组长", "副组长", "成员", "办公室主任"]
RuleKind = Literal[
    "scoring", "penalty", "flag", "escalation", "sign-off", "patrol", "method-ladder", "coverage",
    "archive", "publicity", "training", "drill", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact piece of the text: `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item has: its quote, how sure the reader is (0 to 1), and what to ask where something is missing."""

    quote: Quote
    confidence: float = 0.9
    question: str | None = None

    def said(self) -> dict[str, Any]:
        """The item's own fields, by the names of reading.schema.json."""
        raise NotImplementedError

    def as_json(self) -> dict[str, Any]:
        return {
            **self.said(), "quote": self.quote.text, "at": [self.quote.start, self.quote.end],
            "confidence": round(self.confidence, 2), "question": self.question,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Item):
    """An explicit statement about the whole campaign."""

    start: IsoDay | None
    end: IsoDay | None

    def said(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Item):
    name: str
    start: IsoDay | None
    end: IsoDay | None

    def said(self) -> dict[str, Any]:
        return {"name": self.name, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Item):
    title: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: IsoDay | None = None

    def said(self) -> dict[str, Any]:
        return {"title": self.title, "lead": list(self.lead), "support": list(self.support), "due": self.due}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Item):
    date: IsoDay | None
    who: str | None
    what: str

    def said(self) -> dict[str, Any]:
        return {"date": self.date, "who": self.who, "what": self.what}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Item):
    """A duty to report. `due` is a day for `once`, else the rhythm as the text words it."""

    sender: str | None
    receiver: str | None
    what: str
    frequency: Frequency
    due: str | None

    def said(self) -> dict[str, Any]:
        return {
            "from": self.sender, "to": self.receiver, "what": self.what, "frequency": self.frequency, "due": self.due,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Item):
    what: str
    value: float | None
    unit: str | None

    def said(self) -> dict[str, Any]:
        whole = self.value is not None and self.value == int(self.value)
        return {"what": self.what, "value": int(self.value or 0) if whole else self.value, "unit": self.unit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader(Item):
    role: Role
    name: str | None
    post: str | None

    def said(self) -> dict[str, Any]:
        return {"role": self.role, "name": self.name, "post": self.post}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Item):
    kind: RuleKind
    text: str

    def said(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with a duty, by the name that the text gives it."""

    name: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class PlanReading:
    """One plan: `span` is its stretch [start, end) of the text."""

    span: tuple[int, int]
    title: str | None
    issuer_level: Level
    subject: str
    period: Period | None = None
    phases: tuple[Phase, ...] = ()
    tasks: tuple[Task, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    reports: tuple[Report, ...] = ()
    targets: tuple[Target, ...] = ()
    units: tuple[Unit, ...] = ()
    leaders: tuple[Leader, ...] = ()
    rules: tuple[Rule, ...] = ()

    def items(self) -> list[Item]:
        """Every item that has a quote."""
        period = [self.period] if self.period else []
        return [
            *period, *self.phases, *self.tasks, *self.deadlines, *self.reports, *self.targets, *self.leaders,
            *self.rules,
        ]  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        lists = ("phases", "tasks", "deadlines", "reports", "targets", "leaders", "rules")
        return {
            "span": list(self.span),
            "title": self.title,
            "issuer_level": self.issuer_level,
            "subject": self.subject,
            "period": self.period.as_json() if self.period else None,
            **{name: [item.as_json() for item in getattr(self, name)] for name in lists},
            "units": [unit.name for unit in self.units],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Every plan of a text. Offsets of quotes count in characters of `text`."""

    text: str
    plans: tuple[PlanReading, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The reading as shared/plan-reading/reading.schema.json has it, with the offsets `at` of each quote."""
        return {"plans": [plan.as_json() for plan in self.plans]}
