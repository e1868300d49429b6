"""What the rules on relieving the grass roots forbid (整治形式主义为基层减负若干规定; 国办函〔2026〕12号)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..paper import Paper

_PATTERNS = [
    (
        "burden.twice-daily",
        r"(?:每[天日](?:上午|早)[^。;\n]{0,24}下午|每[天日](?:上、?下午)?(?:[两二2])次)[^。;\n]{0,40}(?:报|统计)",
    ),
    ("burden.fine", r"(?:干部|工作人员|网格员|站所|职工|教职工)[^。;\n]{0,16}罚款 ?\d{0,6}元?"),
    (
        "burden.clock-in",
        r"打卡|拍照(?:上传|留痕|打卡)|(?:按时|每日|每天)签到|在线时长|轨迹(?:打卡|上传|管理)|下载率|安装率",
    ),
]
_RULES = [(code, re.compile(pattern)) for code, pattern in _PATTERNS]
_WHY = {
    "burden.twice-daily": "每日两次报数，同样的数字反复填报",
    "burden.fine": "对干部的罚款没有法律依据",
    "burden.clock-in": "“{}”属于留痕式要求",
}


def burden(paper: Paper) -> Iterator[Finding]:
    for code, pattern in _RULES:
        for found in paper.find(pattern):
            yield paper.breach(code, *found.span(), _WHY[code].format(found.group()))
