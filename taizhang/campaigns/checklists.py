"""Checklists of drafts and campaigns: which kind of subject has which, and putting one from an Excel XLSForm in place.

A running campaign takes one as an amendment of its plan: a new version from now on, past inspections keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.core.checklists import CellFault, CellFaults, Checklist, Item, Naming, checklist_text, parse_checklist
from taizhang.core.checklists.from_sheets import Sheets
from taizhang.core.checklists.held import asked_twice
from taizhang.core.plan import PlanErrors, SubjectField, plan_from
from taizhang.core.refusals import Refused

from .drafting import Section
from .editing import live_items, snapshot, write_changes
from .models import Campaign, PlanDraft
from .operations import amend
from .queries import history

Data = Mapping[str, Any]


class Use(StrEnum):
    """Who fills a checklist in; the value is the key in the plan's kind of subject."""

    INSPECT = "checklist"
    SELF_INSPECT = "self_checklist"

    @property
    def label(self) -> str:
        return "检查用" if self is Use.INSPECT else "自查用"


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of subject, one use, and the checklist that is there now (None: none yet)."""

    kind: str
    kind_name: str
    use: Use
    checklist: Checklist | None
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of it: the checklist as it is in place, and which items are new, changed and gone."""

    checklist: Checklist
    new: list[Item]
    changed: list[Item]
    gone: list[Item]


def places_in(kinds: Sequence[Data], checklists: Mapping[str, str]) -> list[Place]:
    """Every kind of subject with both uses."""
    found = []
    for kind in kinds:
        for use in Use:
            text = checklists.get(str(kind.get(use.value) or ""), "")
            checklist = parse_checklist(text) if text else None
            found.append(Place(str(kind["id"]), str(kind.get("name", kind["id"])), use, checklist, text))
    return found


def kinds_of_draft(draft: PlanDraft) -> list[dict[str, Any]]:
    return [item.data for item in live_items(draft) if item.section == Section.KIND.value]


def put_in_campaign(
    *, by: Actor, at: datetime, campaign: Campaign, kind: str, use: Use, sheets: Sheets, reason: str
) -> Placed:
    """The plan's next version has the checklist. Raises CellFaults, Refused as `amend` does and for no change."""
    plan = dict(campaign.plan)
    past = [entry.body["plan"].get("checklists", {}) for entry in history(campaign) if "plan" in entry.body]
    target = _Target(plan.get("subject_kinds", []), plan, [*past, plan.get("checklists", {})])
    name, text, placed = target.read(kind, use, sheets)
    kinds = [_with(one, use, name) if one["id"] == kind else one for one in plan["subject_kinds"]]
    changed = plan | {"subject_kinds": kinds, "checklists": {**plan.get("checklists", {}), name: text}}
    try:
        amended = plan_from(changed)
    except PlanErrors as errors:
        raise CellFaults(
            [CellFault("survey", "", error.message_zh, error.remedy_zh) for error in errors.errors]
        ) from None
    said = reason.strip() or f"更换检查表：{placed.checklist.title}"
    amend(by=by, at=at, campaign=campaign, plan=amended, reason=said)
    return placed


def put_in_draft(*, by: Actor, at: datetime, draft: PlanDraft, kind: str, use: Use, sheets: Sheets) -> Placed:
    """The draft has the checklist. Raises CellFaults, Refused."""
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().get(pk=draft.pk)
        past = [row.frame.get("checklists", {})]
        if row.amends:
            entries = history(Campaign.objects.get(pk=row.amends))
            past += [entry.body["plan"].get("checklists", {}) for entry in entries if "plan" in entry.body]
        name, text, placed = _Target(kinds_of_draft(row), row.frame, past).read(kind, use, sheets)
        rows = [
            item
            for item in live_items(row)
            if item.section == Section.KIND.value and item.data["id"] == kind and item.data.get(use.value) != name
        ]
        changes = [(item, snapshot(item) | {"data": _with(item.data, use, name)}) for item in rows]
        write_changes(by, at, row, changes, f"更换检查表：{placed.checklist.title}")
        frame = row.frame | {"checklists": {**row.frame.get("checklists", {}), name: text}}
        PlanDraft.objects.filter(pk=row.pk).update(frame=frame)
    return placed


