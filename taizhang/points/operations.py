"""Writing points: join, weigh, exchange, cancel; goods come in.

Whoever moves an account holds its row, and then that of the goods, until what they wrote stands: two at the same
instant follow each other, and the moment of each movement is later than that of the one before. So none is set aside
after it was answered, and nothing is spent twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan.points import Points
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.resends import once
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.subjects.models import Subject

from .models import Account, Goods
from .queries import account_for, goods_for

MOST = Decimal(10_000)
"""Units brought at once: more is a slip of the finger."""

_TICK = timedelta(microseconds=1)


def tariff_of(campaign: Campaign) -> Points:
    """Raises Refused("not-now") where the plan gives no points."""
    points = plan_of(campaign).points
    if points is None or campaign.closed_at:
        raise Refused("not-now", "这个专项整治没有积分兑换，或者已经结束")
    return points


def account_id(campaign: UUID, subject: UUID) -> UUID:
    return derived("points", campaign, subject)


@transaction.atomic
def join(
    *, by: Actor, at: datetime, campaign: Campaign, subject: Subject, consent: str, entry: UUID | None = None
) -> UUID:
    """A subject takes part of its own will; `consent`: who said so. Returns the account's id.

    Raises Refused("not-permitted" | "not-now" | "bad-body" | "already-done").
    """
    by.demand(Power.INSPECT, subject.path)
    if subject.kind not in tariff_of(campaign).kinds:
        raise Refused("bad-body", f"{subject.name}不是可以参加积分的对象")
    if not consent.strip():
        raise Refused("bad-body", "请写明是谁同意参加的")
    about = account_id(campaign.pk, subject.pk)
    before = Account.objects.select_for_update().filter(pk=about).first()
    body = {"subject": subject.pk, "path": subject.path, "consent": consent.strip(), "name": by.name}
    moment = max(at, before.moved_at + _TICK) if before else at
    _write(entry, _draft("points.joined", by, moment, about, campaign.pk, subject.org, body, entry))
    return about


@transaction.atomic
def leave(*, by: Actor, at: datetime, account: UUID, entry: UUID | None = None) -> None:
    """Raises Refused("unknown-thing" | "not-permitted" | "not-now")."""
    row = _held(by, account)
    body = {"name": by.name}
    _write(entry, _draft("points.left", by, _after(at, row), row.pk, row.campaign, row.org, body, entry))


@transaction.atomic
def weigh(
    *, by: Actor, at: datetime, campaign: Campaign, account: UUID, sort: str, amount: str, entry: UUID | None = None
) -> None:
    """So much of a sort was brought. Raises Refused("unknown-thing" | "not-permitted" | "not-now" | "bad-body")."""
    row = _held(by, account)
    if row.left_at:
        raise Refused("not-now", "这一户已经退出积分，再次参加以后才能称重")
    rate = tariff_of(campaign).sort(sort)
    if rate is None:
        raise Refused("bad-body", "请选择垃圾的种类")
    weight = _amount(amount, rate.unit)
    body = {
        "sort": rate.id, "sort_name": rate.name, "unit": rate.unit, "amount": f"{weight.normalize():f}",
        "rate": str(rate.points), "points": rate.worth(weight), "name": by.name,
    }  # fmt: skip
    _write(entry, _draft("points.weighed", by, _after(at, row), row.pk, row.campaign, row.org, body, entry))


@transaction.atomic
def exchange(*, by: Actor, at: datetime, account: UUID, goods: UUID, number: int, entry: UUID | None = None) -> None:
    """Points for goods, both or neither. Raises Refused("unknown-thing" | "not-permitted" | "bad-body" |
    "points-short" | "goods-short" | "same-id-other-content")."""
    row = _held(by, account)
    shelf = goods_for(by, row).select_for_update().filter(pk=goods).first()
    if shelf is None:
        raise Refused("unknown-thing", "物品")
    if number < 1:
        raise Refused("bad-body", "请填写兑换几件")
    entry = entry or uuid7()
    moment = max(_after(at, row), shelf.moved_at + _TICK)
    body = {
        "goods": shelf.pk, "goods_name": shelf.name, "number": number, "points": number * shelf.price, "name": by.name,
    }  # fmt: skip
    spent = _draft("points.spent", by, moment, row.pk, row.campaign, row.org, body, entry)
    given = {"number": number, "account": row.pk, "exchange": entry}
    taken = _draft("goods.taken", by, moment, shelf.pk, row.campaign, shelf.org, given, derived("goods.taken", entry))
    _write(entry, spent, taken, said={"goods": shelf.pk, "number": number})


@transaction.atomic
def cancel(*, by: Actor, at: datetime, account: UUID, weighing: UUID, reason: str, entry: UUID | None = None) -> None:
    """Take a wrong weigh-in back; both entries stay on the statement.

    Raises Refused("unknown-thing" | "not-permitted" | "reason-missing" | "already-done" | "points-short").
    """
    row = _held(by, account)
    wrong = next((one for one in row.movements if one["entry"] == str(weighing) and one["what"] == "weighed"), None)
    if wrong is None:
        raise Refused("unknown-thing", "称重记录")
    if not reason.strip():
        raise Refused("reason-missing", "请写明哪里称错了")
    body = {"weighing": weighing, "points": wrong["points"], "reason": reason.strip(), "name": by.name}
    _write(entry, _draft("points.cancelled", by, _after(at, row), row.pk, row.campaign, row.org, body, entry))


@transaction.atomic
def stock(
    *, by: Actor, at: datetime, campaign: Campaign, place: Org, name: str, price: int, number: int, reason: str = "",
    entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Goods come in at a place, or are counted and found fewer; returns their id.

    Raises Refused("not-permitted" | "bad-body" | "reason-missing" | "goods-short").
    """
    by.demand(Power.MANAGE_REGISTER, place.path)
    tariff_of(campaign)
    if not is_under(place.path, campaign.path) or not name.strip() or price < 1:
        raise Refused("bad-body", "请填写物品名称和每件多少分")
    if number < 0 and not reason.strip():
        raise Refused("reason-missing", "减少库存要写明原因")
    about = derived("goods", campaign.pk, place.number, name.strip())
    before = Goods.objects.select_for_update().filter(pk=about).first()
    body = {
        "goods_name": name.strip(), "path": place.path, "price": price, "number": number, "reason": reason.strip(),
        "name": by.name,
    }  # fmt: skip
    moment = max(at, before.moved_at + _TICK) if before else at
    _write(entry, _draft("goods.stocked", by, moment, about, campaign.pk, place.number, body, entry))
    return about


