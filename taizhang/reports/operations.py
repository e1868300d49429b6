"""Writing reports: a person confirms, returns, corrects. What the clock does stands in `freezing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.ids import uuid7
from taizhang.core.measures import Measure, is_own
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .freezing import sweep
from .making import make_reports
from .models import Report
from .queries import figures_now, may_confirm, may_return, measures_of, report_for

__all__ = ["Corrections", "confirm", "correct", "give_back", "make_reports", "sweep"]

Corrections = Mapping[str, tuple[float, str]]
"""{measure: (the figure as the person knows it, why the system's is not right)}"""


def confirm(
    *,
    by: Actor,
    at: datetime,
    report: UUID,
    corrections: Corrections | None = None,
    nil: bool = False,
    note: str = "",
    entry: UUID | None = None,
) -> None:
    """A person of the org stands for the figures; before the cut-off as they are counted at the moment, then as frozen.

    Corrections of a frozen report become its next version. Raises Refused("unknown-thing" | "not-permitted" |
    "report-not-open" | "already-done" | "not-nil" | "reason-missing" | "bad-body").
    """
    row = _confirmable(by, report)
    if at < row.opens_at:
        raise Refused("report-not-open")
    campaign = Campaign.objects.get(pk=row.campaign)
    measures = measures_of(row, campaign)
    figures_now([row], campaign, measures, now=at)
    changed = _checked(corrections or {}, row, by, measures)
    if nil and (changed or any(row.reported(one.id) for one in measures if one.kind == "flow")):
        raise Refused("not-nil")
    body: dict[str, Any] = {
        "name": by.name, "figures": row.figures, "totals": row.totals, "nil": nil, "note": note.strip(),
        "corrections": {} if row.frozen_at else changed,
    }  # fmt: skip
    drafts = [_draft("confirmed", by, at, row, body, entry)]
    if row.frozen_at and changed:
        drafts.append(_version(by, at, row, changed))
    append(drafts, at=at)


def correct(*, by: Actor, at: datetime, report: UUID, corrections: Corrections, entry: UUID | None = None) -> None:
    """After the freeze: a new version beside the frozen figures, which stay.

    Raises Refused("unknown-thing" | "not-permitted" | "not-now" | "reason-missing" | "bad-body" | "stale").
    """
    row = _confirmable(by, report)
    if row.frozen_at is None:
        raise Refused("not-now")
    changed = _checked(corrections, row, by, measures_of(row, Campaign.objects.get(pk=row.campaign)))
    if not changed:
        raise Refused("bad-body", "没有填写要更正的指标")
    append([_version(by, at, row, changed, entry)], at=at)


def give_back(*, by: Actor, at: datetime, report: UUID, reason: str, entry: UUID | None = None) -> None:
    """The level above returns the report with a reason.

    Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "not-now").
    """
    row = report_for(by, report)
    if not may_return(by, row):
        raise Refused("not-permitted")
    if not reason.strip():
        raise Refused("reason-missing")
    body = {"name": by.name, "org_name": by.org_name, "reason": reason.strip()}
    append([_draft("returned", by, at, row, body, entry)], at=at)


def _confirmable(by: Actor, about: UUID) -> Report:
    row = report_for(by, about)
    if not may_confirm(by, row):
        raise Refused("not-permitted", "报表由填报单位自己确认")
    return row


def _checked(
    corrections: Corrections, row: Report, by: Actor, measures: Sequence[Measure]
) -> dict[str, dict[str, Any]]:
    """Corrections that change something, each with its reason."""
    labels = {measure.id: measure.label for measure in measures}
    changed: dict[str, dict[str, Any]] = {}
    for measure, (value, reason) in corrections.items():
        if measure not in row.figures:
            raise Refused("bad-body", f"这张报表没有指标“{measure}”")
        label = labels[measure]
        if value != int(value) and not is_own(measure):
            raise Refused("bad-body", f"“{label}”应填写整数")
        if value < 0:
            raise Refused("bad-body", f"“{label}”不能是负数")
        if value == row.reported(measure):
            continue
        if not reason.strip():
            raise Refused("reason-missing", f"更正“{label}”的理由")
        changed[measure] = {"value": value, "reason": reason.strip(), "name": by.name, "label": label}
    return changed


def _version(by: Actor, at: datetime, row: Report, changed: Mapping[str, Any], entry: UUID | None = None) -> Draft:
    body = {"name": by.name, "version": row.version + 1, "of": row.digest, "corrections": changed}
    return _draft("corrected", by, at, row, body, entry)


def _draft(
    verb: str, by: Actor, at: datetime, row: Report, body: Mapping[str, Any], entry: UUID | None = None
) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"report.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
