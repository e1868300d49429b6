"""The fold of a ranking: frozen once, appealed by places, decided by the office, corrected by versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Ranking


class RankingProjection(Projection[Ranking]):
    thing = "ranking"
    model = Ranking

    def fold(self, about: UUID, entries: Sequence[Entry], before: Ranking | None) -> Folded[Ranking]:
        row: Ranking | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "frozen":
                row = _frozen(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif refusal := _refusal(row, entry):
                aside.append(SetAside(entry.id, refusal))
            elif entry.verb == "appealed":
                row.appeals.append(_appeal(entry))
            else:
                _decide(row, entry)
        return Folded(row, aside)


def _refusal(row: Ranking, entry: Entry) -> str:
    """Why the entry cannot apply to the ranking as it stands; "" if it can."""
    if entry.verb == "frozen":
        return "already-done"
    if entry.verb == "appealed":
        waiting = any(one["place"] == entry.body["place"] and one["state"] == "open" for one in row.appeals)
        return "already-done" if waiting else ""
    appeal = _named(row, entry.body["appeal"])
    if appeal is None:
        return "not-begun"
    if appeal["state"] != "open":
        return "already-done"
    return "stale" if entry.body["upheld"] and entry.body.get("of", 1) != row.version else ""


def _named(row: Ranking, appeal: str) -> dict[str, Any] | None:
    return next((one for one in row.appeals if one["id"] == appeal), None)


def _frozen(entry: Entry) -> Ranking:
    assert entry.campaign is not None
    assert entry.org is not None
    body: Mapping[str, Any] = entry.body
    return Ranking(
        id=entry.about, campaign=entry.campaign, org=entry.org, path=body["path"], rating=body["rating"],
        formula=body["formula"], period=body["period"], title=body["title"],
        counted_from=datetime.fromisoformat(body["counted_from"]),
        counted_to=datetime.fromisoformat(body["counted_to"]),
        lines=list(body["lines"]), corrected=[], appeals=[], proposed=list(body.get("proposed", [])), version=1,
    )  # fmt: skip


def _appeal(entry: Entry) -> dict[str, Any]:
    told = {name: entry.body[name] for name in ("place", "place_name", "text", "name")}
    return {"id": str(entry.id), **told, "at": entry.happened_at.isoformat(), "state": "open"}


def _decide(row: Ranking, entry: Entry) -> None:
    body = entry.body
    appeal = _named(row, body["appeal"])
    assert appeal is not None
    appeal |= {
        "state": "upheld" if body["upheld"] else "declined", "answer": body["reason"], "decided_by": body["name"],
        "decided_at": entry.happened_at.isoformat(), "corrections": body.get("corrections", {}),
    }  # fmt: skip
    if body["upheld"]:
        gone = {one["proposal"] for one in body.get("withdrawn", [])}
        row.corrected = list(body["lines"])
        row.proposed = [one for one in row.proposed if one["proposal"] not in gone] + list(body.get("proposed", []))
        row.version += 1


register(RankingProjection())
