"""One's duties of all campaigns as one list: by the day on which they are due, many of one kind folded together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar.work import local_day
from taizhang.duties.models import Duty

WEEKDAYS = "一二三四五六日"
NEAR = timedelta(days=7)
FOLDED = 4
"""From so many duties of one rule on one day on they stand under one line."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Duties of one rule; more than a few are told by one line that opens."""

    rows: list[Duty]

    @property
    def first(self) -> Duty:
        return self.rows[0]

    @property
    def folded(self) -> bool:
        return len(self.rows) >= FOLDED


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, or what lies before or far after it."""

    title: str
    late: bool
    bundles: list[Bundle]

    @property
    def count(self) -> int:
        return sum(len(bundle.rows) for bundle in self.bundles)


def stretches(rows: Sequence[Duty], *, now: datetime) -> list[Stretch]:
    """`rows` by due time."""
    today = local_day(now)
    titled = groupby(rows, key=lambda row: "已逾期" if row.due_at < now else _title(local_day(row.due_at), today))
    return [Stretch(title, title == "已逾期", list(_bundles(list(own)))) for title, own in titled]


def _title(day: date, today: date) -> str:
    if day == today:
        return "今天到期"
    if day - today >= NEAR:
        return "本月内" if (day.year, day.month) == (today.year, today.month) else f"{day.year}年{day.month}月"
    named = "明天" if day - today == timedelta(days=1) else f"星期{WEEKDAYS[day.weekday()]}"
    return f"{named}（{day.month}月{day.day}日）"


def _bundles(rows: Sequence[Duty]) -> Iterator[Bundle]:
    """In the order of the first of each."""
    found: dict[tuple[UUID, str, str], list[Duty]] = {}
    for row in rows:
        found.setdefault((row.campaign, row.rule, row.title), []).append(row)
    for own in found.values():
        if len(own) >= FOLDED:
            yield Bundle(own)
        else:
            yield from (Bundle([row]) for row in own)


def short_names(campaigns: Sequence[Campaign]) -> Mapping[UUID, str]:
    """What a campaign is called beside a duty: its field, or its title where two are of one field."""
    fields = Counter(row.field for row in campaigns)
    return {row.pk: row.field if row.field and fields[row.field] == 1 else row.title for row in campaigns}
