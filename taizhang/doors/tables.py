"""What other systems may read, declared once: every door gives the same tables with the same columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter as CaseFilter
from taizhang.cases.queries import cases_for
from taizhang.core.cases.steps import STATE_LABELS
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.duties.queries import VERB_WORDS, duties_for
from taizhang.inspections.models import Inspection
from taizhang.inspections.queries import inspections_for
from taizhang.orgs.models import Org
from taizhang.reports.models import Report
from taizhang.reports.queries import reports_for
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for

SEVERITIES = {"general": "一般", "serious": "较大", "major": "重大"}


class Type(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes-no"
    MOMENT = "moment"
    ID = "id"
    FIGURES = "figures"
    VALUES = "values"


class Hidden(StrEnum):
    """How a protected value is shown to a key without personal data."""

    NAME = "name"
    WHOLE = "whole"
    BY_KIND = "by-kind"


class Named(StrEnum):
    """Where the name of what a column only numbers is looked up."""

    ORG = "org"
    CAMPAIGN = "campaign"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`source` is the model's column where it has another name; `words` puts a code into words, `named` looks it up.

    A column with `words` or `named` is made from another one: it can be read, but not asked by.
    """

    name: str
    label: str
    type: Type = Type.TEXT
    source: str = ""
    words: Mapping[str, str] | None = None
    named: Named | None = None
    hidden: Hidden | None = None

    @property
    def read(self) -> str:
        return self.source or self.name

    @property
    def stored(self) -> bool:
        """Whether the database can filter and sort by it, and may: never by what is shown in part."""
        made = self.words is not None or self.named is not None or self.hidden is not None
        return not made and self.type not in {Type.FIGURES, Type.VALUES}


@dataclass(frozen=True, slots=True)
class Table:
    """`thing` is how the journal calls it; `place` the columns of a point on the map, latitude first."""

    name: str
    label: str
    model: Any
    rows: Callable[[Actor], QuerySet[Any]]
    columns: tuple[Column, ...]
    thing: str = ""
    place: tuple[str, str] | None = None

    @property
    def key(self) -> Column:
        return self.columns[0]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def _org(name: str = "org", label: str = "所在组织") -> tuple[Column, Column]:
    return (
        Column(name, f"{label}编号", Type.WHOLE),
        Column(f"{name}_name", label, source=name, named=Named.ORG),
    )


_CAMPAIGN = (
    Column("campaign", "专项整治编号", Type.ID),
    Column("campaign_title", "专项整治", source="campaign", named=Named.CAMPAIGN),
)

CASES = Table(
    "cases",
    "问题台账",
    Case,
    lambda actor: cases_for(actor, CaseFilter()),
    (
        Column("id", "编号", Type.ID),
        Column("number", "案卷编号"),
        *_CAMPAIGN,
        Column("subject", "整治对象编号", Type.ID),
        *_org(),
        Column("path", "区域路径"),
        Column("category", "问题类别代码"),
        Column("category_name", "问题类别", source="category", named=Named.CATEGORY),
        Column("severity", "等级代码"),
        Column("severity_name", "等级", source="severity", words=SEVERITIES),
        Column("line", "条线"),
        Column("phase", "阶段"),
        Column("title", "问题"),
        Column("description", "情况说明", hidden=Hidden.WHOLE),
        Column("found_by_name", "发现人", hidden=Hidden.NAME),
        Column("state", "状态代码"),
        Column("state_name", "状态", source="state", words={str(one): label for one, label in STATE_LABELS.items()}),
        Column("open", "未办结", Type.YES_NO),
        Column("overdue", "逾期", Type.YES_NO),
        Column("supervised", "挂牌督办", Type.YES_NO),
        Column("on_spot", "当场整改", Type.YES_NO),
        Column("relapsed", "反复发案", Type.YES_NO),
        Column("returns", "退回次数", Type.WHOLE),
        Column("extensions", "延期次数", Type.WHOLE),
        *_org("handler", "承办单位"),
        Column("filed_at", "发现时间", Type.MOMENT),
        Column("due_at", "整改期限", Type.MOMENT),
        Column("rectified_at", "整改时间", Type.MOMENT),
        Column("closed_at", "办结时间", Type.MOMENT),
    ),
    thing="case",
)

SUBJECTS = Table(
    "subjects",
    "整治底数",
    Subject,
    subjects_for,
    (
        Column("id", "编号", Type.ID),
        Column("kind", "类别"),
        Column("name", "名称", hidden=Hidden.BY_KIND),
        Column("code", "编码", hidden=Hidden.BY_KIND),
        *_org(),
        Column("path", "区域路径"),
        Column("address", "地址", hidden=Hidden.BY_KIND),
        Column("contact", "联系人", hidden=Hidden.BY_KIND),
        Column("phone", "联系电话", hidden=Hidden.BY_KIND),
        Column("lat", "纬度", Type.NUMBER),
        Column("lng", "经度", Type.NUMBER),
        Column("state", "状态代码"),
        Column("state_name", "状态", source="state", words=Subject.STATES),
        Column("added_at", "登记时间", Type.MOMENT),
        Column("updated_at", "更新时间", Type.MOMENT),
        Column("fields", "各类自己的信息", Type.VALUES, hidden=Hidden.BY_KIND),
    ),
    thing="subject",
    place=("lat", "lng"),
)

