"""Writing transfers: signed with its contract for one parcel or several, ended before its time, voided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA, working_calendar
from taizhang.core.calendar.spans import Span, parse_span
from taizhang.core.calendar.work import local_day
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan import SubjectKind
from taizhang.core.plan.filters import Scalar
from taizhang.core.plan.transfers import Transfers
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject

from .models import Transfer
from .queries import may_sign, transfer_for


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says. `price`: fen for a mu and year."""

    starts_on: date
    ends_on: date
    price: int
    use: str = ""
    contract: str = ""


def sign(
    *, by: Actor, at: datetime, campaign: Campaign, word: Transfers, land: SubjectKind | None,
    parcels: Sequence[tuple[Subject, int]], operator: Subject, operator_type: str, terms: Terms,
    files: Sequence[Mapping[str, Any]], entry: UUID | None = None,
) -> list[UUID]:  # fmt: skip
    """Parcels, each with its area (hundredths of a mu), go to an operator under one contract; returns the transfers.

    Raises Refused("not-permitted" | "bad-body" | "proof-missing" | "already-done").
    """
    _check(by, word, parcels, operator, terms, files)
    entry = entry or uuid7()
    drafts = []
    for parcel, area in parcels:
        about = derived("transfer", entry, parcel.pk)
        body = {
            "path": parcel.path, "subject": parcel.pk, "subject_name": parcel.name, "operator": operator.pk,
            "operator_name": operator.name, "operator_type": operator_type, "area": area, "price": terms.price,
            "starts_on": terms.starts_on, "ends_on": terms.ends_on, "use": terms.use, "contract": terms.contract,
            "files": [dict(one) for one in files], "remind_at": remind_at(terms.ends_on, word.remind),
            "changes": _columns(land, word.sets), "ends": _columns(land, word.ends), "name": by.name,
        }  # fmt: skip
        drafts.append(
            Draft(
                id=derived("transfer.signed", entry, parcel.pk), kind="transfer.signed", about=about,
                campaign=campaign.pk, org=parcel.org, actor=by.identity, post=by.post, happened_at=at, body=body,
            )
        )  # fmt: skip
    append(drafts, at=at)
    return [draft.about for draft in drafts]


def end(*, by: Actor, at: datetime, about: UUID, reason: str, entry: UUID | None = None) -> None:
    """Before its time. Raises Refused("not-permitted" | "reason-missing" | "already-done")."""
    row = _running(by, about, reason)
    body = {"subject": row.subject, "on": local_day(at), "reason": reason.strip(), "changes": row.ends, "name": by.name}
    append([_draft("ended", by, at, row, body, entry)], at=at)


def void(*, by: Actor, at: datetime, about: UUID, reason: str, entry: UUID | None = None) -> None:
    """It was entered wrongly. Raises Refused("not-permitted" | "reason-missing" | "already-done")."""
    row = _running(by, about, reason)
    body = {"subject": row.subject, "reason": reason.strip(), "changes": row.ends, "name": by.name}
    append([_draft("voided", by, at, row, body, entry)], at=at)


def remind_at(ends_on: date, period: str) -> datetime:
    """Eight o'clock of the day that lies a period before the last."""
    span = parse_span(period)
    if span.unit == "h":
        span = Span(1, "d")
    day = working_calendar().move(ends_on, Span(-span.count, span.unit))
    return datetime.combine(day, time(8), CHINA)


def _check(
    by: Actor, word: Transfers, parcels: Sequence[tuple[Subject, int]], operator: Subject, terms: Terms,
    files: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    if not parcels:
        raise Refused("bad-body", "请选择流转的地块")
    if not all(may_sign(by, parcel.path) for parcel, _ in parcels):
        raise Refused("not-permitted")
    if operator.kind != word.operators or any(parcel.kind != word.land for parcel, _ in parcels):
        raise Refused("bad-body", "请从名册中选择地块和经营主体")
    if terms.ends_on <= terms.starts_on:
        raise Refused("bad-body", "到期日应晚于起始日")
    if any(area <= 0 for _, area in parcels):
        raise Refused("bad-body", "流转面积应大于零")
    if not files:
        raise Refused("proof-missing", "请附流转合同的照片或文件")
    running = Transfer.objects.filter(state="running", subject__in=[parcel.pk for parcel, _ in parcels]).first()
    if running is not None:
        raise Refused(
            "already-done", f"{running.subject_name}已经流转给{running.operator_name}，到{running.ends_on}为止"
        )


def _columns(land: SubjectKind | None, changes: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {column_of(land, name): value for name, value in changes.items()}


def _running(by: Actor, about: UUID, reason: str) -> Transfer:
    row = transfer_for(by, about)
    if not may_sign(by, row.path):
        raise Refused("not-permitted")
    if not reason.strip():
        raise Refused("reason-missing")
    if not row.runs:
        raise Refused("already-done", row.state_label)
    return row


def _draft(verb: str, by: Actor, at: datetime, row: Transfer, body: Mapping[str, Any], entry: UUID | None) -> Draft:
    return Draft(
        id=entry or uuid7(), kind=f"transfer.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