def _held(by: Actor, account: UUID) -> Account:
    """The account, locked until the end of the transaction, for whoever may move it."""
    row = account_for(by, account)
    by.demand(Power.INSPECT, row.path)
    return Account.objects.select_for_update().get(pk=row.pk)


def _after(at: datetime, row: Account) -> datetime:
    return max(at, row.moved_at + _TICK)


def _amount(said: str, unit: str) -> Decimal:
    try:
        amount = Decimal(said.strip())
    except InvalidOperation:
        raise Refused("bad-body", f"请填写称了多少{unit}，例如 2.5") from None
    if not amount.is_finite() or not 0 < amount <= MOST or -int(amount.as_tuple().exponent) > 2:
        raise Refused("bad-body", f"重量应大于 0，不超过 {MOST}{unit}，最多两位小数")
    return amount


def _write(entry: UUID | None, draft: Draft, *more: Draft, said: Mapping[str, Any] | None = None) -> None:
    """Append all or nothing; the same form sent again counts once."""
    once(
        entry, lambda: draft, lambda made: append([made, *more], at=made.happened_at),
        kind=draft.kind, about=draft.about, actor=draft.actor, body=draft.body if said is None else said,
    )  # fmt: skip


def _draft(
    kind: str, by: Actor, at: datetime, about: UUID, campaign: UUID, org: int, body: Mapping[str, Any],
    entry: UUID | None,
) -> Draft:  # fmt: skip
    return Draft(
        id=entry or uuid7(), kind=kind, about=about, campaign=campaign, org=org, actor=by.identity, post=by.post,
        happened_at=at, body=body,
    )  # fmt: skip
