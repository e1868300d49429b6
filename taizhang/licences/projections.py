"""The fold of a licence: the last entry of it stands; what the clock wrote of an earlier validity counts no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from taizhang.core.entry import CLOCK, Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import Licence

SOON = timedelta(milliseconds=1)
"""The clock never writes before the entry that it follows from: a paper may be entered after it has lapsed."""


class LicenceProjection(Projection[Licence]):
    thing = "licence"
    model = Licence

    def fold(self, about: UUID, entries: Sequence[Entry], before: Licence | None) -> Folded[Licence]:
        row: Licence | None = None
        aside = []
        for entry in entries:
            if entry.verb == "set":
                row = _set(entry)
            elif row is None:
                if entry.actor != CLOCK:
                    aside.append(SetAside(entry.id, "not-begun"))
            elif entry.verb == "ended":
                row.standing, row.reason = "ended", entry.body["reason"]
                row.next_step, row.next_at = "", None
            elif _of_this_validity(row, entry):
                _fell_due(row, entry)
        return Folded(row, aside)

    def contribution(self, row: Licence) -> Contribution:
        stands = "held" if row.holding else row.standing
        names = (f"licences.{stands}", f"licences.{stands}/kind:{row.licence}")
        return Contribution(row.campaign, row.path, row.line, {(name, ""): 1 for name in names})


def _set(entry: Entry) -> Licence:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    row = Licence(
        id=entry.about, campaign=entry.campaign, licence=body["licence"], licence_name=body["licence_name"],
        subject=UUID(body["subject"]) if body.get("subject") else None, post=body.get("post"), org=entry.org,
        path=body["path"], line=body.get("line", ""), line_org=body.get("line_org"), person=body.get("person", ""),
        holder_name=body.get("holder_name", ""), number=body.get("number", ""), scope=body.get("scope", ""),
        issued_on=_day(body, "issued_on"), valid_until=_day(body, "valid_until"), files=body.get("files", []),
        standing="held" if body.get("held", True) else "missing", category=body.get("category", ""),
        minder=body["minder"], minder_path=body["minder_path"], minder_role=body["minder_role"],
        expires_at=_moment(body, "expires_at"), set_at=entry.happened_at, lapses=body.get("lapses", {}),
        ends=body.get("ends", {}),
    )  # fmt: skip
    if row.standing == "held" and row.expires_at:
        remind_at = _moment(body, "remind_at") or row.expires_at
        late = row.expires_at <= row.set_at
        row.next_step = "lapsed" if late else "reminded"
        row.next_at = max(row.expires_at if late else remind_at, row.set_at + SOON)
    return row


def _of_this_validity(row: Licence, entry: Entry) -> bool:
    same = row.valid_until is not None and entry.body["valid_until"] == row.valid_until.isoformat()
    return row.standing != "ended" and same


def _fell_due(row: Licence, entry: Entry) -> None:
    if entry.verb == "lapsed":
        row.standing, row.next_step, row.next_at = "expired", "", None
    elif row.standing == "held":
        assert row.expires_at is not None
        row.standing, row.next_step = "expiring", "lapsed"
        row.next_at = max(row.expires_at, entry.happened_at + SOON)


def _day(body: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(body[name]) if body.get(name) else None


def _moment(body: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(body[name]) if body.get(name) else None


register(LicenceProjection())
