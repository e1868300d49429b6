"""Making drafts: from an uploaded or pasted text, from a pack, from the plan of a running campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.files import LARGEST_FILE

from .drafting import Drafted, DraftedPlan, Section, draft_from_plan, draft_from_reading
from .drafting.bearers import UnitBook
from .drafting.kit import Kit
from .editing import add, live_items
from .models import Campaign, DraftItem, PlanDraft
from .packs import pack as pack_named
from .packs import plans as pack_plans
from .queries import plan_of

LONGEST_TEXT = 1_000_000
"""Characters. A plan has ten thousand; more than this is no plan but a mistake."""


def draft_upload(*, by: Actor, at: datetime, content: bytes, name: str) -> PlanDraft:
    """A draft of a file (txt, docx, pdf, html). Raises Refused("file-too-large" | "bad-file" | "not-permitted")."""
    by.demand(Power.MANAGE_CAMPAIGN)
    if len(content) > LARGEST_FILE:
        raise Refused("file-too-large", f"最大 {LARGEST_FILE // 1024 // 1024} MB")
    if not content.strip():
        raise Refused("bad-file", f"{name} 是空的")
    from taizhang.reading import UnreadableFile, read_bytes

    try:
        reading = read_bytes(content, name)
    except UnreadableFile as error:
        raise Refused("bad-file", f"{name}：{error}") from None
    return _stored(by, at, reading.text, reading.as_json()["plans"], name)


def draft_paste(*, by: Actor, at: datetime, text: str) -> PlanDraft:
    """A draft of pasted text. Raises Refused("bad-file" | "file-too-large" | "not-permitted")."""
    by.demand(Power.MANAGE_CAMPAIGN)
    if not text.strip():
        raise Refused("bad-file", "没有粘贴任何文字")
    from taizhang.reading import read_text

    reading = read_text(text)
    return _stored(by, at, reading.text, reading.as_json()["plans"], "")


def _stored(by: Actor, at: datetime, text: str, plans: Sequence[Mapping[str, Any]], name: str) -> PlanDraft:
    if len(text) > LONGEST_TEXT:
        raise Refused("file-too-large", f"正文有 {len(text) // 10_000} 万字，最多 {LONGEST_TEXT // 10_000} 万字")
    kept = [dict(plan) for plan in plans if says_something(plan)]
    title = PurePath(name).stem or next((line.strip() for line in text.splitlines() if line.strip()), "粘贴的方案")
    draft = PlanDraft.objects.create(
        title=title[:200],
        org=by.org,
        path=by.path,
        source_name=name[:200],
        source_text=text,
        reading={"plans": kept},
        created_by_id=by.user,
        created_at=at,
        changed_at=at,
    )
    return choose(by=by, at=at, draft=draft, index=0) if len(kept) == 1 else draft


def says_something(plan: Mapping[str, Any]) -> bool:
    """Whether a plan was recognised at all: a recipe has neither phases nor reports, and hardly a task with somebody
    who leads it."""
    led = sum(bool(task["lead"]) for task in plan["tasks"])
    return bool(plan["phases"] or plan["reports"] or plan["period"] or plan["leaders"]) or led >= 2


def choose(*, by: Actor, at: datetime, draft: PlanDraft, index: int) -> PlanDraft:
    """Make the draft of one of the plans of a text. Choosing another plan later gives a second draft beside the first.

    Raises Refused("unknown-thing" | "not-permitted").
    """
    by.demand(Power.MANAGE_CAMPAIGN, draft.path)
    plans = draft.reading.get("plans", [])
    if not 0 <= index < len(plans):
        raise Refused("unknown-thing", f"第 {index + 1} 篇方案")
    made = draft_from_reading(plans[index], draft.source_text, pack_plans())
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().get(pk=draft.pk)
        if row.chosen == index:
            return row
        if row.chosen is not None:
            row = _beside(row, by, at)
        row.chosen = index
        return _fill(row, made, at)


def _beside(row: PlanDraft, by: Actor, at: datetime) -> PlanDraft:
    return PlanDraft(
        title=row.title, org=by.org, path=by.path, source_name=row.source_name, source_text=row.source_text,
        reading=row.reading, created_by_id=by.user, created_at=at, changed_at=at,
    )  # fmt: skip


def draft_pack(*, by: Actor, at: datetime, name: str) -> PlanDraft:
    """A draft of a whole pack, its text beside it where it brings one. Raises Refused("unknown-pack" | "bad-pack")."""
    by.demand(Power.MANAGE_CAMPAIGN)
    pack = pack_named(name)
    row = PlanDraft(org=by.org, path=by.path, created_by_id=by.user, created_at=at, chosen=0, pack=name)
    row.source_text = pack.text
    row.source_name = f"方案包 {pack.plan.field or pack.plan.title}"[:200]
    with transaction.atomic():
        return _fill(row, draft_from_plan(pack.plan, pack=name), at)


def draft_amendment(*, by: Actor, at: datetime, campaign: Campaign) -> PlanDraft:
    """A draft of the governing plan of a running campaign, to be changed. One at a time: an open one is taken up again.

    Raises Refused("not-permitted" | "out-of-scope" | "already-done").
    """
    by.demand(Power.MANAGE_CAMPAIGN, campaign.path)
    if campaign.closed_at is not None:
        raise Refused("already-done", "专项整治已经结束")
    with transaction.atomic():
        open_one = PlanDraft.objects.filter(amends=campaign.pk, campaign=None).first()
        if open_one is not None:
            return open_one
        row = PlanDraft(
            org=campaign.root, path=campaign.path, created_by_id=by.user, created_at=at, chosen=0, amends=campaign.pk,
            source_text=campaign.source_text, source_name=f"{campaign.title}（第 {campaign.plan_version} 版）"[:200],
        )  # fmt: skip
        return _fill(row, draft_from_plan(plan_of(campaign), leaders=campaign.leaders), at)


LENT = {Section.DUTY: "duties", Section.REPORT: "reports"}
"""What of a pack can be taken over one by one."""


def lendable(draft: PlanDraft, section: Section, items: Sequence[DraftItem]) -> list[tuple[str, str]]:
    """(id, title) of the duties or reports of the draft's pack that the draft does not have."""
    plan = pack_plans().get(draft.pack)
    if plan is None or section not in LENT:
        return []
    known = {item.data.get("title") for item in items}
    return [(rule.id, rule.title) for rule in getattr(plan, LENT[section]) if rule.title not in known]


