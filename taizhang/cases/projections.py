"""The fold of a case into its row, and what the row adds to the figures."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from taizhang.core.calendar import CHINA
from taizhang.core.calendar.work import local_day
from taizhang.core.cases.fold import fold_case
from taizhang.core.cases.state import CaseState
from taizhang.core.entry import Entry
from taizhang.journal.projections import Folded, Projection, register
from taizhang.rows.inserting import insert
from taizhang.search.words import Found
from taizhang.tallies.operations import Contribution

from .models import Case, JointOrg


class CaseProjection(Projection[Case]):
    thing = "case"
    model = Case

    def fold(self, about: UUID, entries: Sequence[Entry], before: Case | None) -> Folded[Case]:
        state, aside = fold_case(entries)
        return Folded(_row(about, state) if state else None, aside)

    def contribution(self, row: Case) -> Contribution:
        return Contribution(row.campaign, row.path, row.line, _amounts(row))

    def found(self, row: Case) -> Found:
        return Found(
            row.path, names=(row.title,), numbers=(row.number,), texts=(row.description,), line_org=row.line_org,
            handlers=(*([row.handler] if row.handler else []), *row.joint),
            subject=row.subject.hex if row.subject else "",
        )  # fmt: skip

    def beside(self, row: Case) -> Iterator[JointOrg]:
        """The orgs that handle together, as rows of their own: a list of one's cases needs an index."""
        return (JointOrg(case_id=row.pk, org=org) for org in sorted(set(row.joint)))

    def written(self, rows: Sequence[Case], before: Mapping[UUID, Case]) -> None:
        wanted = {(row.pk, org) for row in rows for org in row.joint}
        known = {(case, org) for case, row in before.items() for org in row.joint}
        for case, org in known - wanted:
            JointOrg.objects.filter(case=case, org=org).delete()
        insert([JointOrg(case_id=case, org=org) for case, org in sorted(wanted - known)])

    def begin_rebuild(self) -> None:
        JointOrg.objects.all().delete()
        super().begin_rebuild()


def case_number(about: UUID, filed_at: datetime) -> str:
    """What people say: the local date of filing and four letters that follow from the id: a phone knows it offline."""
    letters = b32encode(about.bytes[-5:]).decode()[:4]
    return f"{filed_at.astimezone(CHINA):%y%m%d}-{letters}"


def _row(about: UUID, state: CaseState) -> Case:
    filing = state.filing
    body = filing.body
    next_rung = state.next_rung
    return Case(
        id=about,
        number=case_number(about, filing.happened_at),
        campaign=cast(UUID, filing.campaign),
        subject=UUID(body["subject"]) if body.get("subject") else None,
        org=cast(int, filing.org),
        path=body["path"],
        category=body["category"],
        severity=body["severity"],
        line=body.get("line", ""),
        line_org=body.get("line_org"),
        phase=body.get("phase", ""),
        title=body["title"],
        description=body.get("description", ""),
        photos=body.get("photos", []),
        inspection=UUID(body["inspection"]) if body.get("inspection") else None,
        found_by=filing.actor,
        found_by_name=body.get("finder", ""),
        state=state.state,
        open=not state.state.closed,
        overdue=state.overdue,
        supervised=bool(state.supervision),
        supervision=list(state.supervision),
        to_supervise=bool(state.terms.get("supervise")) and not state.supervision and not state.state.closed,
        evidence=body.get("evidence", True),
        terms=dict(state.terms),
        doers=dict(state.doers),
        due_at=state.due_at,
        step_due_at=state.step_due_at,
        handler=state.handler,
        joint=list(state.joint),
        measures=dict(state.plan),
        pending_extension=state.pending_extension,
        extensions=state.extensions,
        returns=state.returns,
        reopenings=state.reopenings,
        transfers=state.transfers,
        rung=state.rung,
        rung_at=state.rung_at,
        next_at=next_rung[1] if next_rung else None,
        next_rung=next_rung[0] if next_rung else "",
        on_spot=state.on_spot,
        relapsed=body.get("relapse_of") is not None,
        relapse_of=UUID(body["relapse_of"]) if body.get("relapse_of") else None,
        filed_at=filing.happened_at,
        entered_at=state.entered_at or filing.happened_at,
        rectified_at=state.rectified_at,
        closed_at=state.closed_at,
    )


SPLIT = ("cases.filed", "cases.struck", "cases.open", "cases.overdue")
"""What a dashboard tells apart by category and by phase."""


def _amounts(row: Case) -> dict[tuple[str, str], int]:
    flows = {
        "cases.filed": row.filed_at,
        "cases.relapsed": row.filed_at if row.relapsed else None,
        "cases.rectified": row.rectified_at,
        "cases.struck": row.closed_at if row.state == "struck" else None,
        "cases.fixed_on_spot": row.rectified_at if row.on_spot else None,
    }
    amounts: dict[tuple[str, str], int] = {}
    for measure, moment in flows.items():
        if moment is not None:
            amounts[measure, local_day(moment).isoformat()] = amounts[measure, ""] = 1
    for measure, holds in (
        ("cases.open", row.open),
        ("cases.overdue", row.overdue),
        ("cases.supervised", row.supervised),
        ("cases.to_supervise", row.to_supervise),
        ("cases.extension_pending", row.open and row.pending_extension is not None),
    ):
        if holds:
            amounts[measure, ""] = 1
    for measure in SPLIT:
        if (measure, "") in amounts:
            amounts[f"{measure}/category:{row.category}", ""] = amounts[f"{measure}/phase:{row.phase}", ""] = 1
    amounts[f"cases.state/{row.state}", ""] = 1
    if row.runs and row.rung:
        amounts[f"cases.rung/{row.rung}", ""] = 1
    return amounts


register(CaseProjection())
