"""Writing registers: a line, what follows it, corrections. By the keeper, or an official for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan import Book
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.orgs.paths import is_under

from .keepers import Keeper, keeps, may_write
from .models import BookLine
from .queries import lines_of, nearest, owed
from .reading import read_changes, read_line, told

MOST_AT_ONCE = 500
"""Lines that may be pasted together: a roster of a school."""


def write(
    *, by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, given: Mapping[str, Any],
    nothing: bool = False, duty: UUID | None = None, entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """A new line, or that there is nothing to write; returns its id. Without `duty` it counts for the nearest one.

    Raises Refused("not-permitted" | "not-now" | "bad-body" | "unknown-thing").
    """
    _demand(by, campaign, book, keeper)
    if nothing and not book.nothing:
        raise Refused("bad-body", f"《{book.title}》没有“无情况”一项，请如实登记")
    duties = owed(campaign, book, keeper, at=at)
    meets = next((one for one in duties if one.pk == duty), None) if duty else nearest(duties, at=at)
    if duty and meets is None:
        raise Refused("unknown-thing", "这次登记对应的任务")
    entry = entry or uuid7()
    about = derived("book", entry)
    values = {} if nothing else read_line(book, given)
    said = {"values": values, "nothing": book.nothing if nothing else ""}
    once(
        entry, lambda: _written(by, at, campaign, book, keeper, said, meets, entry),
        lambda draft: append([draft], at=at), kind="book.written", about=about, actor=by.identity, body=said,
    )  # fmt: skip
    return about


def write_many(
    *, by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, rows: Sequence[Sequence[str]],
    entry: UUID | None = None,
) -> int:  # fmt: skip
    """Lines pasted from a sheet, the fields in their order: all of them or none; returns how many.

    Raises Refused("not-permitted" | "not-now" | "bad-body") naming the row.
    """
    _demand(by, campaign, book, keeper)
    if not 0 < len(rows) <= MOST_AT_ONCE:
        raise Refused("bad-body", f"一次粘贴 1 至 {MOST_AT_ONCE} 行，这里有 {len(rows)} 行")
    meets = nearest(owed(campaign, book, keeper, at=at), at=at)
    base = entry or uuid7()
    drafts = []
    for number, cells in enumerate(rows, 1):
        if len(cells) > len(book.fields):
            raise Refused("bad-body", f"第 {number} 行有 {len(cells)} 格，这本登记簿只有 {len(book.fields)} 栏")
        try:
            values = read_line(book, dict(zip([field.id for field in book.fields], cells, strict=False)))
        except Refused as refused:
            raise Refused("bad-body", f"第 {number} 行：{refused.detail}") from None
        said = {"values": values, "nothing": ""}
        drafts.append(_written(by, at, campaign, book, keeper, said, meets, derived("book", base, number)))
    append(drafts, at=at)
    return len(drafts)


def take_step(
    *, by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, row: BookLine, step: str,
    moment: datetime | None = None, note: str = "", photos: Sequence[Mapping[str, Any]] = (),
    entry: UUID | None = None,
) -> None:  # fmt: skip
    """What had to follow was done, at `moment` or now.

    Raises Refused("not-permitted" | "already-done" | "unknown-thing" | "bad-body").
    """
    _demand(by, campaign, book, keeper)
    named = book.step(step)
    planned = row.step(step)
    if named is None or planned is None:
        raise Refused("unknown-thing", "跟进事项")
    moment = moment or at
    if moment > at or moment < row.written_at.replace(second=0, microsecond=0):
        raise Refused("bad-body", f"{named.name}的时间应在登记之后、现在之前")
    said = {"step": step, "note": note.strip(), "moment": moment}
    body = {
        **said, "label": named.name, "photos": list(photos), "name": by.name,
        "settles": _settled_by(campaign, book, keeper, row, step, at),
    }  # fmt: skip

    def drafted() -> Draft:
        if row.withdrawn_at or planned.get("moment"):
            raise Refused("already-done")
        return _draft("book.step_taken", row, by, at, body, entry)

    once(
        entry, drafted, lambda draft: append([draft], at=at), kind="book.step_taken", about=row.pk,
        actor=by.identity, body={"step": step, "note": note.strip()},
    )  # fmt: skip


def correct(
    *, by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, row: BookLine,
    given: Mapping[str, Any], reason: str, entry: UUID | None = None,
) -> None:  # fmt: skip
    """Raises Refused("not-permitted" | "not-now" | "reason-missing" | "bad-body")."""
    _demand(by, campaign, book, keeper)
    if row.withdrawn_at or row.erased_at or row.nothing:
        raise Refused("not-now", "这一条已经作废、已过保存期，或没有内容可改")
    if not reason.strip():
        raise Refused("reason-missing")
    changes = read_changes(book, row.values, given)
    if not changes:
        raise Refused("bad-body", "没有改动")
    labels = [field.label for field in book.fields if field.id in changes]
    body = {"changes": changes, "labels": labels, "reason": reason.strip(), "name": by.name}
    append([_draft("book.corrected", row, by, at, body, entry)], at=at)


def withdraw(
    *, by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, row: BookLine, reason: str,
    entry: UUID | None = None,
) -> None:  # fmt: skip
    """Written by mistake: it counts no more, and a duty that nothing else meets is owed again.

    Raises Refused("not-permitted" | "already-done" | "reason-missing").
    """
    _demand(by, campaign, book, keeper)
    if row.withdrawn_at:
        raise Refused("already-done")
    if not reason.strip():
        raise Refused("reason-missing")
    body = {
        "reason": reason.strip(), "name": by.name, "reopens": _met_by_it_alone(row),
        "settles": _settled_by(campaign, book, keeper, row, "", at),
    }  # fmt: skip
    append([_draft("book.withdrawn", row, by, at, body, entry)], at=at)


def unmask(*, by: Actor, at: datetime, book: Book, keeper: Keeper, row: BookLine, reason: str = "") -> None:
    """Write down who looked at protected values. Raises Refused("not-permitted" | "reason-missing")."""
    if not may_unmask(by, book, keeper):
        raise Refused("not-permitted")
    if not keeps(by, book, keeper) and not reason.strip():
        raise Refused("reason-missing")
    append([_draft("book.unmasked", row, by, at, {"reason": reason.strip(), "name": by.name})], at=at)


def may_unmask(by: Actor, book: Book, keeper: Keeper) -> bool:
    return keeps(by, book, keeper) or (by.may(Power.UNMASK) and is_under(keeper.path, by.reach))


def _demand(by: Actor, campaign: Campaign, book: Book, keeper: Keeper) -> None:
    if not may_write(by, book, keeper):
        raise Refused("not-permitted", "由登记簿的责任单位登记")
    if campaign.closed_at and not plan_of(campaign).long_term:
        raise Refused("not-now", "专项整治已经结束")


def _written(
    by: Actor, at: datetime, campaign: Campaign, book: Book, keeper: Keeper, said: Mapping[str, Any],
    meets: Duty | None, entry: UUID,
) -> Draft:  # fmt: skip
    plan, nothing = plan_of(campaign), bool(said["nothing"])
    kind = plan.kind(keeper.subject.kind) if keeper.subject is not None else None
    line = book.line or (kind.line if kind else None) or (book.by.unit if book.by else None) or ""
    after = plan.calendar.after
    found = book.case is not None and said["values"].get(book.case.when, "") != ""
    steps = [] if nothing else [
        {"step": step.id, "due_at": after(at, step.within) if step.within else None} for step in book.steps
    ]  # fmt: skip
    body = {
        **said, "book": book.id, "title": book.title, "subject": keeper.subject.pk if keeper.subject else None,
        "path": keeper.path, "handler": None if keeper.subject else keeper.org, "line": line,
        "line_org": campaign.units.get(line), "sums": list(book.sums), "steps": steps,
        "category": book.case.category if book.case and found else "",
        "told": told(book, said["values"]) if found else "",
        "duty": meets.pk if meets else None, "name": by.name,
        "clear_until": after(at, book.retention) if book.retention and book.protected and not nothing else None,
    }  # fmt: skip
    return Draft(
        id=entry, kind="book.written", about=derived("book", entry), campaign=campaign.pk, org=keeper.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip


def _settled_by(campaign: Campaign, book: Book, keeper: Keeper, row: BookLine, step: str, at: datetime) -> list[UUID]:
    """The duties that ask for every line to be followed up, if with this step nothing is left to do."""
    others = lines_of(BookLine.objects.filter(campaign=campaign.pk, book=book.id), keeper).exclude(pk=row.pk)
    left = any(one["step"] != step and not one.get("moment") for one in row.steps) if step else False
    standing = others.filter(withdrawn_at=None, nothing=False)
    if left or standing.filter(open=True).exists() or (not step and not standing.exists()):
        return []
    return [duty.pk for duty in owed(campaign, book, keeper, at=at, settled=True) if not duty.settled]


def _met_by_it_alone(row: BookLine) -> UUID | None:
    if row.duty is None or not Duty.objects.filter(pk=row.duty, met_by__isnull=False).exists():
        return None
    others = BookLine.objects.filter(duty=row.duty, withdrawn_at=None).exclude(pk=row.pk)
    return None if others.exists() else row.duty


def _draft(
    kind: str, row: BookLine, by: Actor, at: datetime, body: Mapping[str, Any], entry: UUID | None = None
) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=kind, about=row.pk, campaign=row.campaign, org=row.org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
