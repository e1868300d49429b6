"""A line that tells of a problem goes into the ledger: what a drill showed, what a school cannot mend by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.cases.terms import filing_terms
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def file_cases_of_lines(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One case for each such line."""
    telling = [entry for entry in entries if entry.body.get("category")]
    campaigns = Campaign.objects.in_bulk({entry.campaign for entry in telling if entry.campaign})
    return [_case(entry, campaigns[entry.campaign]) for entry in telling if entry.campaign in campaigns]


def _case(entry: Entry, campaign: Campaign) -> Draft:
    about = derived("case", entry.about)
    terms = filing_terms(campaign, entry.body["category"], entry.happened_at)
    body = {
        **terms, "path": entry.body["path"], "subject": entry.body.get("subject"),
        "title": terms["category_name"][:200], "description": entry.body["told"],
        "finder": entry.body.get("name", ""),
    }  # fmt: skip
    return Draft(
        id=derived("case.filed", about), kind="case.filed", about=about, campaign=entry.campaign, org=entry.org,
        actor=entry.actor, post=entry.post, happened_at=entry.happened_at, body=body,
    )  # fmt: skip
