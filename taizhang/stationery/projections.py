"""The fold of a template: the latest word holds."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Template


class TemplateProjection(Projection[Template]):
    thing = "template"
    model = Template

    def fold(self, about: UUID, entries: Sequence[Entry], before: Template | None) -> Folded[Template]:
        row: Template | None = None
        aside = []
        for entry in entries:
            if entry.verb == "set":
                row = _set(about, entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            else:
                row.file, row.name = "", ""
                row.set_at, row.set_by = entry.happened_at, entry.body.get("name", "")
        return Folded(row, aside)


def _set(about: UUID, entry: Entry) -> Template:
    assert entry.org is not None
    body = entry.body
    return Template(
        id=about, org=entry.org, path=body["path"], kind=body["paper"], file=body["file"]["sha256"],
        name=body["file"].get("name", "")[:200], set_at=entry.happened_at, set_by=body.get("name", ""),
    )  # fmt: skip


register(TemplateProjection())
