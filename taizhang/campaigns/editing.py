"""Working on a draft, several people at once: each change names the revision of the item that it was made on.

Whoever saves second on the same item is told what the other wrote; different items never get in each other's way. Every
change is kept with what was before, so that it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .drafting import Section, with_year
from .drafting.item import Data
from .models import DraftChange, DraftItem, PlanDraft

Snapshot = dict[str, Any]
Change = tuple[DraftItem, Snapshot]
"""An item as it was read, and what it becomes."""

ANSWERED_BY_SAVING = frozenset({"by", "every", "share", "title"})
"""Questions that saving the item answers, whatever was chosen; others stay until their field is filled in."""


class Stale(Refused):
    """Somebody else changed the item meanwhile; `item` is what it is now (None: it was removed for good)."""

    def __init__(self, item: DraftItem | None) -> None:
        super().__init__("stale", f"{item.changed_by}刚刚改过" if item and item.changed_by else "")
        self.item = item


def edit(*, by: Actor, at: datetime, item: DraftItem, revision: int, data: Data) -> DraftItem:
    """Correct an item that was read at `revision`. Raises Stale, Refused("not-permitted" | "already-done")."""
    if item.revision != revision:
        raise Stale(item)
    asks = {k: text for k, text in item.asks.items() if k not in ANSWERED_BY_SAVING and data.get(k) in (None, "")}
    undated = {key: day for key, day in item.undated.items() if data.get(key) is None}
    after = snapshot(item) | {"data": data, "asks": asks, "undated": undated}
    label = f"修改{Section(item.section).label}：{_name(data)}"
    return write_changes(by, at, item.draft, [(item, after)], label)[0]


def add(
    *, by: Actor, at: datetime, draft: PlanDraft, section: Section, data: Data, origin: str = "person"
) -> DraftItem:
    """Add an item at the end of its section."""
    _demand(by, draft)
    with transaction.atomic():
        last = DraftItem.objects.filter(draft=draft).aggregate(top=Max("position"))["top"] or 0
        item = DraftItem(
            draft=draft, section=section.value, position=last + 1, data=_numbered(draft, section, data), origin=origin,
            removed=True,
        )  # fmt: skip
        item.save()
        after = snapshot(item) | {"removed": False}
        return write_changes(by, at, draft, [(item, after)], f"添加{section.label}：{_name(data)}")[0]


def remove(*, by: Actor, at: datetime, item: DraftItem, revision: int) -> DraftItem:
    """Take an item out of the draft; undo brings it back. Raises Stale."""
    if item.revision != revision:
        raise Stale(item)
    label = f"删除{Section(item.section).label}：{_name(item.data)}"
    return write_changes(by, at, item.draft, [(item, snapshot(item) | {"removed": True})], label)[0]


def answer_year(*, by: Actor, at: datetime, draft: PlanDraft, year: int) -> int:
    """Give every day of the draft that has none its year; returns how many items changed."""
    items = [item for item in live_items(draft) if item.undated]
    dated = with_year([item.undated for item in items], year)
    changes = [
        (item, snapshot(item) | {"data": {**item.data, **days}, "undated": _left(item.undated, days)})
        for item, days in zip(items, dated, strict=True)
        if days
    ]
    write_changes(by, at, draft, changes, f"年份统一为 {year} 年")
    return len(changes)


def _left(undated: dict[str, str], dated: dict[str, str]) -> dict[str, str]:
    return {key: day for key, day in undated.items() if key not in dated}


def answer_all(*, by: Actor, at: datetime, draft: PlanDraft, asked: str, fill: Callable[[DraftItem], Data]) -> int:
    """Answer the same question (who bears it, who receives it) of all items that still ask it; returns how many."""
    items = [item for item in live_items(draft) if asked in item.asks]
    changes = [
        (item, snapshot(item) | {"data": fill(item), "asks": {k: v for k, v in item.asks.items() if k != asked}})
        for item in items
    ]
    write_changes(by, at, draft, changes, f"统一填写 {len(changes)} 项")
    return len(changes)


def undo(*, by: Actor, at: datetime, draft: PlanDraft) -> str:
    """Take back the person's own last change; returns what it was.

    Raises Refused("unknown-thing") with nothing to undo, Stale where somebody changed the same item since.
    """
    _demand(by, draft)
    with transaction.atomic():
        change = DraftChange.objects.filter(draft=draft, by_id=by.user, undone=False).order_by("-pk").first()
        if change is None:
            raise Refused("unknown-thing", "没有可以撤销的修改")
        items = {str(item.pk): item for item in DraftItem.objects.filter(pk__in=[s["item"] for s in change.steps])}
        for step in change.steps:
            item = items[step["item"]]
            if item.revision != step["revision"]:
                raise Stale(item)
            _swap(item, step["before"], by)
        _touch(draft, at)
        change.undone = True
        change.save(update_fields=["undone"])
        _realign(draft, change, items)
    return change.label


def _realign(draft: PlanDraft, undone: DraftChange, items: dict[str, DraftItem]) -> None:
    """The change before it can be undone next: it now ends at the revision that undoing has made."""
    for change in DraftChange.objects.filter(draft=draft, undone=False, pk__lt=undone.pk).order_by("-pk")[:50]:
        moved = False
        for step in change.steps:
            back = next((s for s in undone.steps if s["item"] == step["item"]), None)
            if back is not None and step["revision"] == back["revision"] - 1:
                step["revision"] = items[step["item"]].revision
                moved = True
        if moved:
            change.save(update_fields=["steps"])


def live_items(draft: PlanDraft) -> list[DraftItem]:
    """The items of a draft in order, without those taken out."""
    order = {section.value: number for number, section in enumerate(Section)}
    rows = DraftItem.objects.filter(draft=draft, removed=False).order_by("position", "pk")
    return sorted(rows, key=lambda item: order[item.section])


def item_of(draft: PlanDraft, about: UUID) -> DraftItem:
    """Raises Refused("unknown-thing")."""
    item = DraftItem.objects.select_related("draft").filter(draft=draft, pk=about, removed=False).first()
    if item is None:
        raise Refused("unknown-thing", "这一项已被删除，可以用“撤销”恢复")
    return item


def write_changes(by: Actor, at: datetime, draft: PlanDraft, changes: Sequence[Change], label: str) -> list[DraftItem]:
    """Write several items at once as one step that can be undone. Raises Stale, Refused("already-done")."""
    _demand(by, draft)
    with transaction.atomic():
        steps = []
        for item, after in changes:
            before = snapshot(item)
            _swap(item, after, by)
            steps.append({"item": str(item.pk), "before": before, "revision": item.revision})
        _touch(draft, at)
        if steps:
            DraftChange.objects.create(draft=draft, by_id=by.user, at=at, label=label[:200], steps=steps)
    return [item for item, _ in changes]


def _swap(item: DraftItem, after: Snapshot, by: Actor) -> None:
    """Write the item if it is still as it was read. Raises Stale."""
    written = DraftItem.objects.filter(pk=item.pk, revision=item.revision).update(
        **after, revision=F("revision") + 1, changed_by=by.name
    )
    if not written:
        raise Stale(DraftItem.objects.filter(pk=item.pk).first())
    for name, value in after.items():
        setattr(item, name, value)
    item.revision, item.changed_by = item.revision + 1, by.name


def _touch(draft: PlanDraft, at: datetime) -> None:
    head = DraftItem.objects.filter(draft=draft, section=Section.HEAD.value).first()
    title = str(head.data.get("title") or draft.title)[:200] if head else draft.title
    PlanDraft.objects.filter(pk=draft.pk).update(revision=F("revision") + 1, changed_at=at, title=title)


def _demand(by: Actor, draft: PlanDraft) -> None:
    by.demand(Power.MANAGE_CAMPAIGN, draft.path)
    if draft.campaign is not None:
        raise Refused("already-done", "方案已经启动，如需修改请在专项整治页面调整方案")


def snapshot(item: DraftItem) -> Snapshot:
    """What of an item can be changed, as it is now."""
    return {"data": item.data, "asks": item.asks, "undated": item.undated, "removed": item.removed}


def _name(data: Data) -> str:
    return str(next((data[key] for key in ("title", "name", "what", "question", "role") if data.get(key)), ""))[:40]


def _numbered(draft: PlanDraft, section: Section, data: Data) -> Data:
    """The data with an id that no other item of the draft has; things without ids stay as they are."""
    if section in (Section.TARGET, Section.LEADER, Section.OPEN, Section.RULE, Section.LADDER, Section.HEAD):
        return data
    taken = _taken(DraftItem.objects.filter(draft=draft).values_list("data", flat=True))
    wanted = data.get("id")
    if wanted and wanted not in taken:
        return data
    return {**data, "id": next(f"{section.value}-{n}" for n in range(1, 10_000) if f"{section.value}-{n}" not in taken)}


def _taken(known: Iterable[Data]) -> set[Any]:
    return {data.get("id") for data in known}
