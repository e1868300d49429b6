"""Records of any thing as lines of a list: what it is, where, how it stands, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.orgs.models import Org
from taizhang.reports.counting import MODELS
from taizhang.subjects.naming import names_in_part

_PAGES = {
    "case": "ledger:detail",
    "inspection": "inspections:detail",
    "duty": "duties:detail",
    "subject": "register:detail",
    "licence": "licences:detail",
    "book": "books:line",
}
_SETTLED = {
    "case": "filed_at", "inspection": "happened_at", "duty": "due_at", "subject": "added_at", "licence": "set_at",
    "book": "written_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordLine:
    """`kind` and `state` choose the badge; `state` is empty for what has none."""

    title: str
    place: str
    moment: str
    kind: str
    state: str
    url: str


def record_lines(actor: Actor, thing: str, ids: Sequence[UUID]) -> list[RecordLine]:
    """The records that the actor may see, in the order of their moments; four queries."""
    rows = list(visible(actor, MODELS[thing]._default_manager.filter(pk__in=ids)))
    rows.sort(key=lambda row: (getattr(row, _SETTLED[thing]), row.pk))
    orgs = dict(Org.objects.filter(number__in={_org(thing, row) for row in rows}).values_list("number", "name"))
    subjects = names_in_part(actor, ((row.pk if thing == "subject" else row.subject) for row in rows))
    return [_line(thing, row, orgs, subjects) for row in rows]


def _org(thing: str, row: Any) -> int:
    return int(row.place if thing == "duty" else row.org)


def _line(thing: str, row: Any, orgs: dict[int, str], subjects: dict[UUID, str]) -> RecordLine:
    subject = subjects.get(getattr(row, "subject", None) or row.pk, "")
    moment = timezone.localtime(getattr(row, _SETTLED[thing]))
    return RecordLine(
        title=_title(thing, row, subject),
        place=orgs.get(_org(thing, row), ""),
        moment=f"{moment:%Y-%m-%d %H:%M}",
        kind=thing,
        state=getattr(row, "state", ""),
        url=_page(thing, row.pk),
    )


def _title(thing: str, row: Any, subject: str) -> str:
    match thing:
        case "case":
            return f"{row.number} {row.title}"
        case "inspection":
            return f"{subject or '检查记录'}（{'合格' if row.passed else f'{len(row.failures)}项不合格'}）"
        case "duty":
            return f"{row.title}：{subject}" if subject else str(row.title)
        case "licence":
            return f"{row.licence_name}：{row.holder_name} {row.shown_person}".rstrip()
        case "book":
            return f"{row.day:%Y-%m-%d} 登记{f'：{subject}' if subject else ''}"
    return subject


def _page(thing: str, about: UUID) -> str:
    try:
        return reverse(_PAGES[thing], args=[about])
    except NoReverseMatch:
        return ""
