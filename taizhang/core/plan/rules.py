"""Duty rules and reports: who must do what, about what, within which window, proved how, and what follows otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ..roles import Role
from .filters import Filter
from .words import Clock, DayRef, Id, Ladder, Level, MeasureId, OrgKind, Period, Text, Word, fault


class Verb(StrEnum):
    """What can be owed."""

    INSPECT = "inspect"
    SELF_INSPECT = "self_inspect"
    RECTIFY = "rectify"
    RECHECK = "recheck"
    REPORT = "report"
    HOLD = "hold"
    SIGN = "sign"
    ACKNOWLEDGE = "acknowledge"
    LOG = "log"
    PATROL = "patrol"
    REACH = "reach"
    DELIVER = "deliver"

    @property
    def label(self) -> str:
        return VERB_LABELS[self]


VERB_LABELS = {
    Verb.INSPECT: "排查", Verb.SELF_INSPECT: "自查", Verb.RECTIFY: "整改", Verb.RECHECK: "复查", Verb.REPORT: "报送",
    Verb.HOLD: "组织开展", Verb.SIGN: "签订", Verb.ACKNOWLEDGE: "签收", Verb.LOG: "填写日志", Verb.PATROL: "巡查",
    Verb.REACH: "完成进度", Verb.DELIVER: "提交",
}  # fmt: skip

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Every = Literal[
    "once", "daily", "twice-daily", "weekly", "ten-day", "monthly", "quarterly", "semester", "per-phase"
]  # fmt: skip
EVERY_LABELS = {
    "once": "一次", "daily": "每日", "twice-daily": "每日两次", "weekly": "每周", "ten-day": "每旬", "monthly": "每月",
    "quarterly": "每季度", "semester": "每学期", "per-phase": "每阶段",
}  # fmt: skip


class Stride(Word):
    """Every so many weeks or days."""

    weeks: int | None = Field(None, ge=1, le=52)
    days: int | None = Field(None, ge=1, le=365)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.weeks is None) == (self.days is None):
            raise fault("间隔应写几周或几天之一", "写成 {weeks: 2} 或 {days: 3}")
        return self

    @property
    def length(self) -> int:
        """In days."""
        return self.weeks * 7 if self.weeks else self.days or 1


GRADE_LABELS = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色", "none": "未评估"}
_DAYS = {
    "twice-daily": 0.5, "daily": 1, "weekly": 7, "ten-day": 10, "monthly": 30, "quarterly": 91, "semester": 182,
    "per-phase": 365, "once": 3650,
}  # fmt: skip


def days_between(every: Every | Stride) -> float:
    """About how many days lie between two of a rhythm."""
    return every.length if isinstance(every, Stride) else _DAYS[every]


class ByRisk(Word):
    """As often as the subject's gravest hazard asks; `none` is for subjects without a graded hazard."""

    by_risk: dict[Literal["red", "orange", "yellow", "blue", "none"], Every | Stride] = Field(
        {}, description="按风险等级定频次：red 红、orange 橙、yellow 黄、blue 蓝、none 未评估"
    )

    @model_validator(mode="after")
    def _said(self) -> Self:
        if not self.by_risk:
            raise fault(
                "间隔没有写清", "写成 {weeks: 2}、{days: 3}，或按风险等级写 {by_risk: {red: weekly, none: quarterly}}"
            )
        return self

    @property
    def rhythms(self) -> dict[str, Every | Stride]:
        """{grade: how often}, the gravest first, in whatever order they were written or stored."""
        return {grade: self.by_risk[grade] for grade in GRADE_LABELS if grade in self.by_risk}


class Act(Word):
    """What is done. `kind` makes it owed for each subject of that kind (or kinds, or all), `where` narrows it."""

    kind: Id | list[Id] | None = Field(None, description="整治对象类别，all 为全部类别")
    where: Filter = Field({}, description="按对象字段筛选")
    decided: dict[Id, Id] = Field({}, description="按决策表的结论筛选：{表: 结论}")


class Inspect(Act):
    kind: Id | list[Id] | None = "all"
    checklist: Id | None = Field(None, description="检查表；不写则用该类对象的检查表")


class SelfInspect(Inspect):
    """By the subject itself."""


class Rectify(Act):
    """Put subjects right by a date (a structure removed). The period of a case stands in its category."""

    kind: Id | list[Id] | None = "all"
    method: Id | None = None


class Recheck(Act):
    """A look back at subjects (`kind`), or by a higher level at how the places of `level` carried it out."""

    level: Level | None = None
    checklist: Id | None = None
    share: float | None = Field(None, gt=0, le=1, description="只抽查这一比例，由抽签决定是哪些")


class Hold(Act):
    what: Literal["meeting", "training", "drill", "publicity", "dispatch"]
    attendance: str = Field("", description="参加人员")
    material: str = Field("", description="应留存的材料")


