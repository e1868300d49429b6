"""The fold of a fund: nothing is spent that was not released, and a voided movement counts no more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import Fund

TOLD = ("amount", "on", "payee", "what", "files", "name")


class FundProjection(Projection[Fund]):
    thing = "fund"
    model = Fund

    def fold(self, about: UUID, entries: Sequence[Entry], before: Fund | None) -> Folded[Fund]:
        row: Fund | None = None
        aside = []
        for entry in entries:
            if row is None:
                row = _planned(entry) if entry.verb == "planned" else None
                refusal = "" if row else "not-begun"
            else:
                refusal = _apply(row, entry)
            if refusal:
                aside.append(SetAside(entry.id, refusal))
        return Folded(row, aside)

    def contribution(self, row: Fund) -> Contribution:
        amounts = {"planned": row.planned, "released": row.released, "spent": row.spent}
        return Contribution(
            row.campaign, row.path, "", {(f"funds.{name}", ""): fen for name, fen in amounts.items() if fen}
        )


def _planned(entry: Entry) -> Fund:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Fund(
        id=entry.about, campaign=entry.campaign, org=entry.org, path=body["path"], title=body["title"],
        source=body.get("source", ""), planned=body["amount"], opened_at=entry.happened_at,
    )  # fmt: skip


def _apply(row: Fund, entry: Entry) -> str:
    """The refusal, "" where it applies."""
    if entry.verb == "planned":
        return "already-done"
    if entry.verb == "replanned":
        row.planned = entry.body["amount"]
        return ""
    if entry.verb == "voided":
        return _void(row, entry)
    if entry.verb == "spent" and entry.body["amount"] > row.left:
        return "fund-short"
    told = {name: entry.body.get(name) for name in TOLD}
    row.movements.append(
        {"entry": str(entry.id), "verb": entry.verb, "at": entry.happened_at.isoformat(), "void": "", **told}
    )
    _add_up(row)
    return ""


def _void(row: Fund, entry: Entry) -> str:
    movement = next((one for one in row.movements if one["entry"] == entry.body["movement"]), None)
    if movement is None:
        return "unknown-thing"
    if movement["void"]:
        return "already-done"
    if movement["verb"] == "released" and movement["amount"] > row.left:
        return "fund-short"
    movement["void"] = entry.body["reason"]
    _add_up(row)
    return ""


def _add_up(row: Fund) -> None:
    for verb in ("released", "spent"):
        counted = (one["amount"] for one in row.movements if one["verb"] == verb and not one["void"])
        setattr(row, verb, sum(counted))


register(FundProjection())
