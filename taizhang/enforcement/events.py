"""Kinds of entry about case files under law. Amounts are fen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from taizhang.core.enforcement import OUTCOMES, STEPS
from taizhang.core.money import MOST, yuan
from taizhang.journal.kinds import Body, FileRef, Kind, register


class Opened(Body):
    """A clue: what points to a breach of law, and which line has to look into it."""

    path: str
    line: str = ""
    line_org: int | None = None
    case: UUID | None = None
    subject: UUID | None = None
    title: str = Field(min_length=1, max_length=200)
    account: str = Field(min_length=1, max_length=4000)
    name: str = ""


class Step(Body):
    """What was done, under which number, by which two officers."""

    account: str = Field(min_length=1, max_length=4000)
    number: str = Field(default="", max_length=100)
    officers: str = Field(default="", max_length=200)
    files: list[FileRef] = []
    name: str = ""


class Decided(Step):
    outcome: Literal["fine", "warning", "confiscate", "suspend", "revoke", "none"]
    amount: int = Field(default=0, ge=0, le=MOST)


class HandedOver(Step):
    receiver: str = Field(min_length=1, max_length=200)


PLAIN = ("filed", "dropped", "investigated", "executed")
"""Steps that say nothing of their own beyond what was done."""


def _done(verb: str, body: Mapping[str, Any]) -> str:
    return f"{STEPS[verb].label}：{body['account']}"


def _decided(body: Mapping[str, Any]) -> str:
    fine = f" {yuan(body['amount'])}" if body.get("amount") else ""
    return f"决定：{OUTCOMES[body['outcome']]}{fine}。{body['account']}"


register(
    Kind("enforcement.opened", "发现线索", Opened, lambda b: f"发现线索：{b['account']}"),
    Kind("enforcement.decided", "作出决定", Decided, _decided),
    Kind("enforcement.handed_over", "移送", HandedOver, lambda b: f"移送{b['receiver']}：{b['account']}"),
    *(Kind(f"enforcement.{verb}", STEPS[verb].label, Step, partial(_done, verb)) for verb in PLAIN),
)
