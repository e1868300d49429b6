"""Kinds of entry about points and goods."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register


class Joined(Body):
    """Of its own will: who agreed, and that the tariff was explained."""

    subject: UUID
    path: str
    consent: str = Field(min_length=1, max_length=60)
    name: str = ""


class Left(Body):
    name: str = ""


class Weighed(Body):
    """So much of a sort was brought; the rate is that of the tariff on the day."""

    sort: str
    sort_name: str
    unit: str
    amount: str = Field(max_length=25)
    rate: str = Field(max_length=25)
    points: int = Field(ge=0)
    name: str = ""


class Spent(Body):
    """So many of the goods were taken home."""

    goods: UUID
    goods_name: str
    number: int = Field(ge=1)
    points: int = Field(ge=1)
    name: str = ""


class Cancelled(Body):
    """A weigh-in was wrong: its points are taken back."""

    weighing: UUID
    points: int = Field(ge=0)
    reason: str = Field(min_length=1, max_length=500)
    name: str = ""


class Stocked(Body):
    """Goods come in, or are counted: `number` more, or fewer with a reason, at this price from now on."""

    goods_name: str = Field(min_length=1, max_length=60)
    path: str
    price: int = Field(ge=1)
    number: int
    reason: str = Field(default="", max_length=500)
    name: str = ""


class Taken(Body):
    number: int = Field(ge=1)
    account: UUID
    exchange: UUID


register(
    Kind("points.joined", "参加积分", Joined, lambda b: f"{b['consent']}自愿参加"),
    Kind("points.left", "退出积分", Left, lambda b: "退出，剩余积分仍可兑换"),
    Kind(
        "points.weighed", "称重积分", Weighed,
        lambda b: f"{b['sort_name']}{b['amount']}{b['unit']}，积{b['points']}分",
    ),
    Kind("points.spent", "兑换", Spent, lambda b: f"兑换{b['goods_name']}{b['number']}件，用{b['points']}分"),
    Kind("points.cancelled", "冲销称重", Cancelled, lambda b: f"冲销{b['points']}分：{b['reason']}"),
    Kind(
        "goods.stocked", "物品入库", Stocked,
        lambda b: "，".join(
            part for part in (f"{b['goods_name']}{b['number']:+}件", f"每件{b['price']}分", b.get("reason")) if part
        ),
    ),
    Kind("goods.taken", "物品兑出", Taken, lambda b: f"兑出{b['number']}件"),
)  # fmt: skip
