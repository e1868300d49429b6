"""A form that was sent twice: the page made the entry's id, so the second arrival is known for what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from taizhang.core.refusals import Refused

from .drafts import Draft
from .kinds import checked_body
from .models import StoredEntry


def once(entry: UUID | None, drafted: Callable[[], Draft], store: Callable[[Draft], object], **sent: Any) -> None:
    """Draft and store, unless the entry is already there with the same content: then nothing happens again.

    `sent` is what the person said: kind, about, actor, body. What the server adds (moments that follow from the present
    one) may differ. Raises Refused("same-id-other-content") and what drafting and storing raise.
    """
    if entry is not None and _is_known(entry, **sent):
        return
    try:
        store(drafted())
    except Refused:
        if entry is None or not _is_known(entry, **sent):  # two at the same instant: the other one came first
            raise


def _is_known(entry: UUID, *, kind: str, about: UUID | None, actor: str, body: Mapping[str, Any]) -> bool:
    row = StoredEntry.objects.filter(id=entry).first()
    if row is None:
        return False
    said = checked_body(kind, {**row.body, **body})
    same = (row.kind, row.actor) == (kind, actor) and row.about == (about or row.about)
    if not same or any(row.body.get(key) != said.get(key) for key in body):
        raise Refused("same-id-other-content")
    return True
