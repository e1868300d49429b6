"""The loop as data: which step leads from which state to which, who may take it, and what it needs.

found → filed (立案) → assigned (派单) → rectified (整改) → rechecked (复查) → accepted (验收) → struck off (销号).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from taizhang.core.roles import Power


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    FILED = "filed"
    ASSIGNED = "assigned"
    RECTIFIED = "rectified"
    RECHECKED = "rechecked"
    ACCEPTED = "accepted"
    STRUCK = "struck"
    DISMISSED = "dismissed"
    REFERRED = "referred"
    BANNED = "banned"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]

    @property
    def closed(self) -> bool:
        return self in CLOSED


STATE_LABELS = {
    State.REPORTED: "待立案",
    State.FILED: "已立案，待派单",
    State.ASSIGNED: "整改中",
    State.RECTIFIED: "已整改，待复查",
    State.RECHECKED: "复查合格，待验收",
    State.ACCEPTED: "已验收，待销号",
    State.STRUCK: "已销号",
    State.DISMISSED: "不予立案",
    State.REFERRED: "已移送",
    State.BANNED: "已取缔",
}
CLOSED = frozenset({State.STRUCK, State.DISMISSED, State.REFERRED, State.BANNED})
OPEN = frozenset(State) - CLOSED
WAITING_FOR_RECTIFICATION = frozenset({State.FILED, State.ASSIGNED})
"""States in which the rectification period runs."""


class Whose(StrEnum):
    """On whom a step depends besides the power."""

    SCOPE = "scope"
    """anybody with the power whose post covers the place"""
    HANDLER = "handler"
    """the org (or joint org) that has to rectify, or the owner of the subject"""
    HANDLER_OR_SCOPE = "handler-or-scope"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `to` None: the state stays. `not_by`: steps whose doer may not take this one."""

    verb: str
    label: str
    sources: frozenset[State]
    to: State | None
    power: Power
    whose: Whose = Whose.SCOPE
    needs_reason: bool = False
    needs_evidence: bool = False
    not_by: frozenset[str] = frozenset()


def _step(
    verb: str, label: str, sources: set[State] | frozenset[State], to: State | None, power: Power, **more: object
) -> Step:
    return Step(verb, label, frozenset(sources), to, power, **more)  # type: ignore[arg-type]


_RECTIFIERS = frozenset({"rectified", "fixed_on_spot"})

STEPS: dict[str, Step] = {
    step.verb: step
    for step in (
        _step("accepted_report", "立案", {State.REPORTED}, State.FILED, Power.ASSIGN),
        _step("dismissed", "不予立案", {State.REPORTED, State.FILED}, State.DISMISSED, Power.ASSIGN, needs_reason=True),
        _step("assigned", "派单", {State.FILED}, State.ASSIGNED, Power.ASSIGN),
        _step("refused", "退单", {State.ASSIGNED}, State.FILED, Power.RECTIFY, whose=Whose.HANDLER, needs_reason=True),
        _step(
            "transferred", "移交", {State.ASSIGNED}, None, Power.RECTIFY,
            whose=Whose.HANDLER_OR_SCOPE, needs_reason=True,
        ),
        _step("joined", "会办", {State.ASSIGNED}, None, Power.ASSIGN, needs_reason=True),
        _step(
            "fixed_on_spot", "当场整改", {State.FILED, State.ASSIGNED}, State.RECTIFIED, Power.INSPECT,
            needs_evidence=True,
        ),
        _step(
            "rectified", "提交整改", {State.ASSIGNED}, State.RECTIFIED, Power.RECTIFY,
            whose=Whose.HANDLER, needs_evidence=True,
        ),
        _step(
            "extension_requested", "申请延期", {State.ASSIGNED}, None, Power.RECTIFY,
            whose=Whose.HANDLER, needs_reason=True,
        ),
        _step(
            "extension_withdrawn", "撤回延期申请", {State.ASSIGNED}, None, Power.RECTIFY,
            whose=Whose.HANDLER, needs_reason=True,
        ),
        _step("extended", "批准延期", {State.ASSIGNED}, None, Power.ASSIGN, not_by=frozenset({"extension_requested"})),
        _step(
            "extension_denied", "不予延期", {State.ASSIGNED}, None, Power.ASSIGN,
            needs_reason=True, not_by=frozenset({"extension_requested"}),
        ),
        _step("rechecked", "复查合格", {State.RECTIFIED}, State.RECHECKED, Power.RECHECK, not_by=_RECTIFIERS),
        _step(
            "returned", "退回重改", {State.RECTIFIED, State.RECHECKED, State.ACCEPTED}, State.ASSIGNED, Power.RECHECK,
            needs_reason=True, not_by=_RECTIFIERS,
        ),
        _step(
            "accepted", "验收通过", {State.RECHECKED}, State.ACCEPTED, Power.ACCEPT,
            not_by=_RECTIFIERS | {"rechecked"},
        ),
        _step(
            "struck", "销号", {State.ACCEPTED}, State.STRUCK, Power.STRIKE,
            not_by=_RECTIFIERS | {"accepted"},
        ),
        _step("reopened", "撤销销号", {State.STRUCK}, State.ASSIGNED, Power.STRIKE, needs_reason=True),
        _step("supervised", "挂牌督办", OPEN, None, Power.SUPERVISE, needs_reason=True),
        _step("referred", "移送", OPEN, State.REFERRED, Power.STRIKE, needs_reason=True),
        _step("banned", "取缔", {State.FILED, State.ASSIGNED}, State.BANNED, Power.STRIKE, needs_reason=True),
    )
}  # fmt: skip
