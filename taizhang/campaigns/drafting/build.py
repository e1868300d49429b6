"""Puts a draft together: from a reading of a text, from a pack, or from the plan of a running campaign."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from taizhang.core.plan import Plan

from . import facts
from .bearers import UnitBook, clean, collective, is_masked
from .duties import BELOW, Setting, duties
from .fields import field_of, matching_pack
from .item import Data, Drafted, DraftedPlan, Section
from .kit import GENERAL, Kit, general_pack, relined
from .places import Source
from .reports import reports

LEVELS = {"province", "city", "county", "township", "village"}
LISTS = {
    Section.PHASE: "phases", Section.UNIT: "units", Section.KIND: "subject_kinds", Section.DUTY: "duties",
    Section.REPORT: "reports", Section.ARCHIVE: "archive", Section.OPEN: "open",
}  # fmt: skip
"""Which list of the plan language each section of a draft is."""

LONG_TERM = "long_term"
"""The key that marks a duty which goes on after the campaign."""


def draft_from_reading(reading: Mapping[str, Any], text: str, packs: Mapping[str, Plan]) -> DraftedPlan:
    """A draft of one plan of a reading (reading.schema.json). Everything the text leaves open is a question of an item.

    A recognised field borrows the matching pack's kinds of subject, categories and checklists, so that inspections and
    cases can be made at once; any other plan borrows general ones, with the text's own list of problems.
    """
    plan = dict(reading)
    source = Source(text, (plan["span"][0], plan["span"][1]) if plan.get("span") else (0, len(text)))
    title = re.sub(r"\s+", "", plan["title"] or "")
    about = title or plan.get("subject") or ""
    name = matching_pack(about, source.own, packs)
    kit = Kit(packs[name] if name else general_pack(), source.own)
    level = plan.get("issuer_level") if plan.get("issuer_level") in LEVELS else None
    frame = kit.frame()
    book = UnitBook()
    phases = facts.phases(plan, source)
    setting = Setting(source, level, book, phases, subjects=bool(kit.kinds()))
    rules = duties(plan, setting)
    reporting = reports(plan, setting)
    for unit in plan["units"]:
        _enter(unit, book)
    kinds = kit.kinds()
    adopted, more_units = kit.adopt_units(book)
    relined(frame, kinds, adopted)
    rules += _inspections(kit, rules, phases, adopted, level)
    frame["id"] = "plan"
    head = _head(title, plan.get("subject") or "", field_of(about, source.own), level)
    items = [
        head, *phases, *facts.units(plan, source, book), *more_units, *facts.leaders(plan, source),
        *facts.targets(plan, source), *kinds, *rules, *reporting, facts.ladder(plan, source),
        *facts.archive(plan, source, kit.usual_archive()), *facts.rules(plan, source), *_missing(reporting),
    ]  # fmt: skip
    return DraftedPlan(str(head.data["title"]), frame, items, name or GENERAL)


def _enter(name: str, book: UnitBook) -> None:
    """Enter a unit that the reading found, unless it stands for many (各社区)."""
    if clean(name) and collective(name) is None and not is_masked(name):
        book.id_of(name)


def _head(title: str, subject: str, field: str, level: str | None) -> Drafted:
    asks = {} if title else {"title": "方案的标题是什么？"}
    shown = title or (f"{subject}实施方案" if subject else "未命名的整治方案")
    return Drafted(Section.HEAD, {"title": shown, "field": field or subject, "level": level}, asks=asks)


def _inspections(
    kit: Kit, rules: Sequence[Drafted], phases: Sequence[Drafted], units: dict[str, str], level: str | None
) -> list[Drafted]:
    """Inspections for a plan whose text names none: the pack's own, else every subject once."""
    if any("inspect" in rule.data for rule in rules):
        return []
    stages = [phase.data for phase in phases]
    return kit.inspections(stages, units) or [kit.general_inspection(stages, BELOW.get(level or "", "village"))]


def _missing(reporting: Sequence[Drafted]) -> list[Drafted]:
    """What a plan should say and this one does not; it can start all the same."""
    if reporting:
        return []
    question = "原文没有写信息报送（谁、多久、几点前、报给谁），是否补充？"
    return [Drafted(Section.OPEN, {"question": question, "blocking": False}, origin="person")]


def draft_from_plan(plan: Plan, *, pack: str = "", leaders: Sequence[Mapping[str, str]] = ()) -> DraftedPlan:
    """A draft of a whole plan: of a pack that is chosen, or of a running campaign that is amended."""
    data = plan.to_dict()
    origin = "pack" if pack else "text"
    head = Drafted(Section.HEAD, {key: data.get(key) for key in ("title", "field", "level")}, origin=origin)
    head.data["field"] = head.data["field"] or ""
    items = [head]
    for section, key in LISTS.items():
        items += [_of_plan(section, item, origin) for item in data.get(key, [])]
    items += [_of_plan(Section.DUTY, {**rule, LONG_TERM: True}, origin) for rule in data.get("long_term", [])]
    ladder = plan.lifecycle.otherwise
    items.append(Drafted(Section.LADDER, {"otherwise": list(ladder)}, origin=origin))
    for leader in leaders:
        known = {key: leader.get(key, "") for key in ("role", "name", "post")}
        items.append(Drafted(Section.LEADER, known, leader.get("source", "")))
    asked = {"title", "field", "level", LONG_TERM, *LISTS.values()}
    frame = {key: value for key, value in data.items() if key not in asked}
    frame["lifecycle"] = {key: value for key, value in data.get("lifecycle", {}).items() if key != "otherwise"}
    return DraftedPlan(plan.title, frame, items, pack)


def _of_plan(section: Section, item: Data, origin: str) -> Drafted:
    return Drafted(section, dict(item), str(item.get("source", "")), origin=origin)
