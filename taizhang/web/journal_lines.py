"""Entries of the journal as lines for people: who, when, what in a sentence, where, and how it is sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core.entry import CLOCK
from taizhang.core.refusals import REFUSALS
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.journal.seal import sealed_form
from taizhang.orgs.models import Org, Post


@dataclass(frozen=True, slots=True)
class JournalLine:
    """`late` is the moment of receipt where it differs from that of the happening."""

    row: StoredEntry
    label: str
    sentence: str
    who: str
    post: str
    place: str
    late: datetime | None
    raw: str


@dataclass(frozen=True, slots=True)
class AsideLine:
    """A record that was set aside: what it says, why it could not apply, and what may be done."""

    row: AsideEntry
    label: str
    sentence: str
    who: str
    place: str
    happened_at: datetime | None
    why: str
    remedy: str
    raw: str


def journal_lines(rows: Sequence[StoredEntry]) -> list[JournalLine]:
    """Three queries for the whole page."""
    people = people_of(row.actor for row in rows)
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows if row.org}).values_list("number", "name"))
    posts = {post.number: str(post) for post in Post.objects.filter(number__in={row.post for row in rows if row.post})}
    return [
        JournalLine(
            row=row,
            label=label_of(row.kind),
            sentence=sentence_of(row.kind, row.body),
            who=people.get(row.actor, row.actor),
            post=posts.get(row.post or 0, ""),
            place=orgs.get(row.org or 0, ""),
            late=row.received_at if (row.received_at - row.happened_at).total_seconds() > 60 else None,
            raw=json.dumps(sealed_form(row), ensure_ascii=False, indent=1, sort_keys=True),
        )
        for row in rows
    ]


def aside_lines(rows: Sequence[AsideEntry]) -> list[AsideLine]:
    """Three queries for the whole page."""
    entries = {entry.id: entry for entry in StoredEntry.objects.filter(id__in=[r.entry for r in rows if not r.content])}
    people = people_of(row.actor for row in rows)
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows if row.org}).values_list("number", "name"))
    return [_aside(row, entries.get(row.entry), people, orgs) for row in rows]


def _aside(row: AsideEntry, entry: StoredEntry | None, people: Mapping[str, str], orgs: Mapping[int, str]) -> AsideLine:
    content = row.content or {}
    kind = entry.kind if entry else str(content.get("kind", row.thing))
    body = entry.body if entry else content.get("body", {})
    refusal = REFUSALS.get(row.refusal)
    why = refusal.message if refusal else row.refusal
    return AsideLine(
        row=row,
        label=label_of(kind),
        sentence=sentence_of(kind, body),
        who=people.get(row.actor, row.actor or "未知"),
        place=orgs.get(row.org or 0, ""),
        happened_at=entry.happened_at if entry else _moment(content.get("happened_at", "")),
        why=f"{why}（{row.detail}）" if row.detail else why,
        remedy=refusal.remedy if refusal else "",
        raw=json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True),
    )


def people_of(actors: Iterable[str]) -> dict[str, str]:
    """{identity: name} in one query."""
    named = set(actors)
    users = {int(one[5:]): one for one in named if one.startswith("user:") and one[5:].isdecimal()}
    found = {users[user.pk]: str(user) for user in User.objects.filter(pk__in=list(users))}
    fixed = {CLOCK: "系统", "public": "群众", "user:0": "安装程序"}
    return {
        one: found.get(one) or fixed.get(one) or ("整治对象" if one.startswith("subject:") else one) for one in named
    }


def label_of(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind


def sentence_of(kind: str, body: Mapping[str, Any]) -> str:
    """What it says beyond its label. Of a body that its own kind cannot present, nothing is made up."""
    try:
        said = KINDS[kind].present(body) if kind in KINDS else ""
        return said.removeprefix(label_of(kind)).removeprefix("：")
    except (KeyError, TypeError, ValueError, AttributeError):
        return "（内容不完整，见原始内容）"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
