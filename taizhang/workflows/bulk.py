"""One act on many things at once: a batch of ordinary entries, each judged for itself, and its opposite within minutes.

The journal is never changed: taking back appends the opposite of each entry, where nobody acted on the thing since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.entry import CLOCK
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.journal.reading import CHUNK
from taizhang.lists.models import Batch

UNDO_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)
MOST = 1000
"""Things of one batch: more than that is hardly meant."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a batch. `make` authorises and drafts; `before` is what the opposite needs to know."""

    about: UUID
    title: str
    make: Callable[[], Sequence[Draft]]
    before: Mapping[str, Any]


Failure = tuple[str, str]
"""(what it is called, why it was not done)"""


def carry_out(
    act: str, said: str, items: Iterable[Item], failures: Sequence[Failure] = (), *, by: Actor, at: datetime
) -> Batch:
    """Do what can be done, in one append; the rest is reported with its reason."""
    Batch.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    done, refused = _append_each(list(items), at)
    return Batch.objects.create(
        id=uuid7(), act=act, said=said, owner=by.user, made_at=at, failures=[*failures, *refused],
        items=[
            {"about": str(item.about), "title": item.title, "before": dict(item.before),
             "entries": [str(draft.id) for draft in drafts]}
            for item, drafts in done
        ],
    )  # fmt: skip


def batch_of(by: Actor, about: UUID) -> Batch:
    """Raises Refused("unknown-thing") also for another person's."""
    row = Batch.objects.filter(pk=about, owner=by.user).first()
    if row is None:
        raise Refused("unknown-thing", "批量办理")
    return row


def may_undo(batch: Batch, *, at: datetime) -> bool:
    return batch.undone_at is None and bool(batch.items) and at < batch.made_at + UNDO_FOR


def take_back(batch: Batch, opposite: Callable[[Mapping[str, Any]], Sequence[Draft]], *, at: datetime) -> None:
    """Append the opposite of each entry. Raises Refused("not-now") once its time is over, or it was taken back."""
    if not may_undo(batch, at=at):
        raise Refused("not-now", f"批量办理只能在 {UNDO_FOR.seconds // 60} 分钟内撤销一次")
    moved_on = _moved_on(batch)
    failures = [(item["title"], "之后又有新的办理") for item in batch.items if item["about"] in moved_on]
    items = [
        Item(UUID(item["about"]), item["title"], lambda item=item: opposite(item), {})  # type: ignore[misc]
        for item in batch.items
        if item["about"] not in moved_on
    ]
    _, refused = _append_each(items, at)
    batch.undone_at, batch.failures_back = at, [*failures, *refused]
    batch.save(update_fields=["undone_at", "failures_back"])


def _append_each(items: Sequence[Item], at: datetime) -> tuple[list[tuple[Item, Sequence[Draft]]], list[Failure]]:
    """One append for all that can be drafted; only where one of them does not apply after all, one for each."""
    drafted: list[tuple[Item, Sequence[Draft]]] = []
    failures: list[Failure] = []
    for item in items:
        try:
            drafted.append((item, item.make()))
        except Refused as refused:
            failures.append((item.title, _why(refused)))
    try:
        append([draft for _, drafts in drafted for draft in drafts], at=at)
    except Refused:
        done = []
        for item, drafts in drafted:
            try:
                append(drafts, at=at)
                done.append((item, drafts))
            except Refused as refused:
                failures.append((item.title, _why(refused)))
        return done, failures
    return drafted, failures


def _why(refused: Refused) -> str:
    return f"{refused.refusal.message}：{refused.detail}" if refused.detail else refused.refusal.message


def _moved_on(batch: Batch) -> set[str]:
    """Things on which a person acted since."""
    own = {entry for item in batch.items for entry in item["entries"]}
    abouts = [item["about"] for item in batch.items]
    latest: dict[str, str] = {}
    for start in range(0, len(abouts), CHUNK):
        rows = StoredEntry.objects.filter(about__in=abouts[start : start + CHUNK]).exclude(actor=CLOCK)
        for about, entry in rows.order_by("received_at", "position").values_list("about", "id"):
            latest[str(about)] = str(entry)
    return {about for about, entry in latest.items() if entry not in own}
