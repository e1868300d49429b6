"""Kinds of entry about transfers. Areas are hundredths of a mu, prices fen for a mu and year.

A body carries what the land's own fields become (`changes`), so that the reaction looks at no plan.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from taizhang.core.money import MOST, yuan
from taizhang.journal.kinds import Body, FileRef, Kind, register

MOST_AREA = 100_000_00

Changes = dict[str, str | int | float | bool]


class Signed(Body):
    """`ends` is what the land's fields become when the transfer is over."""

    path: str
    subject: UUID
    subject_name: str = Field(max_length=200)
    operator: UUID
    operator_name: str = Field(max_length=200)
    operator_type: str = Field(default="", max_length=60)
    area: int = Field(gt=0, le=MOST_AREA)
    price: int = Field(ge=0, le=MOST)
    starts_on: date
    ends_on: date
    use: str = Field(default="", max_length=200)
    contract: str = Field(default="", max_length=60)
    files: list[FileRef] = Field(min_length=1)
    remind_at: AwareDatetime
    changes: Changes = {}
    ends: Changes = {}
    name: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Signed:
        if self.ends_on < self.starts_on:
            raise ValueError("到期日早于起始日")
        return self


class Reminded(Body):
    ends_on: date


class Ended(Body):
    """Before its time, with the reason; or expired, written by the clock."""

    subject: UUID
    on: date
    reason: str = Field(default="", max_length=2000)
    changes: Changes = {}
    name: str = ""


class Voided(Body):
    """Entered wrongly: it never was."""

    subject: UUID
    reason: str = Field(min_length=1, max_length=2000)
    changes: Changes = {}
    name: str = ""


register(
    Kind(
        "transfer.signed",
        "登记流转",
        Signed,
        lambda b: f"{b['subject_name']}流转 {b['area'] / 100:g} 亩给{b['operator_name']}，每亩每年{yuan(b['price'])}",
    ),
    Kind("transfer.reminded", "流转即将到期", Reminded, lambda b: f"合同 {b['ends_on']} 到期，请商定续签或者收回"),
    Kind("transfer.expired", "流转到期", Ended, lambda b: f"流转 {b['on']} 到期"),
    Kind("transfer.ended", "终止流转", Ended, lambda b: f"提前终止流转：{b.get('reason', '')}"),
    Kind("transfer.voided", "作废流转登记", Voided, lambda b: f"作废流转登记：{b['reason']}"),
)
