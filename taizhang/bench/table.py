"""What was measured on one or several databases as one table for a terminal: a line for each figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .figure import Figure
from .report import Report

HEADINGS = ("收", "看", "启动与到期", "发", "重建与核验", "扩展", "别人叫人等的事", "占多少")
MISSED = "未达到"


def as_table(reports: Sequence[Report]) -> str:
    """Each heading with columns of its own, then what is not met and how long it took."""
    parts = [_section(heading, reports) for heading in HEADINGS]
    return "\n\n".join([*filter(None, parts), "\n".join(_ending(reports))])


def _section(heading: str, reports: Sequence[Report]) -> str:
    held = [{one.name: one for one in report.figures if one.heading == heading} for report in reports]
    names = list(dict.fromkeys(name for figures in held for name in figures))
    if not names:
        return ""
    heads = [heading, "标尺", "目标"]
    for report in reports:
        heads += [report.database, "标尺量得", "比值"]
    return "\n".join(_in_columns([heads, *(_row(name, held) for name in names)]))


def _row(name: str, held: Sequence[dict[str, Figure]]) -> list[str]:
    known = next(figures[name] for figures in held if name in figures)
    row = [name, known.yardstick, f"≥{known.aim:.3g}" if known.aim else "—"]
    for figures in held:
        row += _cells(figures[name]) if name in figures else ["—"] * 3
    return row


def _cells(one: Figure) -> list[str]:
    ours = "，".join(filter(None, (_said(one.ours, one.unit), one.besides)))
    fate = "" if one.met else f" {MISSED}" + (f"：{one.missed}" if one.missed else "")
    return [ours, _said(one.theirs, one.unit), f"{one.ratio:.3g}{fate}"]


def _ending(reports: Sequence[Report]) -> Iterator[str]:
    for report in reports:
        aims = [one for one in report.figures if one.aim or one.missed]
        missed = sum(not one.met for one in aims)
        minutes, seconds = divmod(round(report.seconds), 60)
        yield (
            f"{report.database}：有目标的 {len(aims)} 项，{MISSED} {missed} 项；看页面时台账 {report.cases:,} 件；"
            f"用时 {minutes} 分 {seconds} 秒"
        )
        yield f"{report.database}：{report.faults.sentence}"


def _in_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Chinese characters take two."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _said(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
