"""The figures of a report written into a superior office's own Excel form, or a Word file of one's own."""

from __future__ import annotations

from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.render.marked_form import MarkedFormError, Value, fill_marks
from taizhang.render.marked_word import fill_word, is_word

from .paper import issue_of
from .sheet import Sheet

LARGEST_FORM = 5 * 1024 * 1024


def filled_form(form: bytes, sheet: Sheet) -> bytes:
    """Raises Refused("form-marks") saying where which wrong mark stands."""
    fill = fill_word if is_word(form) else fill_marks
    try:
        return fill(form, values_of(sheet))
    except MarkedFormError as fault:
        raise Refused("form-marks", str(fault)) from None


def values_of(sheet: Sheet) -> dict[str, Value]:
    """{mark: value}: own figures by label, totals as "label.累计", those of the level below as "unit.label"."""
    report = sheet.report
    day = report.counted_to.astimezone(CHINA)
    values: dict[str, Value] = {
        "单位": sheet.org.name,
        "日期": f"{day.year}年{day.month}月{day.day}日",
        "报表": report.title,
        "期次": issue_of(report),
        "确认人": report.confirmed_name,
        "说明": report.note,
        "状态": report.state_label,
    }
    for line in sheet.lines:
        values[line.measure.label] = line.reported
        if line.total is not None:
            values[f"{line.measure.label}.累计"] = line.total
    for row in sheet.below:
        for measure, value in zip(sheet.measures, row.values, strict=True):
            values[f"{row.name}.{measure.label}"] = value
    return values
