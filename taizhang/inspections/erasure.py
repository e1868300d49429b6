"""Erasing the words, photos and signature of an inspection: what was ticked and what failed stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from taizhang.core.checklists.model import TURN
from taizhang.core.entry import CLOCK
from taizhang.core.plan import Plan
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.erasing import ERASED, erase, erased_texts, files_of, release_files
from taizhang.journal.models import StoredEntry

from .models import Inspection

TEXTS = ("participants", "note", "reason")
FILES = ("item_photos", "photos", "voices", "notes")


def erase_inspection(row: Inspection, plan: Plan, *, at: datetime, reason: str) -> int:
    """Everything must be sealed; returns in how many entries there was something. Raises Refused("not-as-sealed")."""
    checklist = plan.checklist(row.checklist)
    typed = {item.name for item in checklist.items if item.type == "text"} if checklist else None
    with transaction.atomic():
        rows = StoredEntry.objects.select_for_update().filter(about=row.pk, thing="inspection")
        entries = list(rows.order_by("position"))
        named = files_of(entries)
        proofs = erase(entries, lambda entry: _bare(entry.body, typed))
        if not proofs:
            return 0
        draft = Draft(
            kind="inspection.erased", about=row.pk, campaign=row.campaign, org=row.org, actor=CLOCK, happened_at=at,
            body={"reason": reason, "entries": proofs},
        )  # fmt: skip
        append([draft], at=at)
        release_files(row.pk, named - files_of(entries))
    return len(proofs)


def _bare(body: Mapping[str, Any], typed: Collection[str] | None) -> dict[str, Any]:
    """Without words, photos and signature; of the answers, what was typed goes (all text where nobody knows)."""
    bare = erased_texts(body, TEXTS, FILES)
    bare.pop("signature", None)
    if "failures" in bare:
        bare["failures"] = [{**item, "note": "", "photos": []} for item in bare["failures"]]
    if "answers" in bare:
        bare["answers"] = {
            name: ERASED if isinstance(value, str) and value and _is_typed(name, typed) else value
            for name, value in bare["answers"].items()
        }
    return bare


def _is_typed(name: str, typed: Collection[str] | None) -> bool:
    return typed is None or name.partition(TURN)[0] in typed
