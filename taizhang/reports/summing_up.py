"""What a summary (总结) tells beyond single figures: by phase, category and unit, what is left, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from taizhang.campaigns.drafting.writing import duties_of_phase, lasting_duties, phase_dates
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.calendar.work import start_of_day
from taizhang.core.plan import Phase, Plan
from taizhang.orgs.models import Org
from taizhang.render.charts import Bar
from taizhang.render.document import Block, Cell, Heading, Paragraph, Table

from .charts import open_of_units, struck_of_units
from .counting import Standing

Figures = Mapping[str, float]

FLOWS = ("inspections.done", "cases.filed", "cases.rectified", "cases.struck")
OF_CASES = ("cases.filed", "cases.rectified", "cases.struck", "cases.open", "cases.overdue")
OF_UNITS = ("duties.inspect.owed", "duties.inspect.met", "cases.filed", "cases.struck", "cases.open", "cases.overdue")
MOST_LEFT = 30
"""Problems named one by one; beyond, the ledger is the better place."""


def share(part: float, whole: float) -> str:
    """Rounded down to a tenth, so that 100 % means all."""
    return f"{part * 1000 // whole / 10:g}%" if whole else "—"


def by_phase(standing: Standing, after: datetime | None) -> Iterator[Block]:
    """What was done in each phase; on a day that two phases share the later one counts."""
    (area,) = standing.areas
    rows: list[tuple[Cell, ...]] = []
    for phase, begin, end in _spans(plan_of(standing.campaign), standing.to):
        done = standing.counts(FLOWS, begin, end)[area]
        rows.append((phase.name, phase_dates(phase), *(done[name] for name in FLOWS)))
    if not rows:
        return
    whole = standing.counts(FLOWS, after)[area]
    outside = [whole[name] - sum(int(row[2 + n]) for row in rows) for n, name in enumerate(FLOWS)]
    if any(outside):
        rows.append(("各阶段以外", "—", *outside))
    yield Heading(1, "分阶段情况")
    yield Table(
        ("阶段", "起止时间", "检查次数", "发现问题", "完成整改", "销号"),
        tuple(rows),
        total=("合计", "", *(whole[name] for name in FLOWS)),
        widths=(10, 14, 6, 6, 6, 6),
    )


def _spans(plan: Plan, to: datetime) -> Iterator[tuple[Phase, datetime, datetime]]:
    """(phase, after, until) of the phases that have begun."""
    dated = sorted(
        ((start_of_day(phase.start), start_of_day(phase.end + timedelta(days=1)), phase)
         for phase in plan.phases if phase.start and phase.end),
        key=lambda span: span[0],
    )  # fmt: skip
    for number, (begin, end, phase) in enumerate(dated):
        following = dated[number + 1][0] if number + 1 < len(dated) else end
        if begin <= to:
            yield phase, begin - _INSTANT, min(end, following) - _INSTANT


_INSTANT = timedelta(microseconds=1)


def by_category(standing: Standing, after: datetime | None) -> Iterator[Block]:
    """Each category in which there was something, in the order of the plan."""
    found = standing.counts_by("category", OF_CASES, after)
    names = {one.id: one.name for one in plan_of(standing.campaign).categories}
    order = [*(name for name in names if name in found), *sorted(set(found) - set(names))]
    if not order:
        return
    yield Heading(1, "问题分类情况")
    yield Table(
        ("问题类别", "发现", "完成整改", "销号", "未销号", "逾期未整改"),
        tuple((names.get(one, one or "未分类"), *(found[one][name] for name in OF_CASES)) for one in order),
        total=("合计", *(sum(found[one][name] for one in order) for name in OF_CASES)),
        widths=(14, 6, 8, 6, 6, 9),
        align=("left", *["center"] * len(OF_CASES)),  # type: ignore[arg-type]
    )


def by_unit(standing: Standing, units: Sequence[Org], after: datetime | None) -> Iterator[Block]:
    """The places below; `standing` counts them."""
    if not units:
        return
    found = standing.counts(OF_UNITS, after)
    whole = {name: sum(found[unit.path][name] for unit in units) for name in OF_UNITS}
    yield Heading(1, "各单位情况")
    yield Table(
        ("单位", ("排查", "应查"), ("排查", "已查"), ("排查", "覆盖率"), ("问题", "发现"), ("问题", "销号"),
         ("问题", "未销号"), ("问题", "逾期")),
        tuple((unit.name, *_of_unit(found[unit.path])) for unit in units),
        total=("合计", *_of_unit(whole)),
        widths=(13, 6, 6, 8, 6, 6, 7, 6),
    )  # fmt: skip
    drawn, whole_of, part_of = (
        (open_of_units, "cases.open", "cases.overdue") if after else (struck_of_units, "cases.filed", "cases.struck")
    )
    yield from drawn([Bar(unit.name, found[unit.path][whole_of], found[unit.path][part_of]) for unit in units])


def _of_unit(here: Figures) -> tuple[Cell, ...]:
    owed, met = here["duties.inspect.owed"], here["duties.inspect.met"]
    cases = (here[name] for name in OF_UNITS[2:])
    return (owed, met, share(met, owed), *cases)


def left(standing: Standing, note: str = "") -> Iterator[Block]:
    """The problems that are still open, late ones first, by name; `note` is what was said of them at the close."""
    rows: list[Case] = standing.stood("cases.open", None)
    rows.sort(key=lambda row: (not row.overdue, row.due_at or row.filed_at, row.number))
    late = sum(row.overdue for row in rows)
    yield Heading(1, "遗留问题")
    said = f"其中逾期未整改{late}个，" if late else ""
    more = f"（列出前{MOST_LEFT}个，全部见问题台账）" if len(rows) > MOST_LEFT else ""
    yield Paragraph(
        f"尚有{len(rows)}个问题没有销号，{said}由承办单位继续整改，逐一销号{more}。" if rows else "没有未销号的问题。"
    )
    if note:
        yield Paragraph(f"收尾说明：{note.rstrip('。')}。")
    if rows:
        yield _named(rows[:MOST_LEFT])


def _named(rows: Sequence[Case]) -> Table:
    numbers = {number for row in rows for number in (row.org, row.handler) if number}
    names = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    return Table(
        ("编号", "问题", "所在", "承办单位", "整改期限", "状态"),
        tuple(
            (row.number, row.title, names.get(row.org, ""), names.get(row.handler or 0, "—"), _due(row),
             "逾期未整改" if row.overdue else row.state_label)
            for row in rows
        ),
        widths=(8, 10, 9, 10, 8, 9),
        align=("center", "left", "left", "left", "center", "center"),
    )  # fmt: skip


def _due(row: Case) -> str:
    if row.due_at is None:
        return "—"
    local = row.due_at.astimezone(CHINA)
    return f"{local.month}月{local.day}日"


def following(campaign: Campaign, phase: str) -> Iterator[Block]:
    """What is to do in the phase after this one; after the last, what goes on for good."""
    plan = plan_of(campaign)
    order = [one.id for one in plan.phases]
    place = order.index(phase) + 1 if phase in order else len(order)
    if place == len(order):
        yield from lasting(plan)
        return
    next_phase = plan.phases[place]
    yield Heading(1, "下一步工作")
    yield Paragraph(f"下一阶段为{next_phase.name}（{phase_dates(next_phase)}），主要做好以下工作：")
    sentences = duties_of_phase(plan, next_phase)
    yield from (Heading(3, sentence) for sentence in sentences)
    if not sentences:
        yield Paragraph("抓紧整改遗留问题，巩固整治成果。")


def lasting(plan: Plan) -> Iterator[Block]:
    """The long-term mechanism (长效机制) of the plan; nothing where it has none."""
    if plan.long_term:
        yield Heading(1, "长效机制")
        yield Paragraph("专项整治结束后，以下工作长期执行，未按时完成的照常催办：")
        yield from (Heading(3, sentence) for sentence in lasting_duties(plan))
