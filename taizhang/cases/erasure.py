"""Erasing the words and photos of an ended case: its steps, moments and figures stay, the chain stays whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from taizhang.core.entry import CLOCK
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.erasing import erase, erased_texts, files_of, release_files
from taizhang.journal.models import StoredEntry

from .models import Case

TEXTS = ("title", "description", "reason", "responsible", "measures", "money", "emergency")
FILES = ("photos", "voices")


def erase_case(row: Case, *, at: datetime, reason: str) -> int:
    """Everything must be sealed; returns in how many entries there was something. Raises Refused("not-as-sealed")."""
    with transaction.atomic():
        entries = list(StoredEntry.objects.select_for_update().filter(about=row.pk, thing="case").order_by("position"))
        named = files_of(entries)
        proofs = erase(entries, lambda entry: erased_texts(entry.body, TEXTS, FILES))
        if not proofs:
            return 0
        draft = Draft(
            kind="case.erased", about=row.pk, campaign=row.campaign, org=row.org, actor=CLOCK, happened_at=at,
            body={"reason": reason, "entries": proofs},
        )  # fmt: skip
        append([draft], at=at)
        release_files(row.pk, named - files_of(entries))
    return len(proofs)
