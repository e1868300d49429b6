"""The fold of a report: confirmed, returned, frozen by the clock, corrected by versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .making import NAMED, all_reports
from .models import Report

_MOMENTS = ("opens_at", "cut_off", "counted_from", "counted_to")


class ReportProjection(Projection[Report]):
    """Which report it is stands in the row since it was made from its duty; entries decide the rest."""

    thing = "report"
    model = Report
    made_otherwise = True

    def fold(self, about: UUID, entries: Sequence[Entry], before: Report | None) -> Folded[Report]:
        row = _named_by_freeze(about, entries) or (_unwritten(before) if before else None)
        if row is None:
            return Folded(None, [SetAside(entry.id, "not-begun") for entry in entries])
        aside = []
        for entry in entries:
            refusal = refusal_of(row, entry)
            if refusal:
                aside.append(SetAside(entry.id, refusal))
            else:
                _APPLY[entry.verb](row, entry)
        row.state = _state(row)
        return Folded(row, aside)

    def contribution(self, row: Report) -> Contribution | None:
        """How reporting goes: every frozen report as the state in which it is."""
        if row.frozen_at is None:
            return None
        sides = ("", f"/{row.definition}")
        return Contribution(row.campaign, row.path, row.line, {(f"reports.{row.state}{side}", ""): 1 for side in sides})

    def made(self, at: datetime) -> Iterator[Report]:
        return all_reports(at)


def refusal_of(row: Report, entry: Entry) -> str:
    """Why the entry cannot apply to the report as it stands; "" if it can."""
    if entry.verb == "confirmed":
        if entry.happened_at < row.opens_at:
            return "report-not-open"
        return "already-done" if row.frozen_at and row.confirmed_at and not row.return_reason else ""
    if entry.verb == "returned":
        return "" if row.confirmed_at or row.frozen_at else "not-now"
    if entry.verb == "corrected":
        if row.frozen_at is None:
            return "not-now"
        return "" if entry.body["of"] == row.digest else "stale"
    return "already-done" if row.frozen_at else ""


def digest_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a version: of its entry's body as canonical JSON. Printed on the paper, it names the version."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _unwritten(before: Report) -> Report:
    """The report as it was before any entry."""
    return Report(**{name: getattr(before, name) for name in ("id", "campaign", *NAMED)})


def _named_by_freeze(about: UUID, entries: Sequence[Entry]) -> Report | None:
    """A frozen report stays as it was, though an amended plan asks for another or none: the freeze tells it all."""
    frozen = next((entry for entry in entries if entry.verb == "frozen"), None)
    if frozen is None or frozen.campaign is None or frozen.org is None:
        return None
    body = frozen.body
    moments = {name: datetime.fromisoformat(body[name]) for name in _MOMENTS}
    named = {name: body[name] for name in ("definition", "title", "period", "stop", "path", "area")}
    return Report(
        id=about, campaign=frozen.campaign, org=frozen.org, line=body.get("line", ""), line_org=body.get("line_org"),
        **named, **moments,
    )  # fmt: skip


def _state(row: Report) -> str:
    if row.return_reason:
        return "returned"
    if row.confirmed_at is None:
        return "missing" if row.frozen_at else "open"
    if row.version > 1:
        return "corrected"
    if row.confirmed_at > row.cut_off:
        return "late"
    return "nil" if row.nil else "on_time"


def _confirmed(row: Report, entry: Entry) -> None:
    body = entry.body
    row.confirmed_by, row.confirmed_name, row.confirmed_at = entry.actor, body["name"], entry.happened_at
    row.confirmed_figures = body["figures"]
    row.note, row.return_reason = body.get("note", ""), ""
    row.nil = body.get("nil", False)
    if row.frozen_at is None:
        row.figures, row.totals = body["figures"], body.get("totals", {})
        row.corrections = body.get("corrections", {})


def _returned(row: Report, entry: Entry) -> None:
    row.return_reason = entry.body["reason"]


def _frozen(row: Report, entry: Entry) -> None:
    body = entry.body
    row.frozen_at, row.version = entry.happened_at, 1
    row.figures, row.totals = body["figures"], body["totals"]
    row.records, row.below, row.head = body["records"], body.get("below", []), body.get("head", {})
    row.digest = digest_of(body)


def _corrected(row: Report, entry: Entry) -> None:
    row.corrections = {**row.corrections, **entry.body["corrections"]}
    row.version = entry.body["version"]
    row.digest = digest_of(entry.body)


_APPLY: dict[str, Callable[[Report, Entry], None]] = {
    "confirmed": _confirmed,
    "returned": _returned,
    "frozen": _frozen,
    "corrected": _corrected,
}

register(ReportProjection())
