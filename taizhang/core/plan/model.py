"""The plan as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar

from pydantic import Field

from ..calendar import Semester, WorkCalendar, working_calendar
from ..checklists import Checklist, parse_checklist
from ..measures import BOOKS, FIGURES, MEASURES, QUANTITY_PARTS, Measure
from .books import Book
from .chains import Chain
from .courses import Course
from .decisions import Decision
from .figures import Figure
from .filters import matches
from .holdings import Holding
from .licences import LicenceKind
from .paper import ArchiveItem, Demo, Document, Lifecycle, Method, Rating, RoleUse
from .points import Points
from .retention import Retention
from .risks import RiskGrading
from .rules import Act, DutyRule, Inspect, ReportRule, SelfInspect
from .scope import (
    Basis,
    Category,
    KeyArea,
    KeyPerson,
    KeyTime,
    OpenPoint,
    Phase,
    SemesterDates,
    SubjectKind,
    Unit,
)
from .transfers import Transfers
from .words import Id, Level, Text, Word


class Plan(Word):
    """A plan (实施方案) as data. `checklists` holds their source text by id, so that a stored plan is complete."""

    id: Id
    title: Text
    field: str = Field("", description="领域")
    version: str = "1"
    level: Level | None = Field(None, description="在哪一级开展")
    basis: list[Basis] = []
    phases: list[Phase] = Field(min_length=1)
    subject_kinds: list[SubjectKind] = []
    categories: list[Category] = []
    units: list[Unit] = []
    roles: list[RoleUse] = []
    key_times: list[KeyTime] = []
    key_areas: list[KeyArea] = []
    key_persons: list[KeyPerson] = []
    duties: list[DutyRule] = []
    reports: list[ReportRule] = []
    lifecycle: Lifecycle = Lifecycle()
    methods: list[Method] = []
    decisions: list[Decision] = []
    figures: list[Figure] = Field([], description="底数统计：按对象字段合计")
    books: list[Book] = Field([], description="登记簿")
    transfers: Transfers | None = Field(None, description="土地流转")
    risks: RiskGrading = Field(RiskGrading(), description="风险分级：方法和各色的界线")
    ratings: list[Rating] = []
    chains: list[Chain] = Field([], description="逐级数量：户分类、村收集、镇转运、县处理")
    holdings: list[Holding] = Field([], description="包联：领导包村、站所包队、干部包户")
    points: Points | None = Field(None, description="垃圾分类积分兑换，自愿参加")
    documents: list[Document] = []
    licences: list[LicenceKind] = []
    courses: list[Course] = Field([], description="培训考试：材料、题目、合格后取得的证书")
    archive: list[ArchiveItem] = []
    retention: list[Retention] = Field([], description="个人信息保存多久，到期自动抹去")
    long_term: list[DutyRule] = Field([], description="专项整治结束后继续执行的任务")
    semesters: list[SemesterDates] = []
    open: list[OpenPoint] = Field([], description="原文没有写明、需要补充的事项")
    checklists: dict[Id, str] = {}
    demo: Demo = Demo()

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON data: what the journal stores. What stands at its default is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The plan from what `to_dict` gave. Raises pydantic.ValidationError for anything else."""
        return cls.model_validate(data)

    @cached_property
    def start(self) -> date | None:
        return min((phase.start for phase in self.phases if phase.start), default=None)

    @cached_property
    def end(self) -> date | None:
        return max((phase.end for phase in self.phases if phase.end), default=None)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return working_calendar([Semester(term.name, term.start, term.end) for term in self.semesters])

    def phase(self, name: str) -> Phase | None:
        return _named(self.phases, name)

    def phase_on(self, day: date) -> Phase | None:
        """The phase that runs on a day; where two share a day, the later one."""
        running = [p for p in self.phases if p.start and p.end and p.start <= day <= p.end]
        return running[-1] if running else None

    def kind(self, name: str) -> SubjectKind | None:
        return _named(self.subject_kinds, name)

    def category(self, name: str) -> Category | None:
        return _named(self.categories, name)

    def unit(self, name: str) -> Unit | None:
        return _named(self.units, name)

    def document(self, name: str) -> Document | None:
        return _named(self.documents, name)

    def licence(self, name: str) -> LicenceKind | None:
        return _named(self.licences, name)

    def report(self, name: str) -> ReportRule | None:
        return _named(self.reports, name)

    def duty(self, name: str) -> DutyRule | None:
        return _named([*self.duties, *self.long_term], name)

    def book(self, name: str) -> Book | None:
        return _named(self.books, name)

    def kinds_of(self, act: Act) -> Sequence[SubjectKind]:
        """The kinds of subject an act is about; none where it is not about subjects.

        "All" that are inspected are those with a checklist: a register may also hold whom nobody inspects.
        """
        kinds = list(_kinds(self.subject_kinds, act.kind))
        if not isinstance(act, Inspect) or act.kind != "all" or act.checklist:
            return kinds
        by_itself = isinstance(act, SelfInspect)
        return [kind for kind in kinds if kind.checklist or (by_itself and kind.self_checklist)] or kinds

    def paper_of(self, rule: DutyRule) -> Document | None:
        """The paper that is signed or signed for."""
        act = rule.acknowledge or rule.sign
        return self.document(act.document) if act else None

    def method(self, name: str) -> Method | None:
        return _named(self.methods, name)

    def rules_of_book(self, name: str) -> list[DutyRule]:
        """The rules that are met by writing in a book."""
        return [rule for rule in [*self.duties, *self.long_term] if rule.log is not None and rule.log.book == name]

    def decision(self, name: str) -> Decision | None:
        return _named(self.decisions, name)

    def figure(self, name: str) -> Figure | None:
        return _named(self.figures, name)

    def figure_unit(self, figure: Figure) -> str:
        """As the figure says it, else that of the field that is summed."""
        kind = self.kind(figure.kind)
        field = kind.field(figure.sum) if kind and figure.sum else None
        return figure.unit or (field.unit if field else "个")

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The catalogue, then the plan's own: its figures, the lines of its books and what is summed of them."""
        figures = [Measure(FIGURES + one.id, one.name, self.figure_unit(one), "stock") for one in self.figures]
        books = [measure for book in self.books for measure in _measures_of(book)]
        return {**MEASURES, **{measure.id: measure for measure in [*figures, *books]}}

    def measure(self, name: str) -> Measure:
        """Raises KeyError."""
        return self.measures[name]

    def measure_then(self, name: str) -> Measure:
        """As the plan has it; for one that an amendment dropped since, its name."""
        return self.measures.get(name) or Measure(name, name, "", "stock")

    def concerns(self, act: Act, fields: Mapping[str, Any]) -> bool:
        """Whether an act about subjects is about one with these fields: the filter holds, the tables decide so."""
        if act.where and not matches(act.where, fields):
            return False
        tables = ((self.decision(name), outcome) for name, outcome in act.decided.items())
        return all(table is not None and table.of(fields) == outcome for table, outcome in tables)

    def checklist(self, name: str) -> Checklist | None:
        """The parsed checklist of that id."""
        text = self.checklists.get(name)
        return parse_checklist(text) if text is not None else None

    def checklist_for(self, rule: DutyRule, kind: str) -> Checklist | None:
        """The checklist with which a rule is carried out at a kind of subject: the rule's own, else the kind's."""
        subject_kind = self.kind(kind)
        own = rule.checklist
        if own is None and subject_kind is not None:
            own = subject_kind.self_checklist if rule.self_inspect is not None else None
            own = own or subject_kind.checklist
        return self.checklist(own) if own else None


def _measures_of(book: Book) -> Iterator[Measure]:
    yield Measure(BOOKS + book.id, f"{book.title}条数", "条", "flow")
    for name in book.sums:
        field = book.field(name)
        if field is not None:
            label = f"{field.label}（{book.title}）"
            yield Measure(f"{BOOKS}{book.id}.{name}", label, field.unit, "flow", parts=QUANTITY_PARTS)


def _kinds(kinds: Sequence[SubjectKind], said: str | list[str] | None) -> Iterator[SubjectKind]:
    wanted = [said] if isinstance(said, str) else said or []
    return (kind for kind in kinds if "all" in wanted or kind.id in wanted)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


def _named(things: Sequence[_Thing], name: str) -> _Thing | None:
    return next((thing for thing in things if thing.id == name), None)
