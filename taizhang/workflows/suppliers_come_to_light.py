"""A workshop without licence that a buyer names is a problem at the workshop's place; at the buyer's where unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.cases.terms import filing_terms
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def file_unlicensed_suppliers(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    telling = [entry for entry in entries if entry.body.get("category")]
    campaigns = {row.pk: row for row in Campaign.objects.filter(pk__in={e.campaign for e in telling if e.campaign})}
    return [_case(entry, campaigns[entry.campaign]) for entry in telling if entry.campaign in campaigns]


def _case(entry: Entry, campaign: Campaign) -> Draft:
    body = entry.body
    about = derived("case", entry.id)
    terms = filing_terms(campaign, body["category"], entry.happened_at)
    what = "没有有效的许可证" if body.get("supplier") else "不在整治底数里"
    return Draft(
        id=derived("case.filed", about), kind="case.filed", about=about, campaign=entry.campaign, org=body["place"],
        actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
        body={
            **terms, "path": body["place_path"], "subject": body.get("supplier"), "title": terms["category_name"][:200],
            "description": f"{body['buyer_name']}从“{body['supplier_name']}”进货，这家小作坊{what}。",
            "finder": body.get("name", ""),
        },
    )  # fmt: skip
