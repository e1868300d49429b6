"""A look back at a place at the desk: its checklist as a form, what is left there, and the record afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.http import QueryDict

from taizhang.campaigns.models import Campaign
from taizhang.core.checklists import Checklist, Item
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.inspections.answered import Answered, answered
from taizhang.tallies.queries import figures
from taizhang.web.fields import Field

NOT_ASKED = frozenset({"group", "repeat", "note", "image", "geopoint", "calculate", "select_one_from_file"})
"""Types that the form at the desk leaves out; photos are given for the whole."""

INPUTS = {"integer": "number", "decimal": "number", "date": "date", "time": "time", "text": "textarea"}
LONGEST_NOTE = 500

LEFT = [
    ("cases.open", "未销号问题", "/ledger/?org={org}&state=open"),
    ("cases.overdue", "逾期未整改问题", "/ledger/?org={org}&overdue=1"),
    ("duties.lapsed", "逾期未完成任务", "/duties/?org={org}&state=lapsed"),
]


@dataclass(frozen=True, slots=True)
class Question:
    """One item as the form asks it, with what was typed before."""

    item: Item
    input: str
    value: str
    note: str
    known: str = ""
    """What the register holds: to be confirmed or corrected."""

    @property
    def name(self) -> str:
        return f"answer-{self.item.name}"


def questions(
    checklist: Checklist, kept: Mapping[str, str], known: Mapping[str, str] = MappingProxyType({})
) -> list[tuple[str, list[Question]]]:
    """The items that are asked, under the titles of their groups; `known` is what the register holds."""
    groups: dict[str, list[Question]] = {}
    for item in _asked(checklist):
        held, note = known.get(item.name, ""), kept.get(f"note-{item.name}", "")
        value = kept.get(f"answer-{item.name}", held)
        groups.setdefault(item.group, []).append(Question(item, INPUTS.get(item.type, ""), value, note, held))
    return list(groups.items())


def read_answers(checklist: Checklist, posted: QueryDict) -> dict[str, Any]:
    """Answers and notes for the entry's body. Raises Refused("bad-body") naming the item."""
    answers = {item.name: said for item in _asked(checklist) if (said := _answer(item, posted)) not in ("", [])}
    notes = {item.name: posted.get(f"note-{item.name}", "").strip()[:LONGEST_NOTE] for item in _asked(checklist)}
    return {"answers": answers, "notes": {name: note for name, note in notes.items() if note}}


def _asked(checklist: Checklist) -> Iterator[Item]:
    return (item for item in checklist.items if item.type not in NOT_ASKED)


def _answer(item: Item, posted: QueryDict) -> Any:
    if item.type == "select_multiple":
        return posted.getlist(f"answer-{item.name}")
    text = posted.get(f"answer-{item.name}", "").strip()
    if item.type not in ("integer", "decimal") or not text:
        return text
    try:
        return int(text) if item.type == "integer" else float(text)
    except ValueError:
        raise Refused("bad-body", f"“{item.label}”填的 {text[:20]} 不是数字") from None


def read_urging(posted: QueryDict) -> dict[str, Any]:
    """What the place is urged to do and until when; {} where nothing was written."""
    urged = Field("urged", "督促事项", "text").read(posted)
    if not urged:
        return {}
    return {"urged": urged, "urged_by": Field("urged_by", "完成期限", "date").read(posted)}


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is still to be done at a place, and the list of it."""

    label: str
    count: int
    url: str


def left_at(campaign: Campaign, place: int) -> list[Left]:
    """What is left in the campaign at a place and below, from the figures: one query."""
    found = figures(campaign.pk, [place]).get(place, {})
    return [Left(label, found.get(name, 0), address.format(org=place)) for name, label, address in LEFT]


@dataclass(frozen=True, slots=True)
class _Record:
    """A look back as a filled checklist."""

    answers: Mapping[str, Any]
    notes: Mapping[str, str]
    failures: list[Mapping[str, Any]]
    item_photos: Mapping[str, Any] = field(default_factory=dict)


def recorded(duty: Duty, checklist: Checklist) -> list[tuple[str, list[Answered]]]:
    """What was found, in words; [] where nothing was."""
    found = duty.evidence
    return answered(_Record(found.get("answers", {}), found.get("notes", {}), found.get("failures", [])), checklist)
