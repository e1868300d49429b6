"""The clock at the end of a period: scores, ranks and what they give ground to propose become an entry, once for good.

Everything counts as it stood and as it was known at the end of the period, so that it is the same whenever the worker
wakes. A share counts since the campaign began, so that it cannot exceed the whole; a flow on its own counts the period.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import end_of_day, start_of_day
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.plan.paper import Rating
from taizhang.core.rating_periods import RatingPeriod, rating_periods
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.orgs.models import Org
from taizhang.reports.counting import Standing
from taizhang.reports.freezing import keep_records

from .models import Ranking
from .table import Lines, proposed_by, table_of


def rank(*, now: datetime) -> int:
    """Freeze every ranking whose period has ended; returns how many."""
    frozen = 0
    for campaign in Campaign.objects.defer("plan").order_by("pk"):
        for rating, period, about in _due(campaign, now):
            receipts = append([_draft(campaign, rating, period, about, now)], at=now, strict=False)
            frozen += sum(receipt.fate is Fate.APPENDED for receipt in receipts)
    return frozen


def _due(campaign: Campaign, now: datetime) -> Iterator[tuple[Rating, RatingPeriod, UUID]]:
    """What has ended and is not frozen yet, oldest first: whether flags come in a row is told by those before."""
    ratings = plan_of(campaign).ratings
    if not ratings or campaign.starts_on is None or campaign.ends_on is None:
        return
    over = min(now, campaign.closed_at or now)
    ended = [
        (rating, period, derived("ranking", campaign.pk, rating.id, period.label))
        for rating in ratings
        for period in rating_periods(rating.every, campaign.starts_on, campaign.ends_on)
        if end_of_day(period.last) <= over
    ]
    known = set(Ranking.objects.filter(pk__in=[about for _, _, about in ended]).values_list("pk", flat=True))
    yield from (one for one in ended if one[2] not in known)


def _draft(campaign: Campaign, rating: Rating, period: RatingPeriod, about: UUID, now: datetime) -> Draft:
    after, until = start_of_day(period.first), end_of_day(period.last)
    root = Org.objects.get(number=campaign.root)
    lines = table_of(rating, _counted(campaign, rating, after, until, now))
    body = {
        "rating": rating.id, "formula": rating.model_dump(mode="json", exclude_unset=True), "period": period.label,
        "title": f"{rating.title}（{period.title}）", "path": campaign.path, "counted_from": after, "counted_to": until,
        "lines": lines, "proposed": proposed_by(rating, about, earlier_tables(campaign.pk, rating, until), lines, root),
    }  # fmt: skip
    return Draft(
        id=derived("ranking.frozen", about), kind="ranking.frozen", about=about, campaign=campaign.pk,
        org=campaign.root, actor=CLOCK, happened_at=until, body=body,
    )  # fmt: skip


def earlier_tables(campaign: UUID, rating: Rating, until: datetime) -> list[Lines]:
    """The tables of the periods before, as they count now, oldest first."""
    rows = Ranking.objects.filter(campaign=campaign, rating=rating.id, counted_to__lt=until)
    return [row.table for row in rows.order_by("counted_to")]


def _counted(
    campaign: Campaign, rating: Rating, after: datetime, until: datetime, now: datetime
) -> Iterator[dict[str, object]]:
    """The places of the level with their figures and the file that names the records behind each."""
    standing = Q(closed=False) | Q(until__gt=until)
    orgs = Org.objects.filter(standing, kind=Org.AREA, level=rating.level, path__under=campaign.path, since__lte=until)
    places = {org.path: org for org in orgs.order_by("number")}
    counting = Standing(campaign, places, to=until, known_at=until)
    shared = {name for term in rating.terms if term.of for name in (term.measure, term.of)}
    alone = {term.measure for term in rating.terms} - shared
    whole, within = counting.records(sorted(shared), None), counting.records(sorted(alone), after)
    figures = counting.figures(whole, None), counting.figures(within, after)
    for path, org in places.items():
        records = whole[path] | within[path]
        yield {
            "place": org.number, "name": org.name, "path": path, "records": keep_records(records, now),
            "figures": {name: float(number) for found in figures for name, number in found[path].items()},
        }  # fmt: skip
