"""The one way in for phones: a batch of entries, each with its own receipt.

An entry is authorised by its room (`ADMITS`), dated by our clock, and appended alone: one that is refused stops no
other. The same entry sent again is known by its id and counts once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime, Field, StringConstraints

from taizhang.access.actor import Actor
from taizhang.cases import admission as cases
from taizhang.core.refusals import REFUSALS, Refused
from taizhang.duties import admission as duties
from taizhang.inspections import operations as inspections
from taizhang.journal.append import append, keep_aside
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.file_uses import missing_files, named_files
from taizhang.journal.kinds import checked_body
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.subjects import admission as subjects

from .answers import COMMON, WRITES, actor_of

logger = logging.getLogger(__name__)
router = Router(tags=["同步"])

ADMITS: dict[str, tuple[Callable[[Actor, Draft], Draft], frozenset[str]]] = {
    "inspection": (inspections.admit, inspections.BY_SERVER),
    "case": (cases.admit, cases.BY_SERVER),
    "duty": (duties.admit, duties.BY_SERVER),
    "subject": (subjects.admit, subjects.BY_SERVER),
}
"""By kind of thing: who authorises and completes a sent entry, and the keys that only the server writes."""

CLOCK_ERROR = timedelta(minutes=2)
"""A phone whose clock differs by less is believed: the difference is the network's."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LARGEST_INT = 2**31 - 1


class SentEntry(Schema):
    """One fact as a phone wrote it down. `happened_at` is by the phone's clock; `seq` counts the phone's entries."""

    id: UUID
    kind: Annotated[str, StringConstraints(max_length=60)]
    about: UUID
    happened_at: AwareDatetime
    body: dict[str, Any]
    campaign: UUID | None = None
    org: int | None = Field(None, ge=0, le=LARGEST_INT)
    post: int | None = Field(None, ge=0, le=LARGEST_INT)
    seq: int = Field(0, ge=0, le=2**53)


class Batch(Schema):
    """What a phone sends. `sent_at` is by its clock too: so we learn how far it is off.

    What is no entry comes through as a dict, so that it is refused alone and stops no other.
    """

    device: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    sent_at: AwareDatetime
    entries: list[Annotated[SentEntry | dict[str, Any], Field(union_mode="left_to_right")]] = Field(max_length=200)


class Receipt(Schema):
    """What became of one entry.

    `fate`: appended, known (had arrived before), aside (kept, a person will settle it), refused (kept for a person, not
    in the journal), later (try again). `missing` names the files that have not arrived yet.
    """

    id: str
    fate: str
    code: str = ""
    message: str = ""
    remedy: str = ""
    detail: str = ""
    missing: list[str] = []


class Receipts(Schema):
    """`clock_offset`: by how many seconds the phone's clock is behind ours (negative: ahead)."""

    received_at: datetime
    clock_offset: float
    receipts: list[Receipt]


@router.post(
    "/sync",
    response={200: Receipts, **COMMON},
    summary="上报一批记录",
    operation_id="sync",
    openapi_extra=WRITES,
)
def sync(request: HttpRequest, batch: Batch) -> Receipts:
    """Each entry gets its own receipt, in the order of the batch; sending the same batch again changes nothing."""
    actor = actor_of(request)
    posts: Sequence[Actor] = request.actors  # type: ignore[attr-defined]
    return take(batch, actor, posts, at=timezone.now())


def take(batch: Batch, actor: Actor, posts: Sequence[Actor], *, at: datetime) -> Receipts:
    """Take in a batch of the person who acts in one of `posts` (the entry says in which; else as `actor`)."""
    offset = at - batch.sent_at
    desk = _Desk(batch.device, offset if abs(offset) > CLOCK_ERROR else timedelta(), actor, posts, at)
    desk.look_up([entry.id for entry in batch.entries if isinstance(entry, SentEntry)])
    receipts = [desk.take(entry) for entry in batch.entries]
    named = [sorted(named_files(e.body)) if isinstance(e, SentEntry) else [] for e in batch.entries]
    missing = missing_files(sha for shas in named for sha in shas)
    for receipt, shas in zip(receipts, named, strict=True):
        receipt.missing = [sha for sha in dict.fromkeys(shas) if sha in missing]
    return Receipts(received_at=at, clock_offset=offset.total_seconds(), receipts=receipts)


