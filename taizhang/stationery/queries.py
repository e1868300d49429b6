"""Which template a paper is laid out with: that of the nearest org at or above the one that issues it."""

from __future__ import annotations

from taizhang.journal.files import content_of
from taizhang.orgs.paths import parents

from .models import Template


def templates_at(path: str) -> dict[str, Template]:
    """By kind of paper; where there is none the built-in layout holds. One query."""
    found: dict[str, Template] = {}
    for row in Template.objects.filter(org__in=parents(path)).exclude(file="").order_by("path"):
        found[row.kind] = row
    return found


def content_at(path: str, kind: str) -> bytes | None:
    """The Word file of the template that holds."""
    row = templates_at(path).get(kind)
    return content_of(row.file) if row else None
