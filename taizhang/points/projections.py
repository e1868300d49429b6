"""The folds of an account and of goods: neither the points nor the stock ever fall below nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.kinds import KINDS
from taizhang.journal.projections import Folded, Projection, register

from .models import Account, Goods


class AccountProjection(Projection[Account]):
    thing = "points"
    model = Account

    def fold(self, about: UUID, entries: Sequence[Entry], before: Account | None) -> Folded[Account]:
        row: Account | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "joined":
                row = _opened(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif refusal := _refusal(row, entry):
                aside.append(SetAside(entry.id, refusal))
            else:
                _follow(row, entry)
        return Folded(row, aside)


def _opened(entry: Entry) -> Account:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Account(
        id=entry.about, campaign=entry.campaign, subject=UUID(body["subject"]), org=entry.org, path=body["path"],
        balance=0, movements=[], joined_at=entry.happened_at, moved_at=entry.happened_at,
    )  # fmt: skip


def _refusal(row: Account, entry: Entry) -> str:
    """Why the entry cannot apply to the account as it stands; "" if it can."""
    verb, body = entry.verb, entry.body
    if verb == "joined":
        return "" if row.left_at else "already-done"
    if verb in {"left", "weighed"}:
        return "not-now" if row.left_at else ""
    if verb == "cancelled":
        weighing = _weighing(row, body["weighing"])
        if weighing is None:
            return "not-begun"
        if weighing["cancelled"] or weighing["points"] != body["points"]:
            return "already-done"
    return "points-short" if body["points"] > row.balance else ""


def _weighing(row: Account, entry: str) -> dict[str, Any] | None:
    return next((one for one in row.movements if one["entry"] == entry and one["what"] == "weighed"), None)


def _follow(row: Account, entry: Entry) -> None:
    row.moved_at = max(row.moved_at, entry.happened_at)
    if entry.verb in {"joined", "left"}:
        row.left_at = entry.happened_at if entry.verb == "left" else None
        return
    if entry.verb == "cancelled":
        weighing = _weighing(row, entry.body["weighing"])
        assert weighing is not None
        weighing["cancelled"] = True
    points = entry.body["points"] if entry.verb == "weighed" else -entry.body["points"]
    row.balance += points
    row.movements.append(
        {
            "entry": str(entry.id), "at": entry.happened_at.isoformat(), "what": entry.verb, "points": points,
            "told": KINDS[entry.kind].present(entry.body), "name": entry.body.get("name", ""), "cancelled": False,
        }
    )  # fmt: skip


class GoodsProjection(Projection[Goods]):
    thing = "goods"
    model = Goods

    def fold(self, about: UUID, entries: Sequence[Entry], before: Goods | None) -> Folded[Goods]:
        row: Goods | None = None
        aside = []
        for entry in entries:
            number = entry.body["number"] if entry.verb == "stocked" else -entry.body["number"]
            if row is None and entry.verb == "taken":
                aside.append(SetAside(entry.id, "not-begun"))
            elif (row.stock if row else 0) + number < 0:
                aside.append(SetAside(entry.id, "goods-short"))
            else:
                row = row or _shelved(entry)
                row.stock += number
                row.moved_at = max(row.moved_at, entry.happened_at)
                if entry.verb == "stocked":
                    row.name, row.price = entry.body["goods_name"], entry.body["price"]
        return Folded(row, aside)


def _shelved(entry: Entry) -> Goods:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Goods(
        id=entry.about, campaign=entry.campaign, org=entry.org, path=body["path"], name=body["goods_name"],
        price=body["price"], stock=0, moved_at=entry.happened_at,
    )  # fmt: skip


register(AccountProjection())
register(GoodsProjection())
