"""Forgetting the file of an import that is over: its bytes, and the cells that its check found fault with."""

from __future__ import annotations

from django.db import transaction

from taizhang.journal.erasing import give_up

from .models import Import


def forget_upload(row: Import) -> None:
    """What the import wrote stays in the register; that there was one, and how it ended, stays too."""
    with transaction.atomic():
        row.faults.all().delete()
        row.tables = [{**table, "samples": []} for table in row.tables]
        sha, row.sha256 = row.sha256, ""
        row.save(update_fields=["sha256", "tables"])
        if not Import.objects.filter(sha256=sha).exists():
            give_up({sha})
