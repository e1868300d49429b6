"""Kinds of entry about campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import AwareDatetime

from taizhang.journal.kinds import Body, Kind, register


class Started(Body):
    """The whole plan as it governs from now on, and the orgs that are its units."""

    title: str
    field: str = ""
    path: str
    plan: dict[str, Any]
    units: dict[str, int] = {}
    leaders: list[dict[str, str]] = []
    source_text: str = ""
    demo: bool = False
    name: str = ""


class Amended(Body):
    plan: dict[str, Any]
    units: dict[str, int] = {}
    leaders: list[dict[str, str]] | None = None
    reason: str
    name: str = ""


class Prolonged(Body):
    """Rhythms have their duties made from `since` up to `until`."""

    since: AwareDatetime
    until: AwareDatetime


class PhaseClosed(Body):
    phase: str
    phase_name: str = ""
    note: str = ""
    name: str = ""


class Opened(Body):
    """Whether residents may report to it without an account."""

    public: bool
    name: str = ""


class Closed(Body):
    note: str = ""
    name: str = ""


def _phase_closed(body: Mapping[str, Any]) -> str:
    return f"{body.get('phase_name') or body['phase']}收尾。{body.get('note', '')}"


register(
    Kind("campaign.started", "启动", Started, lambda b: f"启动专项整治：{b['title']}"),
    Kind("campaign.amended", "方案调整", Amended, lambda b: f"调整方案：{b['reason']}"),
    Kind("campaign.prolonged", "周期任务", Prolonged, lambda b: f"周期任务排至{str(b['until'])[:10]}"),
    Kind("campaign.phase_closed", "阶段收尾", PhaseClosed, _phase_closed),
    Kind("campaign.opened", "群众反映", Opened, lambda b: "开放群众反映" if b["public"] else "停止受理群众反映"),
    Kind("campaign.closed", "结束", Closed, lambda b: f"专项整治结束。{b.get('note', '')}"),
)
