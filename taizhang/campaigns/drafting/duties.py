"""Tasks and deadlines of a reading as duty rules: who, what, when; what the text leaves open stays a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .acts import Act, acts_of
from .bearers import By, UnitBook, bearers_of, clean, collective
from .item import Data, Drafted, Section
from .places import Source, Span, phase_of, phase_stretches
from .rhythms import MASK, clocks, day, recurring, rhythm

BELOW = {"province": "city", "city": "county", "county": "township", "township": "village", "village": "grid"}
"""The level whose carrying-out a plan of a level looks at."""


@dataclass
class Setting:
    """What the rules of one draft share. `subjects`: the draft has kinds of subject."""

    source: Source
    level: str | None
    book: UnitBook
    phases: list[Drafted]
    subjects: bool
    stretches: list[tuple[Span, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.stretches = phase_stretches(self.source, [(phase.data["id"], phase.span) for phase in self.phases])

    @property
    def fallback(self) -> By:
        """Who stands in until a person says who bears it: the level that carries such plans out."""
        return {"level": BELOW.get(self.level or "", "village")}

    def phase(self, name: str | None) -> Drafted | None:
        return next((phase for phase in self.phases if phase.data["id"] == name), None)


def duties(plan: dict[str, Any], setting: Setting) -> list[Drafted]:
    """A rule for each task and each bearer of it, then one for each deadline that no task or report covers."""
    found: list[Drafted] = []
    seen: set[tuple[str, str]] = set()
    tasks = [*plan["tasks"], *_uncovered(plan, setting.source)]
    for task in tasks:
        for item in _rules_of(task, setting):
            key = (item.data["title"], repr(item.data["by"]))
            if key not in seen:
                seen.add(key)
                item.data["id"] = f"duty-{len(found) + 1}"
                found.append(item)
    return found


def _uncovered(plan: dict[str, Any], source: Source) -> Iterator[dict[str, Any]]:
    covered = [span for item in [*plan["tasks"], *plan["reports"]] if (span := source.place(item))]
    for deadline in plan["deadlines"]:
        span = source.place(deadline)
        if span and any(start < span[1] and span[0] < end for start, end in covered):
            continue
        lead = re.split(r"[、，,]", deadline["who"]) if deadline["who"] else []
        known = {"title": deadline["what"], "due": deadline["date"], "quote": deadline["quote"], "at": span}
        yield {**known, "lead": lead, "support": []}


def _rules_of(task: dict[str, Any], setting: Setting) -> Iterator[Drafted]:
    bearers = bearers_of(task["lead"], setting.book)
    support = [setting.book.id_of(name) for name in task["support"] if clean(name) and not collective(name)]
    asks = {} if bearers else {"by": f"“{_title(task)}”由谁负责？"}
    span = setting.source.place(task)
    for by in bearers or [setting.fallback]:
        own = by == "subject"
        for title, read in acts_of(_title(task), task["quote"], by_subject=own, subjects=setting.subjects):
            act, more = _settled(read, task, setting, asks)
            verb = next(iter(act))
            if verb == "inspect" and _covered(by, bearers):
                continue  # "各村、园区管委会" inspect each its own subjects: the level covers them all once
            bearer = "subject" if verb == "acknowledge" or (own and setting.subjects) else _not_subject(by, setting)
            undated: dict[str, str] = {}
            data: Data = {"title": title, **act, "by": bearer, **_when(task, span, setting, undated)}
            if support:
                data["support"] = list(dict.fromkeys(support))
            data |= _evidence(verb)
            data["source"] = task["quote"]
            yield Drafted(Section.DUTY, data, task["quote"], span, more, undated)


def _covered(by: By, bearers: list[By]) -> bool:
    """Whether a level named first in the same list already covers the bearer's subjects."""
    return bool(bearers) and by != bearers[0] and isinstance(bearers[0], dict) and "level" in bearers[0]


def _title(task: dict[str, Any]) -> str:
    return re.sub(r"\s+", "", task["title"])[:60] or task["quote"][:30]


def _not_subject(by: By, setting: Setting) -> By:
    return setting.fallback if by == "subject" else by


def _settled(act: Act, task: dict[str, Any], setting: Setting, asks: dict[str, str]) -> tuple[Act, dict[str, str]]:
    """The act with what only the whole sentence tells. What is looked at every day is a patrol, not an inspection of
    every subject every day."""
    if "recheck" in act:
        return _recheck(task["quote"], setting, asks)
    if "inspect" in act and (recurring(task["title"]) or recurring(task["quote"])) in ("daily", "twice-daily"):
        return {"patrol": {}}, dict(asks)
    return act, dict(asks)


def _recheck(quote: str, setting: Setting, asks: dict[str, str]) -> tuple[Act, dict[str, str]]:
    """A look at lower places (落实情况), or at subjects drawn at random; a share the text leaves out is asked for."""
    drawn = setting.subjects and re.search(r"抽查|随机", quote) and not re.search(r"落实情况|对各", quote)
    if not drawn:
        level = BELOW.get(setting.level or "")
        return {"recheck": {"level": level} if level else {}}, dict(asks)
    percent = re.search(r"(\d{1,2})\s*[%％]", quote)
    if percent:
        return {"recheck": {"kind": "all", "share": int(percent[1]) / 100}}, dict(asks)
    return {"recheck": {"kind": "all", "share": 0.1}}, {**asks, "share": "抽查的比例是多少？"}


def _evidence(verb: str) -> Data:
    if verb in ("hold", "recheck"):
        return {"evidence": {"participants": True}}
    return {"evidence": {"document": True}} if verb == "deliver" else {}


def _when(task: dict[str, Any], span: Span | None, setting: Setting, undated: dict[str, str]) -> Data:
    phase = setting.phase(phase_of(span, setting.stretches))
    sentence = setting.source.sentence(span) or task["quote"]
    frequency = recurring(task["title"]) or recurring(task["quote"])
    when = _rhythm(frequency, task["quote"]) if frequency else {}
    due = task["due"]
    if due and phase and due in (phase.data["end"], phase.undated.get("end")):
        return {"during": [phase.data["id"]], **when}
    if due or (MASK.search(task["quote"]) and not frequency):
        last = day(due, "to", undated)
        return {**({"from": f"{phase.data['id']}.start"} if phase else {}), "to": last, **when}
    if phase is None and re.search(r"即日起", sentence):
        return {"from": "start", **when}
    return {**({"during": [phase.data["id"]]} if phase else {}), **when}


def _rhythm(frequency: str, quote: str) -> Data:
    when, _, _ = rhythm(frequency, quote)
    at = clocks(quote)
    if frequency == "twice-daily":
        when["at"] = rhythm(frequency, quote)[1]
    elif at:
        when["at"] = at[:1]
    return when
