"""What one fulfilment of a rule asks of whoever owes it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..checklists import Checklist
from ..checklists.held import held_items
from ..plan.model import Plan
from ..plan.rules import DutyRule, ReportRule, Verb

UNSAID = 15
"""Minutes of a duty for which the plan names none."""

FILLED_IN = frozenset({Verb.INSPECT, Verb.SELF_INSPECT, Verb.RECHECK, Verb.PATROL, Verb.LOG})
"""Verbs that are carried out with a checklist."""

NOT_TYPED = frozenset({"group", "repeat", "note", "calculate", "image", "geopoint"})


@dataclass(frozen=True, slots=True)
class Ask:
    """`typed` fields are entered by a person; `spared` ones the system fills: figures that it counts, and what the
    register holds. Sums of parts, so no whole numbers."""

    minutes: float = 0
    typed: float = 0
    spared: float = 0
    photos: float = 0
    reports: float = 0
    meetings: float = 0

    def __add__(self, other: Ask) -> Ask:
        return Ask(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __mul__(self, times: float) -> Ask:
        return Ask(*(getattr(self, one.name) * times for one in fields(self)))

    @property
    def demanded(self) -> float:
        """The fields that would have to be filled without the system."""
        return self.typed + self.spared

    def rounded(self) -> Ask:
        return Ask(*(round(getattr(self, one.name), 1) for one in fields(self)))


def asked_by(plan: Plan, rule: DutyRule | ReportRule, kind: str | None = None) -> Ask:
    """What one act of a rule asks; at a subject of that kind, where it is about subjects.

    Fields that may be left empty, and those that only an earlier answer brings up (a photo of what failed), are not
    counted: nobody demands them.
    """
    if isinstance(rule, ReportRule):
        return Ask(minutes=_minutes(rule), spared=len(rule.measures), reports=1)
    if rule.verb is Verb.REACH:
        return Ask()
    form = _checklist(plan, rule, kind)
    typed, spared, photos = _fields(plan, form, kind) if form else (0, 0, 0)
    meeting = rule.hold is not None and rule.hold.what in ("meeting", "dispatch")
    return Ask(
        minutes=_minutes(rule),
        typed=typed + rule.evidence.participants,
        spared=spared,
        photos=max(photos, rule.evidence.photos),
        meetings=int(meeting),
    )


def _minutes(rule: DutyRule | ReportRule) -> int:
    return UNSAID if rule.minutes is None else rule.minutes


def _checklist(plan: Plan, rule: DutyRule, kind: str | None) -> Checklist | None:
    if rule.verb not in FILLED_IN:
        return None
    if kind is not None:
        return plan.checklist_for(rule, kind)
    return plan.checklist(rule.checklist) if rule.checklist else None


def _fields(plan: Plan, form: Checklist, kind: str | None) -> tuple[int, int, int]:
    """(typed, filled by the system, photos)"""
    subject = plan.kind(kind) if kind else None
    held = {item.name for item, _ in held_items(form, subject.fields if subject else ())}
    always = [item for item in form.items if not item.relevant]
    asked = [
        item for item in always if item.type not in NOT_TYPED and (item.required or item.judged or item.name in held)
    ]
    typed = sum(item.name not in held for item in asked)
    counted = sum(item.type == "calculate" for item in always)
    photos = sum(item.type == "image" and item.required for item in always)
    return typed, len(asked) - typed + counted, photos
