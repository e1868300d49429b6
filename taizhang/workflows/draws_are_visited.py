"""An inspection that serves a draw is its visit; the last visit meets the duty to spot-check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.draws.models import Draw
from taizhang.draws.queries import RULE
from taizhang.duties.models import Duty
from taizhang.journal.drafts import Draft


def note_visits(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    serving = [(entry, named) for entry in entries if (named := _draw_named(entry))]
    wanted = {named for _, named in serving}
    draws = {row.pk: row for row in Draw.objects.filter(pk__in=wanted)} if wanted else {}
    return [
        Draft(
            kind="draw.visited",
            about=about,
            campaign=entry.campaign,
            org=draws[about].org,
            actor=entry.actor,
            post=entry.post,
            happened_at=entry.happened_at,
            body=_visit(entry),
            id=derived("draw.visited", about, entry.about),
        )
        for entry, about in serving
        if about in draws and _may_visit(draws[about], entry)
    ]


def _draw_named(entry: Entry) -> UUID | None:
    rule = str(entry.body.get("rule", ""))
    try:
        return UUID(rule.removeprefix(RULE)) if rule.startswith(RULE) else None
    except ValueError:
        return None


def _may_visit(draw: Draw, entry: Entry) -> bool:
    """Only those who were drawn for it."""
    return any(pick["subject"] == entry.body["subject"] and entry.post in pick["posts"] for pick in draw.picks)


def _visit(entry: Entry) -> dict[str, object]:
    return {
        "subject": entry.body["subject"],
        "inspection": entry.about,
        "failed": len(entry.body.get("failures", [])),
        "name": entry.body.get("inspector_name", ""),
    }


def meet_duty_to_spot_check(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """A draw that is visited to the end meets the duty that asked for it."""
    done = Draw.objects.filter(pk__in={entry.about for entry in entries}, state="done").exclude(duty=None)
    draws = {row.duty: row for row in done}
    return [_met(duty, draws[duty.pk], entries) for duty in Duty.objects.filter(pk__in=[one for one in draws if one])]


def _met(duty: Duty, draw: Draw, entries: Sequence[Entry]) -> Draft:
    last = max((entry for entry in entries if entry.about == draw.pk), key=lambda entry: entry.happened_at)
    return Draft(
        id=derived("duty.met", duty.pk, draw.pk), kind="duty.met", about=duty.pk, campaign=draw.campaign,
        org=duty.place, actor=last.actor, post=last.post, happened_at=last.happened_at,
        body={"by": draw.pk, "name": last.body.get("name", ""), "note": draw.title},
    )  # fmt: skip
