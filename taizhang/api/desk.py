"""Takes in the entries of one batch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases import admission as cases
from taizhang.core.refusals import REFUSALS, Refused
from taizhang.duties import admission as duties
from taizhang.inspections import operations as inspections
from taizhang.journal import drafts as journal
from taizhang.journal.append import append, keep_aside
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.kinds import checked_body
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.portable import storable
from taizhang.journal.together import Sent, append_together
from taizhang.subjects import admission as subjects
from taizhang.subjects.ground import Ground

from .batch import Receipt, SentEntry

logger = logging.getLogger(__name__)
T = TypeVar("T")

ADMITS: dict[str, tuple[Callable[[Actor, Draft, Ground], Draft], frozenset[str]]] = {
    "inspection": (inspections.admit, inspections.BY_SERVER),
    "case": (cases.admit, cases.BY_SERVER),
    "duty": (lambda by, sent, ground: duties.admit(by, sent), duties.BY_SERVER),
    "subject": (lambda by, sent, ground: subjects.admit(by, sent), subjects.BY_SERVER),
}
"""By kind of thing: who authorises and completes a sent entry, and the keys that only the server writes."""

BEGINNINGS = frozenset({"inspection.recorded", "case.filed"})
"""Kinds that begin a thing of their own, and are authorised by nothing that another of them could change."""

CLOCK_ERROR = timedelta(minutes=2)
"""A phone whose clock differs by less is believed: the difference is the network's."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An authorised draft that is appended with others; `place` in the batch, `names` what others could lean on."""

    place: int
    draft: Draft
    by: Actor
    names: frozenset[str]


class Desk:
    """Takes the entries of one batch, in their order."""

    def __init__(self, device: str, offset: timedelta, actor: Actor, posts: Sequence[Actor], at: datetime) -> None:
        self.device, self.offset, self.actor, self.posts, self.at = device, offset, actor, posts, at
        self.ground = Ground()
        self.known: dict[UUID, StoredEntry] = {}
        self.waiting: list[_Waiting] = []
        self.receipts: dict[int, Receipt] = {}

    def look_up(self, ids: Sequence[UUID]) -> None:
        self.known = {row.id: row for row in StoredEntry.objects.filter(id__in=ids)}

    def take(self, place: int, sent: SentEntry | dict[str, Any]) -> None:
        """Answer the entry, or let it wait for `append_waiting`."""
        if not isinstance(sent, SentEntry):
            self.receipts[place] = _receipt(str(sent.get("id", "")), "refused", "bad-body", _first_fault(sent))
            return
        by = next((post for post in self.posts if post.post == sent.post), self.actor)
        draft = self._draft(sent, by)
        names = frozenset({str(draft.id), str(draft.about), *_ids(draft.body)})
        begins = draft.kind in BEGINNINGS
        if not begins or any(names & one.names for one in self.waiting):
            self.append_waiting()
        answer = self._answered(draft, by, lambda: self._admitted(draft, by))
        if isinstance(answer, Receipt):
            self.receipts[place] = answer
            return
        self.waiting.append(_Waiting(place, answer, by, names))
        if not begins:
            self.append_waiting()

    def append_waiting(self) -> None:
        """All in one transaction, with what waits of other phones; one by one where the whole does not go through, so
        that one stops no other."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        try:
            drafts = [one.draft for one in waiting]
            names = frozenset[str]().union(*(one.names for one in waiting))
            stored = append_together(Sent(drafts, names, self.at)) or self._append(waiting)
            self.receipts |= {one.place: _stored(receipt) for one, receipt in zip(waiting, stored, strict=True)}
        except Exception:
            logger.info("%d entries could not be taken together", len(waiting))
            for one in waiting:
                answer = self._answered(one.draft, one.by, partial(self._append, [one]))
                self.receipts[one.place] = answer if isinstance(answer, Receipt) else _stored(answer[0])

    def _append(self, waiting: Sequence[_Waiting]) -> list[journal.Receipt]:
        return append([one.draft for one in waiting], at=self.at, strict=False)

    def _answered(self, draft: Draft, by: Actor, work: Callable[[], T]) -> T | Receipt:
        """The work's result; the receipt for an entry that is refused, or that has to be sent again."""
        try:
            return work()
        except Refused as refused:
            if refused.refusal.status >= 500:  # the fault is here and passes
                return _receipt(str(draft.id), "later")
            self._keep(draft, by, refused)
            return _receipt(str(draft.id), Fate.REFUSED, refused.refusal.code, refused.detail)
        except Exception:
            logger.exception("entry %s could not be taken", draft.id)
            return _receipt(str(draft.id), "later")

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

    def _admitted(self, draft: Draft, by: Actor) -> Draft | Receipt:
        """The draft to append; the receipt where it is stored already."""
        if not _storable(draft.body):
            raise Refused("bad-body", "文字中有不能保存的字符")
        admit, by_server = ADMITS.get(draft.kind.partition(".")[0], (None, frozenset()))
        if admit is None:
            raise Refused("unknown-kind", draft.kind)
        stored = self.known.get(draft.id)
        if stored is None:
            return admit(by, draft, self.ground)
        if not _same(stored, draft, by_server):
            raise Refused("same-id-other-content")
        return _known(stored)


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
        return storable(value)
    if isinstance(value, dict):
        return all(_storable(key) and _storable(part) for key, part in value.items())
    return all(map(_storable, value)) if isinstance(value, list) else True


def _ids(value: Any) -> Iterator[str]:
    """Every text in a body that looks like an id of something."""
    if isinstance(value, str) and len(value) == 36:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _ids(part)


def _stored(receipt: journal.Receipt) -> Receipt:
    return _receipt(str(receipt.id), receipt.fate, receipt.refusal, receipt.detail)


def _first_fault(sent: dict[str, Any]) -> str:
    wanted = ("id", "kind", "about", "happened_at", "body")
    absent = [key for key in wanted if key not in sent]
    return f"缺少 {'、'.join(absent)}" if absent else "字段的格式不对"


def _receipt(about: str, fate: str, code: str = "", detail: str = "") -> Receipt:
    refusal = REFUSALS.get(code)
    return Receipt.model_construct(
        id=about,
        fate=str(fate),
        code=code,
        message=refusal.message if refusal else "",
        remedy=refusal.remedy if refusal else "",
        detail=detail,
    )
