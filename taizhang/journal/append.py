"""The one door in.

1. Bodies are checked; entries whose id is known are answered as known.
2. New entries are inserted, under a lock on each thing that they are about.
3. Every touched thing is folded anew from all its entries; rows, set-asides, figures and the index are written.
4. Reactions are appended the same way, in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.core.entry import Entry, SetAside
from taizhang.core.refusals import Refused
from taizhang.rows.finding import rows_with
from taizhang.rows.inserting import insert, insert_values, replace
from taizhang.search.operations import apply as apply_found
from taizhang.tallies.operations import Contribution
from taizhang.tallies.operations import apply as apply_tallies

from .drafts import Draft, Fate, Receipt
from .file_uses import note_uses
from .kinds import checked_body, must_know
from .locks import lock
from .models import AsideEntry, StoredEntry
from .portable import portable
from .projections import PROJECTIONS
from .reactions import react
from .reading import COLUMNS, entries_about, entries_with

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far a writer's clock may run ahead of ours before its entry is refused."""

OF_ENTRY, OF_DRAFT = attrgetter(*COLUMNS, "thing"), attrgetter("device", "seq")
BY_NUMBER = attrgetter("int")
"""The order of UUIDs, quicker than by comparing them."""
STORED = (*COLUMNS, "thing", "device", "seq")


def append(drafts: Iterable[Draft], *, at: datetime, strict: bool = True) -> list[Receipt]:
    """Store facts and everything that follows from them, in one transaction.

    With `strict` (a click) the first draft that is invalid or would be set aside raises `Refused`; nothing is stored.
    Without (a sync, an import from a device) each draft gets its own receipt; what cannot apply is kept aside for a
    person. `at` is the moment of receipt.
    """
    with transaction.atomic():
        return _append(list(drafts), at, strict)


def refold(thing: str, abouts: Iterable[UUID], *, at: datetime) -> None:
    """Fold things anew whose stored row changed otherwise than by an entry (a duty that has just come to exist)."""
    with transaction.atomic():
        wanted = list(dict.fromkeys(abouts))
        found = entries_about(thing, wanted)
        fold(thing, {about: found.get(about, []) for about in wanted}, at)


def _append(drafts: list[Draft], at: datetime, strict: bool) -> list[Receipt]:
    receipts: dict[UUID, Receipt] = {}
    valid: dict[UUID, tuple[Draft, dict[str, Any]]] = {}
    for draft in drafts:
        try:
            valid.setdefault(draft.id, (draft, _checked(draft, at)))
        except Refused as refused:
            if strict:
                raise
            receipts[draft.id] = keep_aside(draft, refused, at)
    lock({draft.about for draft, _ in valid.values()})
    earlier = _earlier(valid)
    must_know(row.kind for row in earlier.values())
    for receipt in _answer_known(valid, earlier, at, strict):
        receipts[receipt.id] = receipt
    fresh = [(draft, body) for draft, body in valid.values() if draft.id not in receipts]
    entries = [_entry(draft, body, at) for draft, body in fresh]
    if entries:
        _store(entries, [draft for draft, _ in fresh])
        note_uses(entries)
    aside = _fold_all(entries, earlier.values(), at)
    for entry in entries:
        refusal, detail = aside.get(entry.id, ("", ""))
        if refusal and strict:
            raise Refused(refusal, detail)
        receipts[entry.id] = Receipt(entry.id, Fate.ASIDE if refusal else Fate.APPENDED, refusal, detail)
    following = react([entry for entry in entries if entry.id not in aside], at)
    if following:
        _append(following, at, strict=False)
    return [receipts[draft.id] for draft in drafts]


def _checked(draft: Draft, at: datetime) -> dict[str, Any]:
    if draft.happened_at > at + CLOCK_TOLERANCE:
        raise Refused("clock-far-off", f"{draft.happened_at:%Y-%m-%d %H:%M}")
    return checked_body(draft.kind, draft.body)


def _entry(draft: Draft, body: dict[str, Any], at: datetime) -> Entry:
    """As it will be read back: a fold writes the same whether it comes from here or from the database."""
    return Entry(
        id=draft.id,
        kind=draft.kind,
        about=draft.about,
        campaign=draft.campaign,
        org=draft.org,
        actor=draft.actor,
        post=draft.post,
        happened_at=draft.happened_at.astimezone(UTC),
        received_at=at.astimezone(UTC),
        body=body,
    )


def _store(entries: Sequence[Entry], drafts: Sequence[Draft]) -> None:
    rows = ((*OF_ENTRY(entry), *OF_DRAFT(draft)) for entry, draft in zip(entries, drafts, strict=True))
    insert_values(StoredEntry, STORED, rows)


def _earlier(valid: Mapping[UUID, tuple[Draft, dict[str, Any]]]) -> dict[UUID, Entry]:
    """What is stored under the same ids or about the same things, in one query for both."""
    abouts = {draft.about for draft, _ in valid.values()}
    return {entry.id: entry for entry in entries_with({"id": valid.keys(), "about": abouts})}


