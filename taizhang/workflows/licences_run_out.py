"""A paper near its end is a duty to see to its renewal; one that has lapsed is a problem found at the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.cases.terms import filing_terms
from taizhang.core.calendar import working_calendar
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.core.ladder import instants, parse_ladder
from taizhang.journal.drafts import Draft
from taizhang.licences.models import Licence
from taizhang.subjects.models import Subject

from .subjects_follow import corrections

LADDER = parse_ladder(["remind@-7d", "supervise@0d"])


def licence_steps(row: Licence) -> list[Draft]:
    """What falls due of a paper: its reminder or its lapse; where the subject is gone, nothing is chased any more."""
    assert row.next_at is not None
    moment = row.next_at
    gone = row.subject is not None and not Subject.objects.filter(pk=row.subject, state="active").exists()
    verb = "ended" if gone else row.next_step
    body = {"reason": "对象已不在册"} if gone else _due_body(row)
    return [
        Draft(
            id=derived(row.pk, verb, moment), kind=f"licence.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
            actor=CLOCK, happened_at=moment, body=body,
        )
    ]  # fmt: skip


def _due_body(row: Licence) -> dict[str, Any]:
    assert row.valid_until is not None
    assert row.expires_at is not None
    holder = f"{row.holder_name} {row.shown_person}".strip()
    return {
        "valid_until": row.valid_until, "title": f"{holder}：{row.licence_name}"[:200], "path": row.path,
        "subject": row.subject, "category": row.category, "minder": row.minder, "minder_path": row.minder_path,
        "minder_role": row.minder_role, "due_at": row.expires_at,
        "changes": row.lapses if row.next_step == "lapsed" else {},
    }  # fmt: skip


def change_what_follows(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The field of the holder that the plan ties to the paper: nobody types twice that it is held."""
    return corrections(entries, "licence.followed", reason="随证照登记")


def order_renewals(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The duty stands at the minder; it is due on the last day of the paper."""
    return [_renewal(entry) for entry in entries]


def _renewal(entry: Entry) -> Draft:
    body = entry.body
    due_at = datetime.fromisoformat(body["due_at"])
    return Draft(
        id=derived("duty.ordered", entry.id), kind="duty.ordered", about=_renewal_id(entry, body["valid_until"]),
        campaign=entry.campaign, org=body["minder"], actor=CLOCK, happened_at=entry.happened_at,
        body={
            "title": f"到期前督促换证：{body['title']}"[:200], "path": body["minder_path"], "bearer": body["minder"],
            "role": body["minder_role"], "due_at": due_at, "subject": body.get("subject"),
            "rungs": instants(LADDER, entry.happened_at, due_at, working_calendar()), "by": entry.id,
        },
    )  # fmt: skip


def meet_renewals(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """A paper that follows one of which was reminded meets the duty of that reminder."""
    return [
        Draft(
            id=derived("duty.met", entry.id), kind="duty.met", about=_renewal_id(entry, entry.body["renews"]),
            campaign=entry.campaign, org=entry.body["minder"], actor=entry.actor, post=entry.post,
            happened_at=entry.happened_at, body={"by": entry.id, "name": entry.body.get("name", "")},
        )
        for entry in entries
        if entry.body.get("renews") and entry.body.get("held", True)
    ]  # fmt: skip


def _renewal_id(entry: Entry, valid_until: str) -> UUID:
    return derived("licence.renewal", entry.about, valid_until)


def file_lapsed(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One problem for each paper that lapsed, at the place of its holder; kinds without a category make none."""
    lapsing = [entry for entry in entries if entry.body.get("category")]
    campaigns = {row.pk: row for row in Campaign.objects.filter(pk__in={e.campaign for e in lapsing if e.campaign})}
    return [_case(entry, campaigns[entry.campaign]) for entry in lapsing if entry.campaign in campaigns]


def _case(entry: Entry, campaign: Campaign) -> Draft:
    body = entry.body
    about = derived("case", entry.about, body["valid_until"])
    terms = filing_terms(campaign, body["category"], entry.happened_at)
    return Draft(
        id=derived("case.filed", about), kind="case.filed", about=about, campaign=entry.campaign, org=entry.org,
        actor=CLOCK, happened_at=entry.happened_at,
        body={
            **terms, "path": body["path"], "subject": body.get("subject"), "title": terms["category_name"][:200],
            "description": f"{body['title']}，{body['valid_until']} 已过期，到期没有换证。", "item": entry.about.hex,
            "finder": "证照到期核查",
        },
    )  # fmt: skip
