"""Reports without a cut-off or without a receiver."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..paper import Paper

_OWN_RULE = re.compile(
    r"立即|第一时间|当[日天]|即时|按(?:规定|时限|要求)的?时|\d+ ?(?:小时|分钟)|同时抄送|抄送|备案|举报|事故|险情|突发"
    r"|发现|重大|异常|无力|不能|无法|逾期"
)
_FUNCTION = re.compile(r"负责[^。;；]{0,40}(?:汇总|综合|信息|情况)(?:上报|报送)")
"""What a unit is for: the report itself stands elsewhere."""
_VAGUE = re.compile(r"(?:请|要)?(?:及时|尽快|随时|按时|适时|不?定期)?")
"""What says no time at all."""


def reports(paper: Paper) -> Iterator[Finding]:
    for report in paper.reading.reports:
        if _FUNCTION.search(report.quote.text):
            continue
        section = paper.section_of(report.quote)
        name = report.what[:24] or "这项报送"
        if (
            _VAGUE.fullmatch(report.due or "")
            and report.frequency in ("adhoc", "once")
            and not _OWN_RULE.search(report.quote.text)
        ):
            yield paper.breach_of("report.no-cutoff", report.quote, f"“{name}”没有写明什么时候报", section=section)
        if report.receiver is None:
            yield paper.breach_of("report.no-receiver", report.quote, f"“{name}”没有写明报给谁", section=section)
