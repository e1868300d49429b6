"""A pack as an office reads it before it chooses it: by field, and what it holds in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taizhang.campaigns.packs import Pack
from taizhang.core.checklists import Item
from taizhang.core.plan import Plan
from taizhang.web.campaign_sheet import words_of

UNNAMED = "其他领域"


@dataclass(frozen=True, slots=True)
class Line:
    """Something of a plan: a headline, its facts, and the sentence that it comes from."""

    title: str
    facts: list[tuple[str, str]]
    source: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One checklist: its items that are judged, and how many clauses are not verified yet."""

    title: str
    items: list[Item]

    @property
    def unconfirmed(self) -> int:
        return sum(not item.confirmed for item in self.items)


@dataclass(frozen=True, slots=True)
class PackSheet:
    """What a pack holds."""

    pack: Pack
    days: int
    duties: list[Line]
    reports: list[Line]
    lasting: list[Line]
    checklists: list[Sheet]

    @property
    def unconfirmed(self) -> int:
        """Clauses, in checklists and categories, that nobody has held against their text."""
        return sum(one.unconfirmed for one in self.checklists) + sum(
            not category.confirmed for category in self.pack.plan.categories
        )


def by_field(packs: Iterable[Pack]) -> dict[str, list[PackSheet]]:
    """The packs under the field that each is about, in the order of their names."""
    found: dict[str, list[PackSheet]] = {}
    for pack in packs:
        found.setdefault(pack.plan.field or UNNAMED, []).append(sheet_of(pack))
    return found


def sheet_of(pack: Pack) -> PackSheet:
    plan = pack.plan
    words, data = words_of(plan), plan.to_dict()
    return PackSheet(
        pack=pack,
        days=(plan.end - plan.start).days + 1 if plan.start and plan.end else 0,
        duties=[_line(rule, *words.duty(rule)) for rule in data.get("duties", [])],
        reports=[_line(rule, *words.report(rule)) for rule in data.get("reports", [])],
        lasting=[_line(rule, *words.duty(rule)) for rule in data.get("long_term", [])],
        checklists=list(_checklists(plan)),
    )


def _line(rule: Mapping[str, Any], title: str, facts: list[tuple[str, str]]) -> Line:
    return Line(title, [fact for fact in facts if fact[1]], str(rule.get("source", "")))


def _checklists(plan: Plan) -> Iterable[Sheet]:
    for name in plan.checklists:
        checklist = plan.checklist(name)
        if checklist is not None:
            yield Sheet(checklist.title, [item for item in checklist.items if item.judged])
