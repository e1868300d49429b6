"""From the items of a draft back to a plan, with every fault and every question laid at the item it belongs to."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from taizhang.core.plan import Plan, PlanErrors, open_questions, plan_from

from .acts import document_kind
from .build import LISTS, LONG_TERM
from .item import Data, Section

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Note:
    """A question or a fault of one item. `field` is the part of the item it is about, "" for the item as a whole."""

    text: str
    field: str = ""
    remedy: str = ""
    blocking: bool = True


@dataclass
class Standing(Generic[Key]):
    """How far a draft has come. `plan` is None while it has faults; notes without an item stand under None."""

    plan: Plan | None
    faults: dict[Key | None, list[Note]] = field(default_factory=dict)
    questions: dict[Key | None, list[Note]] = field(default_factory=dict)

    @property
    def blocking(self) -> int:
        """How many things must still be answered or mended before the campaign can start."""
        asked = sum(note.blocking for notes in self.questions.values() for note in notes)
        return asked + sum(len(notes) for notes in self.faults.values())

    @property
    def startable(self) -> bool:
        return self.plan is not None and not self.blocking


@dataclass(frozen=True, slots=True)
class Piece(Generic[Key]):
    """An item as composing needs it."""

    key: Key
    section: Section
    data: Data
    asks: Mapping[str, str] = field(default_factory=dict)
    undated: Mapping[str, str] = field(default_factory=dict)


def standing(frame: Data, pieces: Iterable[Piece[Key]]) -> Standing[Key]:
    """Compose the plan and say what is wrong or still open."""
    pieces = list(pieces)
    data, where = compose(frame, pieces)
    found: Standing[Key] = Standing(None)
    try:
        found.plan = plan_from(data)
    except PlanErrors as errors:
        for error in errors.errors:
            key, part = _item_at(error.path, where)
            found.faults.setdefault(key, []).append(Note(error.message_zh, part, error.remedy_zh))
    if found.plan is not None:
        for question in open_questions(found.plan):
            key, part = _item_at(question.path, where)
            found.questions.setdefault(key, []).append(Note(question.question_zh, part, blocking=question.blocking))
    for piece in pieces:
        for part, text in piece.asks.items():
            found.questions.setdefault(piece.key, []).append(Note(text, part, blocking=part != "receiver"))
    return found


def compose(frame: Data, pieces: Iterable[Piece[Key]]) -> tuple[Data, dict[tuple[str, int], Key]]:
    """The plan as data, and which item stands behind each place of its lists."""
    data: Data = {**frame}
    where: dict[tuple[str, int], Key] = {}
    targets: list[Data] = []
    ladder: list[str] = []
    for piece in pieces:
        if piece.section is Section.HEAD:
            data |= {key: value for key, value in piece.data.items() if value not in (None, "")}
        elif piece.section is Section.TARGET:
            targets.append(piece.data)
        elif piece.section is Section.LADDER:
            ladder = list(piece.data["otherwise"])
        elif piece.section in LISTS:
            _place(data, where, piece)
    data["lifecycle"] = {**data.get("lifecycle", {}), "otherwise": ladder}
    for key in ("duties", "long_term", "reports"):
        data[key] = [{"otherwise": _fitting(ladder, rule), **rule} for rule in data.get(key, [])]
        _name_papers(data, key)
    data["phases"] = _with_gates(data.get("phases", []), targets)
    _drop_lost_lines(data)
    return data, where


def _place(data: Data, where: dict[tuple[str, int], Key], piece: Piece[Key]) -> None:
    own = {key: value for key, value in piece.data.items() if key != LONG_TERM}
    name = LONG_TERM if piece.data.get(LONG_TERM) else LISTS[piece.section]
    if name not in data or not isinstance(data[name], list):
        data[name] = []
    where[name, len(data[name])] = piece.key
    data[name] = [*data[name], own]


def _name_papers(data: Data, key: str) -> None:
    """Papers that duties name by title become documents of the plan; those named by id are documents already."""
    papers: list[Data] = [dict(paper) for paper in data.get("documents", [])]
    for rule in data[key]:
        for verb, act in rule.items():
            if isinstance(act, dict) and isinstance(act.get("document"), str):
                rule[verb] = {**act, "document": _paper(papers, verb, act["document"])}
    data["documents"] = papers


def _paper(papers: list[Data], verb: str, named: str) -> str:
    known = next((paper["id"] for paper in papers if named in (paper["id"], paper["title"])), None)
    if known is None:
        taken = {paper["id"] for paper in papers}
        known = next(f"paper-{n}" for n in range(1, len(taken) + 2) if f"paper-{n}" not in taken)
        papers.append({"id": known, "title": named, "kind": document_kind(verb, named)})
    return str(known)


def _fitting(ladder: list[str], rule: Data) -> list[str]:
    """The common ladder for a rule that has none of its own, without what only a person may decide.

    What is due every day is reminded of an hour before: a day before, it has not begun.
    """
    gentle = [step for step in ladder if step.partition("@")[0] in ("remind", "supervise", "circulate")]
    daily = rule.get("every") in ("daily", "twice-daily")
    return ["remind@-1h" if daily and step.startswith("remind@-") else step for step in gentle]


def _with_gates(phases: list[Data], targets: list[Data]) -> list[Data]:
    """Targets that the system measures, as conditions of the phase they are for: the last one where none is named."""
    found = [dict(phase) for phase in phases]
    for target in targets:
        if not target.get("measure") or target.get("value") is None or not found:
            continue
        phase = next((one for one in found if one.get("id") == target.get("phase")), found[-1])
        goal = {"measure": target["measure"], "at_least": target["value"], "text": target["what"]}
        if target.get("of"):
            goal |= {"of": target["of"], "at_least": target["value"] / 100}
        phase["gate"] = [*phase.get("gate", []), goal]
    return found


def _drop_lost_lines(data: Data) -> None:
    """A line whose unit was removed is no line any more; nothing else may point at what is gone."""
    known = {unit.get("id") for unit in data.get("units", [])}
    for name in ("subject_kinds", "categories", "duties", "reports", "long_term"):
        data[name] = [_without_lost(thing, known) for thing in data.get(name, [])]


def _without_lost(thing: Data, known: set[Any]) -> Data:
    kept = {key: value for key, value in thing.items() if key != "line" or value in known}
    if "support" in kept:
        kept["support"] = [unit for unit in kept["support"] if unit in known]
    return kept


_PATH = re.compile(r"([a-z_]+)\[(\d+)\]\.?(.*)")


def _item_at(path: str, where: Mapping[tuple[str, int], Key]) -> tuple[Key | None, str]:
    match = _PATH.match(path)
    if match is None:
        return None, path
    return where.get((match[1], int(match[2]))), match[3]


def with_year(days: list[dict[str, str]], year: int) -> list[dict[str, str]]:
    """Days without a year ("--04-20"), those of the phases first and in order, dated from `year` on.

    A phase's day before the last one is the next year's; so is a deadline ("to") before the first phase. A
    29 February in a year that has none stays without a year.
    """
    found: list[dict[str, str]] = []
    first, last, current = "", "", year
    for named in days:
        dated: dict[str, str] = {}
        for key in sorted(named, key=["start", "end", "to"].index):
            bound = first if key == "to" else last
            value = f"{year if key == 'to' else current}{named[key][1:]}"
            if value < bound:
                value = f"{int(value[:4]) + 1}{named[key][1:]}"
            if _exists(value):
                dated[key] = value
                if key != "to":
                    first, last, current = first or value, value, int(value[:4])
        found.append(dated)
    return found


def _exists(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
