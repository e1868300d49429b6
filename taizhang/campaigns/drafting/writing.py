"""The way back: a plan as the text that an office issues, in the words from which the reading makes the same plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from taizhang.core.ladder import parse_ladder
from taizhang.core.plan import Plan
from taizhang.core.plan.days import resolve_day
from taizhang.core.plan.rules import ByRisk, ChainStep, DutyRule, ReportRule, Stride, When
from taizhang.core.plan.scope import Phase
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph

LEVELS = {
    "province": "省", "city": "各市", "county": "各县（区）", "township": "各乡镇（街道）", "village": "各社区（村）",
    "group": "各村民小组", "grid": "各网格",
}  # fmt: skip
KINDS = {"bureau": "各部门", "station": "各站所", "enterprise": "各企业", "school": "各学校"}
WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True))
RHYTHMS = {
    "daily": "每日", "twice-daily": "每日", "weekly": "每周", "ten-day": "每旬", "monthly": "每月",
    "quarterly": "每季度", "semester": "每学期", "per-phase": "每个阶段结束时",
}  # fmt: skip
NEED = {
    "remind": "提前提醒", "supervise": "予以督办", "circulate": "予以通报", "interview": "予以约谈",
    "account": "予以问责",
}  # fmt: skip


def plan_document(plan: Plan, issuer: str, day: dt.date) -> OfficialDocument:
    """The plan in the layout of GB/T 9704."""
    return OfficialDocument(title=plan.title, issuer=issuer, blocks=tuple(_blocks(plan)), date=day)


def plan_lines(plan: Plan) -> list[str]:
    """The same as plain text, a line for each paragraph, numbered as it is on paper."""
    lines, counts = [plan.title], [0, 0, 0]
    for block in _blocks(plan):
        if isinstance(block, Heading):
            level = block.level
            counts[level - 1] += 1
            counts[level:] = [0] * (3 - level)
            marks = (f"{_number(counts[0])}、", f"（{_number(counts[1])}）", f"{counts[2]}.")
            lines.append(f"{marks[level - 1]}{block.text}{block.body}")
        elif isinstance(block, Paragraph):
            lines.append(block.text)
    return lines


def _number(value: int) -> str:
    digits = "零一二三四五六七八九十"
    return digits[value] if value <= 10 else f"十{digits[value - 10]}"


def _blocks(plan: Plan) -> Iterator[Block]:
    campaign = re.sub("(?:实施|工作|行动)?方案$", "", plan.title)
    yield Paragraph(f"为扎实开展{campaign}，结合实际，制定本方案。")
    if plan.subject_kinds:
        yield Heading(1, "整治范围")
        yield from (Heading(2, f"{kind.name}。") for kind in plan.subject_kinds)
    if plan.units:
        yield Heading(1, "组织分工")
        yield Paragraph(_units(plan))
    yield Heading(1, "实施步骤")
    for phase in plan.phases:
        yield Heading(2, f"{phase.name.removesuffix('阶段')}阶段（{phase_dates(phase)}）。")
        yield from (Heading(3, sentence) for sentence in duties_of_phase(plan, phase))
    yield Heading(1, "工作要求")
    if plan.reports:
        yield Heading(2, "信息报送。", body="".join(_report(plan, report) for report in plan.reports))
    yield Heading(2, "督促问责。", body=_ladder(plan.lifecycle.otherwise))
    if plan.archive:
        filed = "、".join(dict.fromkeys(item.title for item in plan.archive))
        yield Heading(2, "资料归档。", body=f"各社区（村）负责收集{filed}，归档备查。")
    if plan.long_term:
        yield Heading(2, "长效管理。")
        yield from (Heading(3, sentence) for sentence in lasting_duties(plan))


def _units(plan: Plan) -> str:
    leads = [unit.name for unit in plan.units if unit.kind == "lead"]
    others = [unit.name for unit in plan.units if unit.kind != "lead"]
    said = f"{'、'.join(leads)}牵头" if leads else ""
    said += f"{'，' if said else ''}{'、'.join(others)}配合" if others else ""
    own = "".join(f"{unit.name}负责{unit.duty.rstrip('。；')}。" for unit in plan.units if unit.duty)
    return f"{said}。{own}"


def phase_dates(phase: Phase) -> str:
    """ "2026年5月11日至2026年6月30日"."""
    if phase.start is None or phase.end is None:
        return "日期待定"
    return f"{_day(phase.start)}至{_day(phase.end)}"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def duties_of_phase(plan: Plan, phase: Phase) -> list[str]:
    """What is owed in a phase; what belongs to none stands in the first."""
    return [_sentence(plan, rule) for rule in plan.duties if _phase_of(plan, rule) == phase.id]


def lasting_duties(plan: Plan) -> list[str]:
    """What goes on after the campaign."""
    return [_sentence(plan, rule) for rule in plan.long_term]


def _phase_of(plan: Plan, rule: When) -> str:
    named = rule.during if isinstance(rule.during, str) else next(iter(rule.during or ()), None)
    if named:
        return named
    day = _due_day(plan, rule)
    found = plan.phase_on(day) if day else None
    return found.id if found else plan.phases[0].id


def _due_day(plan: Plan, rule: When) -> dt.date | None:
    return resolve_day(rule.to, plan, plan.start) if rule.to and plan.start else None


def _sentence(plan: Plan, rule: DutyRule) -> str:
    """ "各社区（村）负责于8月25日前收集归档资料。" """
    due = _due_day(plan, rule) if rule.every == "once" else None
    rhythm = _rhythm(rule)
    when = f"于{due.month}月{due.day}日前" if due else "" if rhythm in rule.title else rhythm
    return f"{_bearer(plan, rule)}负责{when}{rule.title}。"


def _bearer(plan: Plan, rule: DutyRule) -> str:
    if isinstance(rule.by, str):
        kinds = [kind.name for kind in plan.kinds_of(rule.act)]
        return f"各{'、'.join(kinds)}" if 0 < len(kinds) < len(plan.subject_kinds) else "各单位"
    if rule.by is None:
        return "有关单位"
    if rule.by.unit:
        unit = plan.unit(rule.by.unit)
        return unit.name if unit else rule.by.unit
    if rule.by.kind in KINDS:
        return KINDS[rule.by.kind]
    return LEVELS.get(rule.by.level or "", "有关单位")


def _rhythm(rule: When) -> str:
    every = rule.every
    if isinstance(every, ByRisk):
        return "按风险等级"
    if isinstance(every, Stride):
        return f"每{every.weeks}周" if every.weeks else f"每{every.days}天"
    return RHYTHMS.get(every, "")


def _report(plan: Plan, report: ReportRule) -> str:
    """Stop by stop up the chain: "各社区（村）每日16时前将日报报送街道，街道每日17时30分前将日报报送市专班。" """
    said = []
    names = [_stop(plan, step) for step in report.chain]
    for index, step in enumerate(report.chain):
        to = names[index + 1].removeprefix("各") if index + 1 < len(names) else report.receiver
        when = f"{_last_day(report)}{_rhythm(report)}{_on(step.on or report.on)}{_clocks(step.at)}"
        said.append(f"{names[index]}{when}将{report.title}报送{to}")
    nil = "没有情况的实行零报告。" if report.nil and report is plan.reports[0] else ""
    return f"{'；'.join(said)}。{nil}"


def _stop(plan: Plan, step: ChainStep) -> str:
    unit, level, kind = (getattr(step, name, None) for name in ("unit", "level", "kind"))
    if unit:
        found = plan.unit(unit)
        return found.name if found else unit
    return KINDS.get(kind or "") or LEVELS.get(level or "", "有关单位")


def _last_day(report: ReportRule) -> str:
    """Of a report that is made once: its last day, where the plan names one."""
    found = re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", report.to or "") if report.every == "once" else None
    return f"于{int(found[1])}月{int(found[2])}日" if found else ""


def _on(on: int | str | None) -> str:
    if on in WEEKDAYS:
        return WEEKDAYS[str(on)]
    return "月底" if on == "last" else f"{on}日" if on else ""


def _clocks(at: Sequence[str | None]) -> str:
    times = [f"{int(time[:2])}时{f'{time[3:]}分' if time[3:] != '00' else ''}" for time in at if time]
    return f"{'、'.join(times)}前" if times else "前"


def _ladder(ladder: Iterable[str]) -> str:
    rungs = [step.rung.value for step in parse_ladder(ladder)]
    return f"对逾期未完成的，{'、'.join(NEED[rung] for rung in rungs)}。" if rungs else "对逾期未完成的，予以督办。"
