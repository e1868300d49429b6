"""What the campaign leaves for the year-end assessment (年终考核): rankings, flags, and what was decided."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import fmean
from typing import Any

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan.paper import Rating
from taizhang.proposals.models import Proposal
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.tallies.queries import figures

from .models import Ranking
from .told import formula

DECIDED = ("approved", "done")
COUNTED = (("cases.filed", "发现问题"), ("cases.struck", "销号问题"), ("cases.overdue", "逾期未整改"))


def assessment_workbook(campaign: Campaign, ratings: Sequence[Rating], *, at: datetime, author: str) -> bytes:
    """A sheet for each rating: best average first, with the ledger's figures as they stand."""
    book = io.BytesIO()
    sheets = [_sheet(campaign, rating) for rating in ratings]
    write_workbook(book, sheets, created=at, author=author)
    return book.getvalue()


def _sheet(campaign: Campaign, rating: Rating) -> Sheet:
    rows = list(Ranking.objects.filter(campaign=campaign.pk, rating=rating.id).order_by("counted_to"))
    columns = [
        Column("单位", 20), Column("评比期数", 9, "number"), Column("平均得分", 10, "number"),
        *(Column(f"{flag.name}次数", 10, "number") for flag in rating.flags),
        *(Column(label, 12, "number") for _, label in COUNTED),
        Column("更正次数", 10, "number"), Column("经决定的处理", 50),
    ]  # fmt: skip
    return Sheet(
        rating.title, f"{campaign.title}年终考核依据（{rating.title}）", columns, _lines(campaign, rating, rows),
        f"{formula(rating, plan_of(campaign))}。评比、台账数字由系统统计，更正后的结果为准。", frozen=1,
    )  # fmt: skip


def _lines(campaign: Campaign, rating: Rating, rows: Sequence[Ranking]) -> Iterable[list[Any]]:
    lines: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        for line in row.table:
            lines.setdefault(line["place"], []).append(dict(line))
    counted = figures(campaign.pk, list(lines))
    decided = _decided(rows)
    corrected = [one["place"] for row in rows for one in row.appeals if one["state"] == "upheld"]
    found = [
        [
            own[-1]["name"], len(own), round(fmean(line["score"] for line in own), 2),
            *(sum(flag.id in line["flags"] for line in own) for flag in rating.flags),
            *(counted.get(place, {}).get(measure, 0) for measure, _ in COUNTED),
            corrected.count(place), "；".join(decided.get(place, ())),
        ]
        for place, own in lines.items()
    ]  # fmt: skip
    return sorted(found, key=lambda line: (-line[2], line[0]))


def _decided(rows: Sequence[Ranking]) -> dict[int, list[str]]:
    """{place: what an officer decided}; what was only proposed, or declined, is nobody's record."""
    asked = {one["proposal"]: (one["place"], f"{row.title}{one['text']}") for row in rows for one in row.proposed}
    kept = Proposal.objects.filter(pk__in=list(asked), state__in=DECIDED).values_list("pk", flat=True)
    found: dict[int, list[str]] = {}
    for about in sorted(map(str, kept)):
        place, text = asked[about]
        found.setdefault(place, []).append(text)
    return found
