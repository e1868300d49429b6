"""Which template a paper is laid out with: that of the nearest org at or above the one that issues it."""

from __future__ import annotations

from taizhang.journal.files import content_of
from taizhang.orgs.paths import parents

from .models import Template


def template_at(path: str, kind: str) -> Template | None:
    """None where the built-in layout holds."""
    rows = Template.objects.filter(org__in=parents(path), kind=kind).exclude(file="")
    return max(rows, key=lambda row: row.path.count("/"), default=None)


def templates_at(path: str) -> dict[str, Template]:
    """The same for all kinds; one query."""
    found: dict[str, Template] = {}
    for row in Template.objects.filter(org__in=parents(path)).exclude(file="").order_by("path"):
        found[row.kind] = row
    return found


def content_at(path: str, kind: str) -> bytes | None:
    """The Word file of the template that holds."""
    row = template_at(path, kind)
    return content_of(row.file) if row else None