DUTIES = Table(
    "duties",
    "任务",
    Duty,
    duties_for,
    (
        Column("id", "编号", Type.ID),
        *_CAMPAIGN,
        Column("rule", "任务规则"),
        Column("verb", "任务类型代码"),
        Column("verb_name", "任务类型", source="verb", words=VERB_WORDS),
        Column("title", "任务"),
        *_org("place", "计入的组织"),
        Column("path", "区域路径"),
        *_org("bearer", "责任单位"),
        Column("role", "责任岗位"),
        Column("subject", "整治对象编号", Type.ID),
        Column("period", "周期"),
        Column("line", "条线"),
        Column("phase", "阶段"),
        Column("state", "状态代码"),
        Column("state_name", "状态", source="state", words=Duty.STATES),
        Column("opens_at", "开始时间", Type.MOMENT),
        Column("due_at", "期限", Type.MOMENT),
        Column("met_at", "完成时间", Type.MOMENT),
    ),
    thing="duty",
)

INSPECTIONS = Table(
    "inspections",
    "检查记录",
    Inspection,
    inspections_for,
    (
        Column("id", "编号", Type.ID),
        *_CAMPAIGN,
        Column("subject", "整治对象编号", Type.ID),
        *_org(),
        Column("path", "区域路径"),
        Column("checklist", "检查表"),
        Column("version", "检查表版本"),
        Column("self_made", "自查", Type.YES_NO),
        Column("passed", "合格", Type.YES_NO),
        Column("line", "条线"),
        Column("inspector_name", "检查人", hidden=Hidden.NAME),
        Column("participants", "参加人员", hidden=Hidden.WHOLE),
        Column("note", "说明", hidden=Hidden.WHOLE),
        Column("lat", "纬度", Type.NUMBER),
        Column("lng", "经度", Type.NUMBER),
        Column("happened_at", "检查时间", Type.MOMENT),
        Column("received_at", "收到时间", Type.MOMENT),
    ),
    thing="inspection",
    place=("lat", "lng"),
)

REPORTS = Table(
    "reports",
    "报送",
    Report,
    reports_for,
    (
        Column("id", "编号", Type.ID),
        *_CAMPAIGN,
        Column("definition", "报表代码"),
        Column("title", "报表"),
        *_org("org", "报送单位"),
        Column("path", "区域路径"),
        Column("line", "条线"),
        Column("period", "期别"),
        Column("state", "状态代码"),
        Column("state_name", "状态", source="state", words=Report.STATES),
        Column("nil", "零报告", Type.YES_NO),
        Column("counted_from", "统计起", Type.MOMENT),
        Column("counted_to", "统计止", Type.MOMENT),
        Column("cut_off", "截止时间", Type.MOMENT),
        Column("confirmed_name", "确认人", hidden=Hidden.NAME),
        Column("confirmed_at", "确认时间", Type.MOMENT),
        Column("frozen_at", "定稿时间", Type.MOMENT),
        Column("figures", "数字", Type.FIGURES),
    ),
    thing="report",
)

ORGS = Table(
    "orgs",
    "组织",
    Org,
    lambda actor: visible(actor, Org.objects.all()),
    (
        Column("number", "编号", Type.WHOLE),
        Column("code", "代码"),
        Column("name", "名称"),
        Column("kind", "性质代码"),
        Column("kind_name", "性质", source="kind", words=Org.KINDS),
        Column("level", "层级代码"),
        Column("level_name", "层级", source="level", words=Org.LEVELS),
        Column("parent", "上级编号", Type.WHOLE),
        Column("path", "区域路径"),
        Column("lat", "纬度", Type.NUMBER),
        Column("lng", "经度", Type.NUMBER),
        Column("closed", "已停用", Type.YES_NO),
    ),
    thing="org",
    place=("lat", "lng"),
)

TABLES = {table.name: table for table in (CASES, SUBJECTS, DUTIES, INSPECTIONS, REPORTS, ORGS)}
CHOICES = {**{table.name: table.label for table in TABLES.values()}, "tips": "群众反映"}
"""What a key can be given, as an administrator reads it. Residents' reports come through Open311 alone."""


def table_named(name: str) -> Table:
    """Raises Refused("unknown-thing")."""
    if name not in TABLES:
        raise Refused("unknown-thing", f"没有“{name}”这种数据，有：{'、'.join(TABLES)}")
    return TABLES[name]
