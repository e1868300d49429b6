"""Taking in residents' reports, settling them, and hearing what the resident thinks of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.cases.operations import file
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject

from .models import Tip
from .projections import WAITING
from .queries import places_of, progress_of

PUBLIC = "public"
SHORTEST = 5
"""Characters: less says nothing that could be looked after."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another."""


def receive(
    *,
    at: datetime,
    campaign: Campaign,
    org: int,
    text: str,
    address: str = "",
    place: Mapping[str, float] | None = None,
    photos: Sequence[Mapping[str, str]] = (),
    entry: UUID | None = None,
    via: str = "",
) -> str:
    """Take in a report from anybody; returns the receipt to follow it by. The same entry again gives the same receipt.

    `place`: lat, lng, accuracy where the phone gave them. `via` names the other system that handed it on.
    Raises Refused("bad-body" | "not-public").
    """
    if not campaign.public or campaign.closed_at:
        raise Refused("not-public")
    about = derived("tip", entry) if entry else uuid7()
    known = Tip.objects.filter(pk=about).first()
    if known is not None:
        return known.receipt
    if len(text.strip()) < SHORTEST:
        raise Refused("bad-body", "请写清楚是什么问题")
    area = next((area for area in places_of(campaign) if area.number == org), None)
    if area is None:
        raise Refused("bad-body", "请选择在哪个社区（村）")
    receipt = _new_receipt()
    body = {
        "path": area.path, "receipt": receipt, "text": text.strip(), "address": address.strip(), **(place or {}),
        "photos": [dict(photo) for photo in photos], **({"via": via} if via else {}),
    }  # fmt: skip
    _append("received", about, campaign.pk, area.number, PUBLIC, None, at, body, entry)
    return receipt


def make_case(
    *,
    by: Actor,
    at: datetime,
    tip: Tip,
    campaign: Campaign,
    category: str,
    title: str,
    description: str = "",
    subject: Subject | None = None,
    entry: UUID | None = None,
) -> UUID:
    """The report becomes a case, its photos with it; returns the case's id. Raises Refused as cases.operations.file."""
    _demand_waiting(by, tip)
    if not title.strip() or not category:
        raise Refused("bad-body", "问题类别和问题都要填写")
    org = Org.objects.get(number=subject.org if subject else tip.org)
    more: dict[str, Any] = {"photos": tip.photos, "description": description.strip()}
    if tip.lat is not None and tip.lng is not None:
        more |= {"lat": tip.lat, "lng": tip.lng}
    with transaction.atomic():
        case = file(
            by=by, at=at, campaign=campaign, org=org, category=category, title=title.strip(),
            subject=subject.pk if subject else None, about=derived("tip.case", tip.pk, entry or uuid7()), entry=entry,
            **more,
        )  # fmt: skip
        number = Case.objects.values_list("number", flat=True).get(pk=case)
        _settle(by, at, tip, "filed", {"case": case, "number": number})
    return case


def join_case(*, by: Actor, at: datetime, tip: Tip, number: str) -> UUID:
    """The problem is known already: the report is part of that case. Raises Refused("unknown-thing")."""
    _demand_waiting(by, tip)
    wanted = number.strip().upper()
    case = cases_for(by, Filter(campaign=tip.campaign)).filter(number=wanted).first() if wanted else None
    if case is None:
        raise Refused("unknown-thing", f"没有编号为“{wanted}”的案卷")
    _settle(by, at, tip, "filed", {"case": case.pk, "number": case.number, "known": True})
    return case.pk


def answer(*, by: Actor, at: datetime, tip: Tip, words: str) -> None:
    """It becomes no case; the resident reads the answer. Raises Refused("reason-missing" | "already-done")."""
    _demand_waiting(by, tip)
    if not words.strip():
        raise Refused("reason-missing", "请写明怎样答复群众")
    _settle(by, at, tip, "answered", {"answer": words.strip()})


def rate(*, at: datetime, tip: Tip, satisfied: bool, remark: str = "") -> None:
    """The resident's word on what came of it; one who is not content brings it back to the desk.

    Raises Refused("not-now" | "already-done" | "reason-missing").
    """
    if not progress_of(tip).settled:
        raise Refused("not-now", "还没有办结，办结以后再评价")
    if tip.satisfied is not None:
        raise Refused("already-done", "已经评价过")
    if not satisfied and not remark.strip():
        raise Refused("reason-missing", "请写明哪里没有解决")
    body = {"satisfied": satisfied, "remark": remark.strip()[:500]}
    _append("rated", tip.pk, tip.campaign, tip.org, PUBLIC, None, at, body, None)


def object_to(*, at: datetime, tip: Tip, text: str) -> None:
    """The resident holds something against the way it is handled. Raises Refused("already-done" | "reason-missing")."""
    if tip.objecting:
        raise Refused("already-done", "上一条意见正在核实，答复后可以再提")
    if len(text.strip()) < SHORTEST:
        raise Refused("reason-missing", "请写明对办理的哪一点有意见")
    _append("objected", tip.pk, tip.campaign, tip.org, PUBLIC, None, at, {"text": text.strip()[:500]}, None)


def hear(*, by: Actor, at: datetime, tip: Tip, words: str) -> None:
    """Whoever supervises looked into the objection; the resident reads the answer.

    Raises Refused("not-permitted" | "out-of-scope" | "already-done" | "reason-missing").
    """
    by.demand(Power.SUPERVISE, tip.path)
    if not tip.objecting:
        raise Refused("already-done")
    if not words.strip():
        raise Refused("reason-missing", "请写明核实的情况")
    _settle(by, at, tip, "heard", {"answer": words.strip()})


def _demand_waiting(by: Actor, tip: Tip) -> None:
    by.demand(Power.ASSIGN, tip.path)
    if tip.state not in WAITING:
        raise Refused("already-done")


def _settle(by: Actor, at: datetime, tip: Tip, verb: str, body: Mapping[str, Any]) -> None:
    _append(verb, tip.pk, tip.campaign, tip.org, by.identity, by.post, at, {**body, "name": by.name}, None)


def _append(
    verb: str, about: UUID, campaign: UUID, org: int, actor: str, post: int | None, at: datetime,
    body: Mapping[str, Any], entry: UUID | None,
) -> None:  # fmt: skip
    draft = Draft(
        id=entry or uuid7(), kind=f"tip.{verb}", about=about, campaign=campaign, org=org, actor=actor, post=post,
        happened_at=at, body=body,
    )  # fmt: skip
    append([draft], at=at)


def _new_receipt() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
