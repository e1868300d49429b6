"""Submissions that begin a record and wait at the same moment: taken in together, by as many queries as one alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.files import keep_rows
from taizhang.journal.locks import lock
from taizhang.journal.models import StoredFile
from taizhang.rows.finding import rows_with
from taizhang.rows.inserting import insert
from taizhang.subjects.ground import Ground

from .desk import Desk
from .models import Submission


@dataclass(frozen=True, slots=True)
class Arrived:
    """A post whose files are on the disk, their rows not stored yet; `kept` are the references to them by name."""

    desk: Desk
    kept: dict[str, dict[str, str]]
    files: list[StoredFile]

    @property
    def may_begin(self) -> bool:
        """Whether it looks like a first post: it edits nothing, and has no file that the form does not name."""
        return not self.desk.filled.deprecated and self.kept.keys() <= self.desk.expected.keys()


def begin_together(group: Sequence[Arrived]) -> list[bool | None]:
    """True for each that is now stored. None for whoever has to go alone: what is known already, what would be refused,
    and what another of the group could change the judgement of.

    Raises Refused where the journal does not take one of them in: then nothing of the group is stored.
    """
    with transaction.atomic():
        lock({one.desk.key for one in group})
        begun = _beginning(group)
        keep_rows([row for place in begun for row in group[place].files])
        receipts = append(begun.values(), at=max(one.desk.at for one in group), strict=False)
        for receipt in receipts:
            if receipt.fate is Fate.REFUSED:
                raise Refused(receipt.refusal, receipt.detail)
        insert([group[place].desk.begun(group[place].kept) for place in begun])
    return [True if place in begun else None for place in range(len(group))]


def _beginning(group: Sequence[Arrived]) -> dict[int, Draft]:
    """By place in the group the authorised drafts, no two about the same subject."""
    known = {row.pk for row in rows_with(Submission, {"pk": {one.desk.key for one in group}})}
    ground = Ground(
        ((one.desk.by, one.desk.form.campaign) for one in group),
        subjects=[about for one in group if (about := one.desk.subject)],
    )
    found: dict[int, Draft] = {}
    taken: set[UUID | str] = set(known)
    for place, one in enumerate(group):
        try:
            draft = None if one.desk.key in taken else one.desk.beginning(one.kept, ground)
        except Refused:
            continue
        if draft is not None and draft.body["subject"] not in taken:
            found[place] = draft
            taken |= {one.desk.key, draft.body["subject"]}
    return found
