"""The fold of a campaign: the last plan governs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from taizhang.core.calendar import CHINA
from taizhang.core.entry import Entry, SetAside
from taizhang.core.plan import Plan
from taizhang.journal.projections import Folded, Projection, register
from taizhang.orgs.paths import parents

from .asking import asked_by
from .models import Campaign

AHEAD = timedelta(days=62)
"""How far ahead the duties of rhythms are made; a daily one for a whole year would be millions of rows in a county."""


class CampaignProjection(Projection[Campaign]):
    thing = "campaign"
    model = Campaign

    def fold(self, about: UUID, entries: Sequence[Entry], before: Campaign | None) -> Folded[Campaign]:
        row: Campaign | None = None
        aside = []
        for entry in entries:
            if entry.verb == "started" and row is None:
                row = _begun(about, entry)
            elif row is not None and entry.verb == "prolonged":
                row.made_until = datetime.fromisoformat(entry.body["until"])
            elif entry.verb == "started" or row is None or row.closed_at is not None:
                aside.append(SetAside(entry.id, "not-begun" if row is None else "already-done"))
            else:
                _change(row, entry)
        if row is not None:
            row.asks = asked_by(Plan.from_dict(row.plan))
        return Folded(row, aside)


def _begun(about: UUID, entry: Entry) -> Campaign:
    body = entry.body
    row = Campaign(
        id=about,
        number=f"{entry.happened_at.astimezone(CHINA):%Y}-{about.hex[-4:].upper()}",
        title=body["title"][:200],
        field=body.get("field", ""),
        root=parents(body["path"])[-1],
        path=body["path"],
        plan=body["plan"],
        units=body.get("units", {}),
        leaders=body.get("leaders", []),
        source_text=body.get("source_text", ""),
        started_at=entry.happened_at,
        made_until=entry.happened_at + AHEAD,
        demo=body.get("demo", False),
    )
    _dates(row)
    return row


def _change(row: Campaign, entry: Entry) -> None:
    if entry.verb == "amended":
        row.plan = entry.body["plan"]
        row.title = row.plan["title"][:200]
        row.leaders = entry.body.get("leaders", row.leaders)
        row.units = {**row.units, **entry.body.get("units", {})}
        row.plan_version += 1
        _dates(row)
    elif entry.verb == "phase_closed":
        row.closed_phases = [*row.closed_phases, entry.body["phase"]]
    elif entry.verb == "opened":
        row.public = entry.body["public"]
    else:
        row.closed_at = entry.happened_at


def _dates(row: Campaign) -> None:
    days = [day for phase in row.plan.get("phases", []) for day in (phase.get("start"), phase.get("end")) if day]
    row.starts_on = date.fromisoformat(min(days)) if days else None
    row.ends_on = date.fromisoformat(max(days)) if days else None


register(CampaignProjection())