class Sign(Act):
    document: Id


class Acknowledge(Act):
    kind: Id | list[Id] | None = "all"
    document: Id


class Log(Act):
    """A log on the duty itself, or a line in a book. `settled`: every line must have been followed up to its end."""

    checklist: Id | None = None
    book: Id | None = Field(None, description="记在哪本登记簿里")
    settled: bool = Field(False, description="登记簿里每一条都办结才算完成")

    @model_validator(mode="after")
    def _of_a_book(self) -> Self:
        if self.settled and self.book is None:
            raise fault("settled 只用于登记簿", "写明 book，或删去 settled")
        return self


class Patrol(Act):
    checklist: Id | None = None
    areas: list[Id] = Field([], description="重点区域（key_areas）")


class Reach(Act):
    """A milestone: so many, or such a share, by the end of the window."""

    measure: MeasureId
    of: MeasureId | None = None
    at_least: float | None = Field(None, ge=0, description="尚未确定写 null")

    @property
    def named(self) -> list[str]:
        """The measures that it is held against."""
        return [self.measure, *([self.of] if self.of else [])]


class Deliver(Act):
    document: Id


class Bearer(Word):
    """Who owes it: the orgs of a level, or a unit of the plan, through the post with that role."""

    level: Level | None = None
    kind: OrgKind | None = Field(None, description="组织类别；不写为区域")
    unit: Id | None = None
    role: Role | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.unit is not None and (self.level is not None or self.kind is not None):
            raise fault("unit 与 level、kind 不能同时写", "由单位承担写 unit，由各级组织承担写 level")
        if self.unit is None and self.level is None and self.kind is None:
            raise fault("没有写明由谁承担", "写 level（哪一级）、kind（哪类组织）或 unit（哪个单位）")
        return self

    @property
    def office(self) -> Role:
        """The role of the post that owes it, where the plan does not name one."""
        if self.role is not None:
            return self.role
        if self.unit is not None or self.kind in {"bureau", "station"}:
            return Role.BUREAU
        return Role.GRID_WORKER if self.level == "grid" else Role.CLERK


class Within(Word):
    """How much of it must fall into the key times."""

    key_times: list[Id] = Field(min_length=1)
    share: float = Field(0.5, gt=0, le=1)


class Evidence(Word):
    """What proves it. Photos only where they are needed."""

    photos: int = Field(0, ge=0, le=20)
    place: bool = False
    signature: bool = False
    participants: bool = False
    document: bool = False


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class When(Word):
    """The window and the rhythm. Without `during`, `from` or `to` it is the whole campaign."""

    during: Annotated[list[Id], BeforeValidator(_many)] = Field([], description="在哪个（哪些）阶段")
    from_: DayRef | None = Field(None, alias="from", description="起始日")
    to: DayRef | None = Field(None, description="截止日（含当日）；明写 null 为尚未确定")
    every: Every | Stride | ByRisk = "once"
    on: Weekday | int | Literal["last"] | None = Field(None, description="每周星期几、每月几日；last 为最后一日")
    after: Period | None = Field(None, description="周期结束后多久截止（次月5日前写 5d）")
    days: Literal["all", "working"] = "all"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.during and (self.from_ or self.to):
            raise fault("during 与 from、to 不能同时写", "按阶段写 during，按日期写 from 和 to")
        if self.after is not None and (self.on is not None or self.every in ("once", "daily", "twice-daily")):
            raise fault("after 只用于按周、旬、月、季、学期、阶段的周期，且不与 on 同写", "写 on 或 after 之一")
        check_due_day(self.every, self.on)
        return self

    @property
    def open_end(self) -> bool:
        """Whether the text leaves the last day open: it is written as null."""
        return "to" in self.model_fields_set and self.to is None