def borrow(*, by: Actor, at: datetime, draft: PlanDraft, section: Section, name: str) -> DraftItem:
    """Take a duty or report over from the draft's pack. Raises Refused("unknown-thing" | "unknown-pack")."""
    kit = Kit(pack_named(draft.pack).plan)
    rule = next((one for one in kit.plan.get(LENT.get(section, ""), []) if one["id"] == name), None)
    if rule is None:
        raise Refused("unknown-thing", name)
    items = live_items(draft)
    phases = [item.data for item in items if item.section == Section.PHASE.value]
    own = {str(item.data["name"]): str(item.data["id"]) for item in items if item.section == Section.UNIT.value}
    units, _ = kit.adopt_units(UnitBook(own))
    return add(by=by, at=at, draft=draft, section=section, data=kit.lend(rule, phases, units), origin="pack")


def _fill(row: PlanDraft, made: DraftedPlan, at: datetime) -> PlanDraft:
    row.title, row.frame, row.pack, row.changed_at = made.title[:200], made.frame, made.pack, at
    row.save()
    DraftItem.objects.bulk_create(
        [_item(row, item, position) for position, item in enumerate(made.items)], batch_size=200
    )
    return row


def _item(row: PlanDraft, item: Drafted, position: int) -> DraftItem:
    start, end = item.span or _place(row.source_text, item)
    return DraftItem(
        draft=row, section=item.section.value, position=position, data=item.data, asks=item.asks,
        undated=item.undated, origin=item.origin, quote=item.quote, start=start, end=end,
    )  # fmt: skip


def _place(text: str, item: Drafted) -> tuple[int | None, int | None]:
    """Where the quote of an item from a pack or a running plan stands in its text."""
    start = text.find(item.quote) if item.quote and item.section is not Section.RULE else -1
    return (start, start + len(item.quote)) if start >= 0 else (None, None)
