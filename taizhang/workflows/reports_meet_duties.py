"""What reports lead to: a confirmed one meets its duty, a returned one owes it again; a campaign makes its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.duties.models import Duty
from taizhang.journal.drafts import Draft
from taizhang.reports.operations import make_reports

from .duties_arise import campaigns_over


def make_reports_of_campaign(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """After its duties are there."""
    for campaign in Campaign.objects.filter(pk__in=[entry.about for entry in entries]):
        make_reports(campaign, at=at)
    return []


def make_reports_of_orgs(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    for campaign, _ in campaigns_over(entries):
        make_reports(campaign, at=at)
    return []


def meet_duty_to_report(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """A report has the id of the duty that asks for it."""
    return [_about_duty("met", entry, {"by": entry.id, "name": entry.body["name"]}) for entry in entries]


def owe_returned_report_again(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    met = set(
        Duty.objects.filter(pk__in=[entry.about for entry in entries], state__in=["met", "met_late"]).values_list(
            "pk", flat=True
        )
    )
    return [
        _about_duty("reopened", entry, {"reason": entry.body["reason"], "name": entry.body["name"]})
        for entry in entries
        if entry.about in met
    ]


def _about_duty(verb: str, entry: Entry, body: dict[str, object]) -> Draft:
    return Draft(
        id=derived(f"duty.{verb}", entry.id), kind=f"duty.{verb}", about=entry.about, campaign=entry.campaign,
        org=entry.org, actor=entry.actor, post=entry.post, happened_at=entry.happened_at, body=body,
    )  # fmt: skip
