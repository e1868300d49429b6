"""The rest of a plan: case lifecycle, method ladders, ratings, documents, archive list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from ..roles import Role
from .words import Id, Ladder, Level, MeasureId, Period, Severity, Text, Word, fault


class Extension(Word):
    """How often and how long a period may be extended, and who approves."""

    times: int = Field(1, ge=0, le=5)
    at_most: Period | None = None
    approver: Role = Role.OFFICE


class Lifecycle(Word):
    """Options of the closed loop: 立案 → 派单 → 整改 → 复查 → 验收 → 销号."""

    on_the_spot: bool = Field(True, description="允许当场整改")
    assign_within: Period = "1wd"
    recheck_within: Period = "3wd"
    accept_within: Period = "3wd"
    extension: Extension = Extension()
    named_supervision: list[Severity] = Field(["major"], description="挂牌督办的等级")
    two_signoffs: list[Severity] = Field(["major"], description="销号须两人签字的等级")
    otherwise: Ladder = Field(["remind@-1d", "supervise@0d", "circulate@3d"], description="整改逾期的督促阶梯")


class MethodStep(Word):
    id: Id
    name: Text
    period: Period | None = Field(None, description="本步限期；期满才能进入下一步")
    documents: list[Id] = Field([], description="进入本步应送达的文书")
    evidence: str = Field("", description="进入下一步前应有的证据")


class Method(Word):
    """A ladder of ways to settle a case, gentlest first (自拆 → 助拆 → 强拆)."""

    id: Id
    name: Text
    steps: list[MethodStep] = Field(min_length=1)
    source: str = ""


class Term(Word):
    """One summand of a score: weight × measure, or weight × its share of another measure."""

    measure: MeasureId
    of: MeasureId | None = None
    weight: float


class Flag(Word):
    """Who gets it: the best or worst so many, or a score beyond a bound."""

    id: Id
    name: Text
    best: int | None = Field(None, ge=1)
    worst: int | None = Field(None, ge=1)
    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = [bound for bound in (self.best, self.worst, self.at_least, self.below) if bound is not None]
        if len(said) != 1:
            raise fault("评比标志应写一个条件", "写 best、worst、at_least、below 之一")
        return self


class Consequence(Word):
    """What a flag leads to: a proposal that a named officer decides, never an act of the system."""

    flag: Id
    in_a_row: int = Field(1, ge=1)
    role: Role
    level: Level | None = None
    proposal: Text
    harsh: bool = Field(False, description="超出减负规定的处理，默认不启用")
    no_awards: bool = Field(False, description="经决定后，当季不参加评先评优")
    source: str = ""


class Rating(Word):
    """A ranking of places by outcomes."""

    id: Id
    title: Text
    level: Level
    every: Literal["weekly", "monthly", "quarterly"] = "weekly"
    base: float = 100
    terms: list[Term] = Field(min_length=1)
    flags: list[Flag] = []
    consequences: list[Consequence] = []
    harsh: bool = Field(False, description="启用超出减负规定的处理建议；页面和体检始终提示")
    source: str = ""

    def score(self, figures: Mapping[str, float]) -> float:
        """The published formula: base + Σ weight × measure (or its share; a share of nothing counts as full)."""
        return self.base + sum(term.weight * _amount(term, figures) for term in self.terms)


def _amount(term: Term, figures: Mapping[str, float]) -> float:
    value = figures.get(term.measure, 0.0)
    if term.of is None:
        return value
    whole = figures.get(term.of, 0.0)
    return value / whole if whole else 1.0


DocumentKind = Literal["notice", "letter", "agreement", "order", "summary", "roster", "rules", "brief", "other"]


class Document(Word):
    """A paper that the campaign uses: `text` is what is signed or read, in Chinese."""

    id: Id
    title: Text
    kind: DocumentKind = "other"
    text: str = ""
    template: str = ""
    source: str = ""


class ArchiveItem(Word):
    """A line of the list of materials to be filed."""

    id: Id
    title: Text
    what: Literal[
        "documents", "register", "inspections", "cases", "photos", "reports", "activities", "receipts", "journal"
    ]
    retention: Literal["Y", "D30", "D10"] = Field("D10", description="保管期限：永久、30年、10年")
    source: str = ""


class RoleUse(Word):
    """A role as this plan calls it."""

    role: Role
    name: Text
    level: Level | None = None
    source: str = ""


class Demo(Word):
    """Invented names for demonstrations."""

    township: str = ""
    villages: list[Text] = []
    names: dict[str, list[Text]] = Field({}, description="各类对象的示例名称，以类别 id 为键")