def _answer_known(
    valid: Mapping[UUID, tuple[Draft, dict[str, Any]]], earlier: Mapping[UUID, Entry], at: datetime, strict: bool
) -> list[Receipt]:
    receipts = []
    for known in (earlier[id_] for id_ in valid if id_ in earlier):
        draft, body = valid[known.id]
        said = (known.kind, known.about, known.happened_at, known.body)
        if said == (draft.kind, draft.about, draft.happened_at, body):
            receipts.append(Receipt(known.id, Fate.KNOWN))
        elif strict:
            raise Refused("same-id-other-content")
        else:
            receipts.append(keep_aside(draft, Refused("same-id-other-content"), at))
    return receipts


def keep_aside(draft: Draft, refused: Refused, at: datetime) -> Receipt:
    """Keep what could not become an entry, word for word, so that a person can settle it."""
    content = {
        "kind": draft.kind,
        "actor": draft.actor,
        "happened_at": draft.happened_at.isoformat(),
        "body": _word_for_word(draft.body),
    }
    AsideEntry.objects.get_or_create(
        entry=draft.id,
        refusal=refused.refusal.code,
        content=content,
        defaults={
            "thing": draft.kind.partition(".")[0],
            "about": draft.about,
            "campaign": draft.campaign,
            "org": draft.org,
            "actor": draft.actor,
            "detail": refused.detail,
            "noticed_at": at,
        },
    )
    return Receipt(draft.id, Fate.REFUSED, refused.refusal.code, refused.detail)


def _word_for_word(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body; as escaped text where a database would not store it as it is."""
    try:
        kept: dict[str, Any] = portable(json.loads(json.dumps(dict(body), default=str)))
    except ValueError:
        return {"text": json.dumps(body, default=str)[:100_000]}
    return kept


def _fold_all(entries: Sequence[Entry], earlier: Iterable[Entry], at: datetime) -> dict[UUID, tuple[str, str]]:
    """Fold what the entries are about, each thing from its earlier entries and these."""
    things: dict[str, dict[UUID, list[Entry]]] = {}
    for entry in entries:
        things.setdefault(entry.thing, {}).setdefault(entry.about, []).append(entry)
    begun: dict[str, set[UUID]] = {}
    for entry in earlier:
        if entry.about in things.get(entry.thing, ()):
            things[entry.thing][entry.about].append(entry)
            begun.setdefault(entry.thing, set()).add(entry.about)
    aside: dict[UUID, tuple[str, str]] = {}
    for thing, groups in things.items():
        if thing in PROJECTIONS:
            aside |= fold(thing, groups, at, begun.get(thing, set()))
    return aside


def fold(
    thing: str, entries: Mapping[UUID, list[Entry]], at: datetime, begun: set[UUID] | None = None
) -> dict[UUID, tuple[str, str]]:
    """Fold things from all their entries and write rows, set-asides and figures.

    `begun` are those that had entries before (None: any may have); of the others nothing needs to be looked up.
    Returns {entry: (refusal, detail)} of everything now set aside.
    """
    projection = PROJECTIONS[thing]
    abouts = sorted(entries, key=BY_NUMBER)
    known = abouts if begun is None else sorted(begun, key=BY_NUMBER)
    groups = {about: sorted(entries[about], key=lambda entry: (entry.happened_at, entry.id)) for about in abouts}
    stored = abouts if projection.made_otherwise else known
    before = {row.pk: row for row in rows_with(projection.model, {"pk": stored})}
    gone = [projection.contribution(row) for row in before.values()]
    lost = {about: projection.found(row) for about, row in before.items()}
    rows: list[Any] = []
    aside: list[SetAside] = []
    for about, group in groups.items():
        folded = projection.fold(about, group, before.get(about))
        if folded.row is not None:
            rows.append(folded.row)
        aside += folded.aside
    insert([row for row in rows if row.pk not in before])
    replace([row for row in rows if row.pk in before])
    projection.written(rows, before)
    now_aside = {item.entry: (item.refusal, item.detail) for item in aside}
    if known or now_aside:
        write_asides(thing, groups, known, now_aside, at)
    apply_tallies(_some(gone), _some(projection.contribution(row) for row in rows))
    apply_found(thing, lost, {row.pk: projection.found(row) for row in rows})
    return now_aside


def write_asides(
    thing: str,
    entries: Mapping[UUID, list[Entry]],
    begun: Sequence[UUID],
    aside: Mapping[UUID, tuple[str, str]],
    at: datetime,
) -> None:
    """What is no longer set aside, or for another reason, disappears; what a person settled stays settled."""
    rows = rows_with(AsideEntry, {"about": begun})
    known = {row.entry: row for row in rows if row.thing == thing and row.content is None}
    changed = {entry for entry, row in known.items() if aside.get(entry) != (row.refusal, row.detail)}
    stale = [known.pop(entry).pk for entry in changed if known[entry].settled_at is None]
    if stale:
        AsideEntry.objects.filter(pk__in=stale).delete()
    by_id = {entry.id: entry for group in entries.values() for entry in group}
    AsideEntry.objects.bulk_create(
        AsideEntry(
            entry=entry_id,
            thing=thing,
            about=by_id[entry_id].about,
            campaign=by_id[entry_id].campaign,
            org=by_id[entry_id].org,
            actor=by_id[entry_id].actor,
            refusal=refusal,
            detail=detail,
            noticed_at=at,
        )
        for entry_id, (refusal, detail) in aside.items()
        if entry_id not in known
    )


def _some(contributions: Iterable[Contribution | None]) -> list[Contribution]:
    return [contribution for contribution in contributions if contribution is not None]
