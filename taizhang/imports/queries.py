"""Reading imports: only those of one's own org, by whoever may import there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused

from .models import Import, ImportFault
from .tabular import Book, Row

EXAMPLE = "（示例）"
"""How the example rows of our templates begin; they are never read."""

PAGE = 100


def imports_for(actor: Actor, what: str) -> QuerySet[Import]:
    """The imports of the actor's own org, newest first."""
    return Import.objects.filter(org=actor.org, what=what).order_by("-created_at", "-id").select_related("created_by")


def import_for(actor: Actor, about: UUID) -> Import:
    """Raises Refused("unknown-thing")."""
    work = Import.objects.filter(pk=about, org=actor.org).first()
    if work is None:
        raise Refused("unknown-thing")
    return work


def faults_page(work: Import, after: int = 0, *, grave: bool | None = None) -> tuple[list[ImportFault], int]:
    """(findings, key of the next page or 0), faults before notices where both are asked for."""
    rows = work.faults.filter(pk__gt=after).order_by("pk")
    if grave is not None:
        rows = rows.filter(grave=grave)
    page = list(rows[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else 0


def rows_below(book: Book, held: dict[str, Any]) -> Iterator[Row]:
    """The rows of a table below its head, without the examples of our own template."""
    for number, cells in book.rows(held["sheet"]):
        if number > held["head"] and not any(isinstance(cell, str) and cell.startswith(EXAMPLE) for cell in cells):
            yield number, cells
