"""Kinds of entry about funds. Amounts are fen."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.core.money import MOST, yuan
from taizhang.journal.kinds import Body, FileRef, Kind, register


class Planned(Body):
    path: str
    title: str = Field(min_length=1, max_length=200)
    source: str = Field(default="", max_length=200)
    amount: int = Field(gt=0, le=MOST)
    name: str = ""


class Replanned(Body):
    amount: int = Field(gt=0, le=MOST)
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


class Released(Body):
    amount: int = Field(gt=0, le=MOST)
    on: str = Field(default="", max_length=10)
    what: str = Field(default="", max_length=200)
    files: list[FileRef] = []
    name: str = ""


class Spent(Released):
    """A payment; its receipt is a file or a photo of the paper."""

    payee: str = Field(min_length=1, max_length=120)
    what: str = Field(min_length=1, max_length=200)
    files: list[FileRef] = Field(min_length=1)


class Voided(Body):
    """A movement that was entered wrongly counts no more; it stays to be read."""

    movement: UUID
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


register(
    Kind("fund.planned", "安排资金", Planned, lambda b: f"安排{yuan(b['amount'])}：{b['title']}"),
    Kind("fund.replanned", "调整安排", Replanned, lambda b: f"安排调整为{yuan(b['amount'])}：{b['reason']}"),
    Kind("fund.released", "拨付", Released, lambda b: f"拨付{yuan(b['amount'])}"),
    Kind("fund.spent", "支出", Spent, lambda b: f"支出{yuan(b['amount'])}，付给{b['payee']}：{b['what']}"),
    Kind("fund.voided", "冲销", Voided, lambda b: f"冲销一笔：{b['reason']}"),
)