class DutyRule(When):
    """One rule. Exactly one verb says what is owed."""

    id: Id
    title: Text
    by: Literal["subject"] | Bearer
    inspect: Inspect | None = None
    self_inspect: SelfInspect | None = None
    rectify: Rectify | None = None
    recheck: Recheck | None = None
    hold: Hold | None = None
    sign: Sign | None = None
    acknowledge: Acknowledge | None = None
    log: Log | None = None
    patrol: Patrol | None = None
    reach: Reach | None = None
    deliver: Deliver | None = None
    at: Annotated[list[Clock | None], BeforeValidator(_many)] = Field([], description="截止时刻；尚未确定写 null")
    times: int = Field(1, ge=1, le=50, description="每个周期几次")
    grace: Period | None = Field(None, description="阶段中途新增的对象，登记后多久内完成")
    within: Within | None = None
    evidence: Evidence = Evidence()
    otherwise: Ladder = []
    line: Id | None = Field(None, description="归口单位")
    support: list[Id] = Field([], description="配合单位")
    minutes: int | None = Field(None, ge=0, description="估计每次用时（分钟），供测算基层负担")
    source: str = ""

    VERBS: ClassVar[tuple[Verb, ...]] = tuple(verb for verb in Verb if verb is not Verb.REPORT)

    @model_validator(mode="after")
    def _one_verb(self) -> Self:
        said = [verb.value for verb in self.VERBS if getattr(self, verb) is not None]
        if len(said) != 1:
            stated = f"写了 {'、'.join(said)}" if said else "没有写"
            names = "、".join(f"{verb}（{verb.label}）" for verb in self.VERBS)
            raise fault(f"一条任务应写一个动作，这里{stated}", f"从中选一个：{names}")
        if self.by == "subject" and self.act.kind is None:
            raise fault("由整治对象自己承担，却没有写哪类对象", "在动作里写 kind，全部类别写 all")
        check_cutoffs(self.every, self.at)
        if isinstance(self.every, ByRisk) and not self.per_subject:
            raise fault(
                "按风险等级定频次，却不是逐个对象的任务", "在动作里写 kind；不分对象的任务写 weekly、monthly 等"
            )
        return self

    @property
    def verb(self) -> Verb:
        return next(verb for verb in self.VERBS if getattr(self, verb) is not None)

    @property
    def act(self) -> Act:
        act: Act = getattr(self, self.verb)
        return act

    @property
    def checklist(self) -> str | None:
        return getattr(self.act, "checklist", None)

    @property
    def per_subject(self) -> bool:
        """Whether every subject gets its own duty. A share of them is one duty of the bearer: a draw picks which."""
        return self.act.kind is not None and (self.recheck is None or self.recheck.share is None)

    @property
    def looks_back(self) -> bool:
        """Whether it looks at how places carried the plan out: recorded on the duty itself, there is no subject."""
        return self.recheck is not None and self.recheck.kind is None

    @property
    def role(self) -> Role:
        return Role.OWNER if isinstance(self.by, str) else self.by.office


class ChainStep(Word):
    """One stop on the way up, with its own cut-off; `at` holds two times for a report that is due twice a day."""

    level: Level | None = None
    kind: OrgKind | None = None
    unit: Id | None = None
    role: Role | None = None
    at: Annotated[list[Clock | None], BeforeValidator(_many)] = Field([], description="截止时刻；尚未确定写 null")
    on: Weekday | int | Literal["last"] | None = None

    @property
    def bearer(self) -> Bearer:
        return Bearer(level=self.level, kind=self.kind, unit=self.unit, role=self.role)


class ReportRule(When):
    """A report and the chain it climbs, lowest stop first."""

    id: Id
    title: Text
    measures: list[MeasureId] = Field(min_length=1)
    chain: list[ChainStep] = Field(min_length=1)
    nil: bool = Field(True, description="没有情况也要报（零报告）")
    receiver: str = Field("", description="报给谁")
    document: Id | None = None
    otherwise: Ladder = []
    line: Id | None = None
    minutes: int | None = Field(None, ge=0)
    source: str = ""

    @model_validator(mode="after")
    def _steps(self) -> Self:
        for step in self.chain:
            step.bearer  # noqa: B018 - raises where nobody is named
            check_cutoffs(self.every, step.at)
            check_due_day(self.every, step.on)
        if isinstance(self.every, ByRisk):
            raise fault("报送不能按风险等级定频次", "写 daily、weekly、monthly 等")
        return self


def check_due_day(every: Every | Stride | ByRisk, on: Weekday | int | str | None) -> None:
    """Raise a language error where the due day does not fit the rhythm: a weekday for weeks, a number for months."""
    if on is None:
        return
    if isinstance(on, int) and not 1 <= on <= 31:
        raise fault(f"一个月里没有{on}日", "写 1 到 31，或 last")
    weekly = every == "weekly" or (isinstance(every, Stride) and every.weeks is not None)
    fits = weekly if isinstance(on, str) and on != "last" else every in ("monthly", "quarterly", "semester")
    if not fits:
        stated = every if isinstance(every, str) else "间隔"
        raise fault(f"on: {on} 与 every: {stated} 不相配", "每周写 mon 到 sun，每月、每季、每学期写几日或 last")


def check_cutoffs(every: Every | Stride | ByRisk, at: list[str | None]) -> None:
    """Raise a language error where the number of cut-offs does not fit the rhythm."""
    wanted = 2 if every == "twice-daily" else 1
    if len(at) > wanted or (every == "twice-daily" and len(at) != 2):
        raise fault(f"截止时刻写了{len(at)}个，应为{wanted}个", '每日两次写两个，例如 ["10:30", "16:30"]，其余写一个')
    known = [time for time in at if time is not None]
    if known != sorted(set(known)):
        raise fault("截止时刻没有按先后排列", "早的写在前面")
