"""What a campaign is about: phases, kinds of subject, problem categories, units, key times, areas and persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from .filters import Filter
from .words import Day, Days, Hours, Id, MeasureId, Period, Privacy, Severity, Text, Word, fault

FieldType = Literal["text", "number", "date", "choice", "phone", "idnumber", "bool", "polygon"]


class Basis(Word):
    """A law, rule or document the plan rests on."""

    title: Text
    clause: str = Field("", description="条款")
    confirmed: bool = Field(True, description="false：条款尚待与正式文本核对")


class Goal(Word):
    """A figure to be reached, as a number of a measure or as its share of another."""

    measure: MeasureId
    of: MeasureId | None = Field(None, description="占哪个指标的比例；不写则按数值")
    at_least: float | None = Field(None, ge=0)
    at_most: float | None = Field(None, ge=0)
    text: str = Field("", description="原文的说法")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.of is not None and any(bound is not None and bound > 1 for bound in (self.at_least, self.at_most)):
            raise fault("比例大于 1", "比例写 0 到 1 之间的数，例如 0.95；按数值考核时去掉 of")
        return self

    def reached(self, figures: Mapping[str, float]) -> bool | None:
        """Whether the figures fulfil it; None where the plan leaves the number open or nothing is owed yet."""
        value = figures.get(self.measure, 0)
        if self.of is not None:
            whole = figures.get(self.of, 0)
            if not whole:
                return None
            value /= whole
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


class Phase(Word):
    """A stretch of the campaign. `gate` is what should hold before it is closed."""

    id: Id
    name: Text
    start: Day | None = Field(None, description="起始日；尚未确定写 null")
    end: Day | None = Field(None, description="结束日（含当日）；尚未确定写 null")
    gate: list[Goal] = Field([], description="阶段收尾条件")
    source: str = ""

    def unmet(self, figures: Mapping[str, float]) -> list[Goal]:
        """The conditions of its close-out that the figures do not fulfil."""
        return [goal for goal in self.gate if goal.reached(figures) is False]


class SubjectField(Word):
    """A field of the register."""

    id: Id
    label: Text
    type: FieldType = "text"
    required: bool = False
    choices: list[Text] = []
    privacy: Privacy = "ordinary"
    unit: str = ""

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise fault("type: choice 与 choices 必须同时出现", "写出 choices，或把 type 改成 text")
        return self


class SubjectKind(Word):
    """A kind of subject with its own fields. `identity` fields tell duplicates; `title_field` is shown as its name."""

    id: Id
    name: Text
    icon: str = ""
    fields: list[SubjectField] = Field(min_length=1)
    identity: list[Id] = Field([], description="用来识别重复的字段")
    title_field: Id = Field("name", description="作为名称显示的字段")
    checklist: Id | None = None
    self_checklist: Id | None = None
    line: Id | None = Field(None, description="行业主管（牵头）单位")
    source: str = ""

    def field(self, name: str) -> SubjectField | None:
        return next((field for field in self.fields if field.id == name), None)


class CaseEvidence(Word):
    """What a rectification must show."""

    photo: bool = False


class Category(Word):
    """A category of problem, how grave it is, and by when it must be put right."""

    id: Id
    name: Text
    group: str = ""
    severity: Severity = "general"
    period: Period | None = Field(None, description="整改期限；尚未确定写 null")
    basis: str = ""
    confirmed: bool = Field(True, description="false：依据条款待核")
    line: Id | None = None
    method: Id | None = Field(None, description="分步处置办法（methods）")
    evidence: CaseEvidence = CaseEvidence()
    source: str = ""


class Unit(Word):
    """A unit with a part in the campaign: its line (条) crosses all places (块)."""

    id: Id
    name: Text
    kind: Literal["lead", "support"] = "support"
    duty: str = Field("", description="职责分工")
    source: str = ""


class KeyTime(Word):
    """Hours and days to which checks are weighted."""

    id: Id
    name: Text
    hours: list[Hours] = []
    days: Days = "all"
    source: str = ""


class KeyArea(Word):
    """Subjects that lie where it matters most."""

    id: Id
    name: Text
    kind: Id | list[Id] | Literal["all"] = "all"
    where: Filter = Field(min_length=1)
    source: str = ""


class KeyPerson(Word):
    """People whose work matters most; `items` are the checklist items that concern them."""

    id: Id
    name: Text
    items: list[str] = Field([], description="检查表中针对这类人员的检查项")
    source: str = ""


class SemesterDates(Word):
    """A school's own term."""

    name: str = Field(min_length=1, max_length=20)
    start: Day
    end: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise fault("学期结束早于开始", "核对学期的起止日期")
        return self


class OpenPoint(Word):
    """Something the text masks, skips or leaves blank: it is asked, never guessed."""

    question: Text
    source: str = ""
    answer: str | None = None
    blocking: bool = Field(True, description="false：不回答也能启动")
