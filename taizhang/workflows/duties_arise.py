"""A campaign that starts, changes or ends, an org or a subject that comes, changes or goes: duties follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.duties.making import prolong, settle, settle_places, settle_subjects
from taizhang.duties.models import Duty
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.risks.models import Risk
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import by_ids

CHUNK = 500


def settle_campaigns(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    for campaign in Campaign.objects.filter(pk__in=[entry.about for entry in entries]):
        settle(campaign, at=at)
    return []


def make_next_stretch(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    for entry in entries:
        since = datetime.fromisoformat(str(entry.body["since"]))
        prolong(Campaign.objects.get(pk=entry.about), since=since, at=at)
    return []


def settle_duties_of_orgs(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """Those of the orgs themselves, and those of subjects in orgs that were there before."""
    for campaign, orgs in campaigns_over(entries):
        settle_places(campaign, at=at)
        before = [org for org in orgs if org.since < at]
        held = [row for org in before for row in Subject.objects.filter(org=org.number).order_by("pk")]
        settle_subjects(campaign, held, at=at)
    return []


def campaigns_over(entries: Sequence[Entry]) -> Iterator[tuple[Campaign, list[Org]]]:
    """The campaigns on whose tree the orgs of these entries stand, and which orgs these are."""
    orgs = [row for part in _parts([entry.about for entry in entries]) for row in Org.objects.filter(uid__in=part)]
    for campaign in Campaign.objects.order_by("started_at", "pk"):
        concerned = [org for org in orgs if is_under(org.path, campaign.path)]
        if concerned:
            yield campaign, concerned


def settle_duties_by_risk(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The grade of a subject changed: it is visited as often as its new grade asks."""
    risks = Risk.objects.filter(pk__in=[entry.about for entry in entries])
    concerned: dict[UUID, set[UUID]] = {}
    for campaign, subject in risks.values_list("campaign", "subject"):
        concerned.setdefault(campaign, set()).add(subject)
    for row in Campaign.objects.filter(pk__in=list(concerned)).order_by("started_at", "pk"):
        settle_subjects(row, list(by_ids(concerned[row.pk]).values()), at=at)
    return []


def settle_duties_of_subjects(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    rows = list(by_ids(entry.about for entry in entries).values())
    for campaign in Campaign.objects.order_by("started_at", "pk"):
        settle_subjects(campaign, rows, at=at)
    return []


def excuse_when_campaign_closes(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """What is still open when a campaign is closed need not be done; its long-term duties go on."""
    drafts: list[Draft] = []
    for entry in entries:
        campaign = Campaign.objects.get(pk=entry.about)
        lasting = {rule["id"] for rule in campaign.plan.get("long_term", [])}
        open_ones = Duty.objects.filter(campaign=campaign.pk, state="open").exclude(rule__in=lasting)
        drafts += [_follow("excused", entry, row, "专项整治已结束") for row in open_ones.order_by("pk")]
    return drafts


def excuse_when_subject_goes(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """Nothing is left to be done at a subject that was struck from the register or merged into another."""
    by_subject = {entry.about: entry for entry in entries}
    rows = _about(by_subject, state="open")
    return [_follow("excused", by_subject[row.subject], row, "对象已不在册") for row in rows if row.subject]


def owe_again_when_subject_is_back(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """What was excused because the subject had gone is owed again."""
    by_subject = {entry.about: entry for entry in entries}
    rows = {row.pk: row for row in _about(by_subject, state="excused")}
    void = StoredEntry.objects.filter(kind="duty.excused", about__in=list(rows), body__by__isnull=False)
    return [
        _follow("reopened", by_subject[row.subject], row, "对象恢复在册")
        for about in sorted(set(void.values_list("about", flat=True)))
        if (row := rows[about]).subject
    ]


def pass_on_what_was_done(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """What had been done at a subject counts for the one that it turned out to be."""
    into = {entry.about: (entry, UUID(str(entry.body["into"]))) for entry in entries}
    drafts = []
    for row in _about(into, state__in=["met", "met_late"]):
        if row.subject is None or row.met_by is None or row.met_at is None:
            continue
        entry, kept = into[row.subject]
        about = derived(row.campaign, row.rule, kept, row.period)
        done = {"by": row.met_by, "name": str(row.evidence.get("name", ""))}
        drafts.append(
            Draft(
                kind="duty.met",
                about=about,
                campaign=row.campaign,
                org=row.place,
                actor=entry.actor,
                post=entry.post,
                happened_at=row.met_at,
                body=done,
                id=derived("duty.met", about, row.met_by),
            )
        )
    return drafts


def _about(subjects: Iterable[UUID], **state: object) -> list[Duty]:
    parts = _parts(list(subjects))
    return [row for part in parts for row in Duty.objects.filter(subject__in=part, **state).order_by("pk")]


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _follow(verb: str, entry: Entry, duty: Duty, reason: str) -> Draft:
    return Draft(
        id=derived(f"duty.{verb}", duty.pk, entry.id), kind=f"duty.{verb}", about=duty.pk, campaign=duty.campaign,
        org=duty.place, actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
        body={"by": entry.id, "reason": reason, "name": str(entry.body.get("name", ""))},
    )  # fmt: skip
