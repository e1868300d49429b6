"""The form of a transfer: which parcels may be chosen, to whom, and the terms read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, QueryDict

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import current, plan_of
from taizhang.core.money import parse_yuan
from taizhang.core.plan import Plan
from taizhang.core.plan.transfers import Transfers
from taizhang.core.refusals import Refused
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.subjects.queries import Filter, named_in, subjects_for
from taizhang.transfers.models import Transfer
from taizhang.transfers.operations import Terms
from taizhang.web.fields import uuid_of

MOST_PARCELS = 60
MOST_OPERATORS = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """The campaign in which land is transferred, and what its plan says of it."""

    campaign: Campaign
    plan: Plan
    word: Transfers


def ground_of(actor: Actor, request: HttpRequest) -> Ground | None:
    """None where no campaign of the post speaks of transfers."""
    campaign = current(actor, request)
    plan = plan_of(campaign) if campaign else None
    return Ground(campaign, plan, plan.transfers) if campaign and plan and plan.transfers else None


def transferable(actor: Actor, kind: str) -> bool:
    """Whether some plan of the post's campaigns transfers subjects of the kind."""
    campaigns = Campaign.objects.filter(path__under=actor.reach) | Campaign.objects.filter(root__in=_above(actor))
    plans = (plan_of(row) for row in campaigns.filter(closed_at=None)[:20])
    return any(plan.transfers is not None and plan.transfers.land == kind for plan in plans)


def _above(actor: Actor) -> list[int]:
    return [int(part) for part in actor.path.split("/") if part]


def parcels_to_choose(actor: Actor, ground: Ground, asked: QueryDict) -> list[tuple[Subject, str]]:
    """(parcel, area as registered): those named in the address, else those found by the search, none that is taken."""
    wanted = [about for text in asked.getlist("parcel") if (about := uuid_of(text))]
    rows = subjects_for(actor, Filter(kind=ground.word.land, text=asked.get("q", "")))
    rows = rows.filter(pk__in=wanted) if wanted else rows
    taken = Transfer.objects.filter(state="running", campaign=ground.campaign.pk).values("subject")
    return [
        (row, registered_area(ground, row))
        for row in rows.exclude(pk__in=taken).order_by("path", "name")[:MOST_PARCELS]
    ]


def registered_area(ground: Ground, row: Subject) -> str:
    if not ground.word.area:
        return ""
    value = present_value(row, column_of(ground.plan.kind(row.kind), ground.word.area))
    return f"{value:g}" if isinstance(value, int | float) else ""


def operators_to_choose(ground: Ground) -> list[tuple[Subject, str]]:
    """(operator, what sort of operator it is)."""
    rows = named_in(ground.campaign.path, ground.word.operators, MOST_OPERATORS)
    return [(row, type_of(ground, row)) for row in rows]


def type_of(ground: Ground, operator: Subject) -> str:
    """The first field with choices tells it: 农业企业、农民合作社、家庭农场、专业大户."""
    kind = ground.plan.kind(operator.kind)
    field = next((one for one in kind.fields if one.choices), None) if kind else None
    return str(present_value(operator, column_of(kind, field.id))) if field else ""


def read_parcels(actor: Actor, ground: Ground, posted: QueryDict) -> list[tuple[Subject, int]]:
    """The chosen ones with their areas. Raises Refused("bad-body")."""
    wanted = [about for text in posted.getlist("parcel") if (about := uuid_of(text))]
    rows = subjects_for(actor, Filter(kind=ground.word.land)).filter(pk__in=wanted).order_by("path", "pk")
    return [(row, _area(row.name, posted.get(f"area-{row.pk}", ""))) for row in rows]


def read_operator(ground: Ground, posted: QueryDict) -> Subject:
    about = uuid_of(posted.get("operator", ""))
    rows: Sequence[Subject] = list(named_in(ground.campaign.path, ground.word.operators, MOST_OPERATORS))
    found = next((row for row in rows if row.pk == about), None)
    if found is None:
        raise Refused("bad-body", "请选择受让的经营主体；没有的先在整治底数里登记")
    return found


def read_terms(posted: QueryDict) -> Terms:
    """Raises Refused("bad-body") naming what is wrong."""
    return Terms(
        starts_on=_day(posted, "starts_on", "起始日"),
        ends_on=_day(posted, "ends_on", "到期日"),
        price=_price(posted.get("price", "")),
        use=posted.get("use", "").strip()[:200],
        contract=posted.get("contract", "").strip()[:60],
    )


def _price(text: str) -> int:
    if text.strip() in {"0", "0元"}:
        return 0
    try:
        return parse_yuan(text)
    except ValueError as error:
        raise Refused("bad-body", f"价格：{error}；不收费的写 0") from None


def _day(posted: QueryDict, name: str, label: str) -> date:
    try:
        return date.fromisoformat(posted.get(name, ""))
    except ValueError:
        raise Refused("bad-body", f"请填写{label}") from None


def _area(name: str, text: str) -> int:
    try:
        hundredths = Decimal(text.strip() or "0") * 100
        if not hundredths.is_finite() or not 0 < hundredths < 10**9:
            raise InvalidOperation
    except InvalidOperation:
        raise Refused("bad-body", f"请写明{name}流转多少亩，例如 6.5") from None
    return int(hundredths)
