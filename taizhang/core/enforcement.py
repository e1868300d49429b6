"""The way of a case file under law: which step leads where, and within which statutory period it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import WorkCalendar


class Stage(StrEnum):
    CLUE = "clue"
    FILED = "filed"
    INVESTIGATED = "investigated"
    DECIDED = "decided"
    EXECUTED = "executed"
    HANDED_OVER = "handed_over"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return STAGE_LABELS[self]

    @property
    def open(self) -> bool:
        return self in OPEN


STAGE_LABELS = {
    Stage.CLUE: "有线索，未立案", Stage.FILED: "已立案，未调查终结", Stage.INVESTIGATED: "调查终结，未决定",
    Stage.DECIDED: "已决定，未执行", Stage.EXECUTED: "已执行结案", Stage.HANDED_OVER: "已移送",
    Stage.DROPPED: "不予立案",
}  # fmt: skip
OPEN = (Stage.CLUE, Stage.FILED, Stage.INVESTIGATED, Stage.DECIDED)


@dataclass(frozen=True, slots=True)
class LawStep:
    """`verb` leads from one of `frm` to `to`."""

    verb: str
    label: str
    frm: tuple[Stage, ...]
    to: Stage


STEPS = {
    step.verb: step
    for step in (
        LawStep("filed", "立案", (Stage.CLUE,), Stage.FILED),
        LawStep("dropped", "不予立案", (Stage.CLUE,), Stage.DROPPED),
        LawStep("investigated", "调查终结", (Stage.FILED,), Stage.INVESTIGATED),
        LawStep("decided", "作出决定", (Stage.INVESTIGATED,), Stage.DECIDED),
        LawStep("executed", "执行结案", (Stage.DECIDED,), Stage.EXECUTED),
        LawStep("handed_over", "移送", (Stage.CLUE, Stage.FILED, Stage.INVESTIGATED), Stage.HANDED_OVER),
    )
}

OUTCOMES = {
    "fine": "罚款", "warning": "警告", "confiscate": "没收", "suspend": "责令停产停业", "revoke": "吊销许可证件",
    "none": "不予处罚",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a stage may last: `days` counted from the day `since` which stage was reached."""

    stage: Stage
    since: Stage
    days: int
    working: bool
    source: str
    confirmed: bool


LIMITS = {
    limit.stage: limit
    for limit in (
        Limit(Stage.CLUE, Stage.CLUE, 15, True, "市场监管行政处罚程序规定第十八条：十五个工作日内决定是否立案", False),
        Limit(Stage.FILED, Stage.FILED, 60, False, "工作期限：立案后六十日内调查终结，法律没有规定", False),
        Limit(Stage.INVESTIGATED, Stage.FILED, 90, False, "行政处罚法第六十条：自立案之日起九十日内作出决定", True),
        Limit(Stage.DECIDED, Stage.DECIDED, 15, False, "行政处罚法第六十七条：收到决定书之日起十五日内缴纳罚款", True),
    )
}  # fmt: skip


def due_on(stage: Stage, reached: dict[str, date], calendar: WorkCalendar) -> date | None:
    """The last day of the present stage; None where none is laid down."""
    limit = LIMITS.get(stage)
    since = reached.get(limit.since) if limit else None
    if limit is None or since is None:
        return None
    if not limit.working:
        return since + timedelta(days=limit.days)
    return calendar.add_workdays(since, limit.days)