class _Desk:
    """Takes the entries of one batch, one after the other."""

    def __init__(self, device: str, offset: timedelta, actor: Actor, posts: Sequence[Actor], at: datetime) -> None:
        self.device, self.offset, self.actor, self.posts, self.at = device, offset, actor, posts, at
        self.known: dict[UUID, StoredEntry] = {}

    def look_up(self, ids: Sequence[UUID]) -> None:
        self.known = {row.id: row for row in StoredEntry.objects.filter(id__in=ids)}

    def take(self, sent: SentEntry | dict[str, Any]) -> Receipt:
        if not isinstance(sent, SentEntry):
            return _receipt(str(sent.get("id", "")), "refused", "bad-body", _first_fault(sent))
        by = next((post for post in self.posts if post.post == sent.post), self.actor)
        draft = self._draft(sent, by)
        try:
            return self._take(draft, by)
        except Refused as refused:
            self._keep(draft, by, refused)
            return _receipt(str(sent.id), Fate.REFUSED, refused.refusal.code, refused.detail)
        except Exception:
            logger.exception("entry %s could not be taken", sent.id)
            return _receipt(str(sent.id), "later")

    def _keep(self, draft: Draft, by: Actor, refused: Refused) -> None:
        """For a person of the sender's own org to settle, whatever place the entry names."""
        if _storable(draft.kind) and _storable(draft.body):
            keep_aside(replace(draft, org=by.org), refused, self.at)

    def _draft(self, sent: SentEntry, by: Actor) -> Draft:
        """The sent entry, dated by our clock. Nothing happened later than it was received."""
        return Draft(
            id=sent.id, kind=sent.kind, about=sent.about, campaign=sent.campaign, org=sent.org or by.org,
            actor=by.identity, post=by.post, happened_at=self._by_our_clock(sent.happened_at),
            body=sent.body | {"device_time": sent.happened_at.isoformat()}, device=self.device, seq=sent.seq,
        )  # fmt: skip

    def _by_our_clock(self, moment: datetime) -> datetime:
        """However wrong the phone's clock is, even by more than a calendar holds."""
        try:
            moved = moment + self._whole_minutes()
        except OverflowError:
            moved = EARLIEST
        return min(max(moved, EARLIEST), self.at)

    def _whole_minutes(self) -> timedelta:
        """Rounded, so that the same entry sent twice at nearly the same moment gets the same time."""
        return timedelta(minutes=round(self.offset / timedelta(minutes=1)))

    def _take(self, draft: Draft, by: Actor) -> Receipt:
        if not _storable(draft.body):
            raise Refused("bad-body", "文字中有不能保存的字符")
        admit, by_server = ADMITS.get(draft.kind.partition(".")[0], (None, frozenset()))
        if admit is None:
            raise Refused("unknown-kind", draft.kind)
        stored = self.known.get(draft.id)
        if stored is not None:
            if not _same(stored, draft, by_server):
                raise Refused("same-id-other-content")
            return _known(stored)
        receipt = append([admit(by, draft)], at=self.at, strict=False)[0]
        return _receipt(str(receipt.id), receipt.fate, receipt.refusal, receipt.detail)


def _same(stored: StoredEntry, draft: Draft, by_server: frozenset[str]) -> bool:
    """Whether the stored entry is what is sent now: each key that the sender writes has the stored value."""
    if (stored.kind, stored.about, stored.actor) != (draft.kind, draft.about, draft.actor):
        return False
    mine = {key: value for key, value in draft.body.items() if key not in by_server}
    try:
        return bool(checked_body(stored.kind, {**stored.body, **mine}) == stored.body)
    except Refused:
        return False


def _known(stored: StoredEntry) -> Receipt:
    """The answer may have been lost: what is set aside is said again."""
    aside = AsideEntry.objects.filter(entry=stored.id, content__isnull=True, settled_at=None).first()
    if aside is None:
        return _receipt(str(stored.id), Fate.KNOWN)
    return _receipt(str(stored.id), Fate.ASIDE, aside.refusal, aside.detail)


def _storable(value: Any) -> bool:
    """Whether a database stores all text in it: no NUL characters, no halves of a character."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, dict):
        return all(_storable(key) and _storable(part) for key, part in value.items())
    return all(map(_storable, value)) if isinstance(value, list) else True


def _first_fault(sent: dict[str, Any]) -> str:
    wanted = ("id", "kind", "about", "happened_at", "body")
    absent = [key for key in wanted if key not in sent]
    return f"缺少 {'、'.join(absent)}" if absent else "字段的格式不对"


def _receipt(about: str, fate: str, code: str = "", detail: str = "") -> Receipt:
    refusal = REFUSALS.get(code)
    return Receipt(
        id=about,
        fate=fate,
        code=code,
        message=refusal.message if refusal else "",
        remedy=refusal.remedy if refusal else "",
        detail=detail,
    )
