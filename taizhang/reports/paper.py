"""The report as an official document and as a spreadsheet; a frozen report gives the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

from taizhang.core.calendar import CHINA
from taizhang.core.measures import plain
from taizhang.render.document import Block, BriefingHead, Heading, OfficialDocument, Paragraph, Table
from taizhang.render.official_word import to_docx
from taizhang.render.workbook import Column, write_workbook
from taizhang.render.workbook import Sheet as BookSheet

from . import charts
from .models import Report
from .queries import rule_of
from .sheet import Line, Sheet, standing_of
from .summing_up import by_category, following, left

MOST_COLUMNS = 7


def file_name(sheet: Sheet, ending: str) -> str:
    """ "柳荫社区燃气安全专项整治日报（5月13日）.docx"; the title already names the period."""
    version = f"（第{sheet.report.version}版）" if sheet.report.version > 1 else ""
    return f"{sheet.org.name}{sheet.report.title}{version}.{ending}"


def issue_of(report: Report) -> int:
    """The number of the issue: counted from the first period of the definition."""
    earlier = Report.objects.filter(
        campaign=report.campaign, definition=report.definition, stop=report.stop, org=report.org,
        counted_to__lt=report.counted_to,
    )  # fmt: skip
    return earlier.count() + 1


def word(sheet: Sheet) -> bytes:
    """The Word file in the layout of GB/T 9704."""
    return to_docx(document(sheet))


def document(sheet: Sheet) -> OfficialDocument:
    """The report as a serial of its org."""
    report = sheet.report
    rule = rule_of(report, sheet.campaign)
    day = report.counted_to.astimezone(CHINA).date()
    return OfficialDocument(
        title=report.title,
        subtitle="" if report.frozen_at else "（未定稿，仅供核对）",
        issuer=sheet.org.name,
        date=day,
        head=BriefingHead(
            name=rule.title if rule else report.title, issue=f"第{issue_of(report)}期", compiled_by=sheet.org.name
        ),
        addressee=rule.receiver if rule else "",
        signature="",
        blocks=tuple(_blocks(sheet)),
    )


def _blocks(sheet: Sheet) -> list[Block]:
    blocks: list[Block] = [Heading(1, "总体情况"), Paragraph(_summary(sheet)), _figures(sheet)]
    standing = standing_of(sheet)
    every = _every(sheet)
    charted = every in charts.LONGER_THAN_A_DAY and any(one.id == "cases.filed" for one in sheet.measures)
    if charted:
        blocks += charts.day_by_day(standing, sheet.report.counted_from)
    if every == "per-phase":
        blocks += by_category(standing, sheet.report.counted_from)
    if sheet.below:
        blocks += [Heading(1, "各单位报送情况"), *_below(sheet), *(charts.below(sheet) if charted else ())]
    if every == "per-phase":
        blocks += [*left(standing), *following(sheet.campaign, sheet.report.period)]
    notes = _notes(sheet)
    if notes:
        blocks += [Heading(1, "有关说明"), *(Paragraph(note) for note in notes)]
    blocks += [Heading(1, "报送情况"), Paragraph(_confirmation(sheet.report))]
    return blocks


def _every(sheet: Sheet) -> str:
    rule = rule_of(sheet.report, sheet.campaign)
    return str(rule.every) if rule else ""


def _moment(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _summary(sheet: Sheet) -> str:
    report = sheet.report
    span = f"{_moment(report.counted_from)}至{_moment(report.counted_to)}"
    flows = [line for line in sheet.lines if line.measure.kind == "flow"]
    stocks = [line for line in sheet.lines if line.measure.kind == "stock"]
    if sheet.empty:
        said = "，本期无新增情况"
    else:
        said = "".join(
            f"，{line.measure.label}{line.reported}{line.measure.unit}"
            + (f"（累计{line.total}{line.measure.unit}）" if line.total is not None else "")
            for line in flows
        )
    standing = "，".join(f"{line.measure.label}{line.reported}{line.measure.unit}" for line in stocks)
    return f"{span}，{sheet.org.name}{said.lstrip('，')}。" + (
        f"截至{_moment(report.counted_to)}，{standing}。" if standing else ""
    )


def _figures(sheet: Sheet) -> Table:
    return Table(
        header=("指标", "单位", "本期", "累计", "备注"),
        rows=tuple(
            (
                line.measure.label,
                line.measure.unit,
                line.reported,
                line.total if line.total is not None else "—",
                _remark(line),
            )
            for line in sheet.lines
        ),
        widths=(12, 5, 7, 7, 14),
        align=("left", "center", "right", "right", "left"),
    )


def _remark(line: Line) -> str:
    if line.correction:
        return f"系统统计{line.computed}，更正理由：{line.correction['reason']}"
    return ""


def _below(sheet: Sheet) -> Iterator[Table]:
    """A table for every few measures: more columns than that cannot be read on upright paper."""
    count = len(sheet.measures)
    tables = -(-count // MOST_COLUMNS) or 1
    each = -(-count // tables)
    for first in range(0, max(count, 1), each or 1):
        chosen = range(first, min(first + each, count))
        yield Table(
            header=("单位", *(sheet.measures[n].label for n in chosen), "报送"),
            rows=tuple((row.name, *(row.values[n] for n in chosen), row.report.told) for row in sheet.below),
            total=("合计", *(plain(sum(row.values[n] for row in sheet.below)) for n in chosen), ""),
            widths=(9, *(5 for _ in chosen), 7),
        )


def _notes(sheet: Sheet) -> list[str]:
    notes = []
    for tie in sheet.untied:
        reasons = [
            f"{_name(sheet, one.report)}由{one.computed}更正为{one.value}（{one.reason}）" for one in tie.corrected
        ]
        if tie.only_here:
            reasons.append(f"有{len(tie.only_here)}条记录在下级截止之后到达")
        if tie.only_below:
            reasons.append(f"有{len(tie.only_below)}条记录只计入下级")
        notes.append(
            f"“{tie.measure.label}”本级{tie.own}{tie.measure.unit}，下级合计{tie.below}{tie.measure.unit}，"
            f"相差{abs(tie.difference)}{tie.measure.unit}。" + ("原因：" + "；".join(reasons) + "。" if reasons else "")
        )
    if sheet.report.note:
        notes.append(sheet.report.note)
    return notes


def _name(sheet: Sheet, report: Report) -> str:
    return next((row.name for row in sheet.below if row.report.pk == report.pk), "")


def _confirmation(report: Report) -> str:
    """Who stands for it, and the digest by which the version can be found again."""
    if report.confirmed_at:
        who = f"由{report.confirmed_name}于{_moment(report.confirmed_at)}{'零报告' if report.nil else '确认'}"
    else:
        who = "截止时尚未有人确认" if report.frozen_at else "尚未确认"
    frozen = (
        f"，{_moment(report.frozen_at)}定稿，第{report.version}版，校验码{report.digest[:16]}"
        if report.frozen_at
        else ""
    )
    return f"{report.told}：{who}{frozen}。"


def spreadsheet(sheet: Sheet) -> bytes:
    """The report's table as Excel: own figures, and the level below."""
    report = sheet.report
    caption = (
        f"填报单位：{sheet.org.name}  数据时段：{_moment(report.counted_from)}至{_moment(report.counted_to)}  "
        f"状态：{report.told}" + (f"  校验码：{report.digest[:16]}" if report.digest else "")
    )
    sheets = [
        BookSheet(
            name="本级数据",
            title=report.title,
            caption=caption,
            columns=[
                Column("指标", 24), Column("单位", 8), Column(("本期", "系统统计"), 12, "number"),
                Column(("本期", "报送数"), 12, "number"), Column("累计", 12, "number"), Column("更正理由", 36),
            ],
            rows=[
                (line.measure.label, line.measure.unit, line.computed, line.reported, line.total,
                 line.correction["reason"] if line.correction else "")
                for line in sheet.lines
            ],
            orientation="portrait",
        )
    ]  # fmt: skip
    if sheet.below:
        sheets.append(
            BookSheet(
                name="下级数据",
                title=f"{report.title}各单位数据",
                caption=caption,
                columns=[
                    Column("单位", 22),
                    *(Column(one.label, 14, "number") for one in sheet.measures),
                    Column("报送", 12),
                ],
                rows=[(row.name, *row.values, row.report.told) for row in sheet.below],
                total=(
                    "合计",
                    *(plain(sum(row.values[n] for row in sheet.below)) for n in range(len(sheet.measures))),
                    "",
                ),
            )
        )
    target = io.BytesIO()
    write_workbook(target, sheets, created=report.counted_to, author=sheet.org.name)
    return target.getvalue()