def _with(kind: Data, use: Use, name: str) -> dict[str, Any]:
    return {**kind, use.value: name}


@dataclass(frozen=True, slots=True)
class _Target:
    """A plan that receives a checklist: its kinds, its data, and the checklists that it ever had."""

    kinds: Sequence[Data]
    plan: Data
    past: Sequence[Mapping[str, str]]

    def read(self, kind: str, use: Use, sheets: Sheets) -> tuple[str, str, Placed]:
        """(id, text, what changes). Raises CellFaults, Refused("unknown-thing" | "already-done")."""
        place = next((p for p in places_in(self.kinds, self.past[-1]) if (p.kind, p.use) == (kind, use)), None)
        if place is None:
            raise Refused("unknown-thing", "整治对象类别")
        name = self._id(place)
        versions = {parse_checklist(texts[name]).version for texts in self.past if name in texts}
        text, checklist = checklist_text(
            sheets,
            Naming(
                form_id=name,
                title=place.checklist.title if place.checklist else f"{place.kind_name}{use.label}检查表",
                version=f"{timezone.localdate():%Y-%m-%d}",
                taken=frozenset(versions),
                categories={c["id"]: c["name"] for c in self.plan.get("categories", [])},
            ),
        )
        _demand_asked_once(checklist, next(one for one in self.kinds if one["id"] == kind))
        placed = _placed(checklist, place.checklist)
        if place.checklist and not (placed.new or placed.changed or placed.gone) and _same(checklist, place.checklist):
            raise Refused("already-done", "文件与现行的检查表相同，没有改动")
        return name, text, placed

    def _id(self, place: Place) -> str:
        """The present id where nobody else uses it, else one of its own: other kinds keep theirs."""
        present = place.checklist and next((name for name, text in self.past[-1].items() if text == place.text), "")
        rules = [*self.plan.get("duties", []), *self.plan.get("long_term", [])]
        acts = [act for rule in rules for act in rule.values() if isinstance(act, Mapping)]
        users = [thing.get(use.value) for thing in self.kinds for use in Use] + [act.get("checklist") for act in acts]
        if present and users.count(present) == 1:
            return present
        wanted = f"{place.kind[:18]}-{'check' if place.use is Use.INSPECT else 'self-check'}"
        return next(n for n in (wanted, *(f"{wanted}-{i}" for i in range(2, 1000))) if n not in self.past[-1])


def _demand_asked_once(checklist: Checklist, kind: Data) -> None:
    """Raises CellFaults naming each item that asks for what the register holds."""
    fields = [SubjectField.model_validate(field) for field in kind.get("fields", [])]
    called = kind.get("name", kind["id"])
    faults = [
        CellFault(
            "survey", "", f"“{item.label}”（name 为 {item.name}）在“{called}”的底数里已有，不要重复填",
            f"把这一行的 name 改成 {field.id}，填表时会自动带出，只需核对",
        )
        for item, field in asked_twice(checklist, fields)
    ]  # fmt: skip
    if faults:
        raise CellFaults(faults)


def _placed(now: Checklist, before: Checklist | None) -> Placed:
    known = {item.name: replace(item, line=0) for item in before.items} if before else {}
    names = {item.name for item in now.items}
    return Placed(
        now,
        new=[item for item in now.items if item.name not in known],
        changed=[item for item in now.items if item.name in known and replace(item, line=0) != known[item.name]],
        gone=[item for name, item in known.items() if name not in names],
    )


def _same(now: Checklist, before: Checklist) -> bool:
    return now.title == before.title and [i.name for i in now.items] == [i.name for i in before.items]
