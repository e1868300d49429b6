"""Kinds of entry about reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.core.measures import MEASURES
from taizhang.journal.kinds import Body, Kind, register

Number = int | float
"""A count, or a quantity of the plan's own."""


class Correction(Body):
    """What the person says the figure is, and why the system's is not right."""

    value: Number = Field(ge=0)
    reason: str = Field(min_length=1, max_length=500)
    name: str = ""
    label: str = Field("", max_length=200)


class Confirmed(Body):
    """A person of the org stands for the figures as the system counted them at that moment, but for the corrections."""

    name: str
    figures: dict[str, Number]
    totals: dict[str, Number] = {}
    corrections: dict[str, Correction] = {}
    nil: bool = False
    note: str = Field(default="", max_length=4000)


class Returned(Body):
    """The level above gives it back."""

    name: str
    org_name: str = ""
    reason: str = Field(min_length=1, max_length=1000)


class Corrected(Body):
    """After the freeze: a new version that names the digest of the one before; adds to the corrections that stand."""

    name: str
    version: int = Field(ge=2)
    of: str
    corrections: dict[str, Correction]


class Head(Body):
    """Where the sealed chain stood."""

    block: int
    hash: str


class Below(Body):
    """A report of the level below as it stood at the cut-off."""

    id: UUID
    org: int
    org_name: str
    state: str
    figures: dict[str, Number]
    corrections: dict[str, Correction] = {}
    records: str = ""


class Frozen(Body):
    """The clock at the cut-off: what the system counted, and the file that names the records behind each figure.

    Self-contained, so that the entry alone reproduces the report, with what the level below had handed in by then.
    """

    definition: str
    title: str
    period: str
    stop: int
    path: str
    area: str
    line: str = ""
    line_org: int | None = None
    org_name: str
    opens_at: AwareDatetime
    cut_off: AwareDatetime
    counted_from: AwareDatetime
    counted_to: AwareDatetime
    figures: dict[str, Number]
    totals: dict[str, Number]
    records: str
    below: list[Below] = []
    head: Head | None = None


def _corrections(body: Mapping[str, Any]) -> str:
    changed = [
        f"{_label(name, one)}更正为{one['value']}（{one['reason']}）"
        for name, one in body.get("corrections", {}).items()
    ]
    return "；".join(changed)


def _label(name: str, said: Mapping[str, Any]) -> str:
    return str(said.get("label") or (MEASURES[name].label if name in MEASURES else name))


def _confirmed(body: Mapping[str, Any]) -> str:
    parts = ["零报告" if body.get("nil") else "确认数据", _corrections(body), body.get("note", "")]
    return "，".join(part for part in parts if part)


register(
    Kind("report.confirmed", "确认", Confirmed, _confirmed),
    Kind("report.returned", "退回", Returned, lambda b: f"退回：{b['reason']}"),
    Kind("report.corrected", "更正", Corrected, lambda b: f"第{b['version']}版：{_corrections(b)}"),
    Kind("report.frozen", "定稿", Frozen, lambda b: f"到截止时点自动定稿（{len(b['figures'])}项指标）"),
)
