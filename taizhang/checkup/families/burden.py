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
        r"打卡|拍照(?:上传|留痕|打卡)|(?:按时|每日|每天)签到|在线时长|下载率|安装率",
    ),
    ("burden.track", r"(?:上传|上报|记录|留存|开启)[^。;\n]{0,8}轨迹|轨迹(?:打卡|上传|管理)"),
    (
        "burden.activity-rank",
        r"(?:登录|上传|报送|签到|打卡|转发|点赞|活跃)[^。;\n]{0,6}(?:次数|数量|条数|率|度)[^。;\n]{0,10}(?:排名|排位|评比|考核|通报)",
    ),
    ("burden.repeated-form", r"(?:分别|同时|重复)(?:向|按|再)?[^。;\n]{0,24}(?:填报|填写)|(?:另行|再次)填报"),
]
_RULES = [(code, re.compile(pattern)) for code, pattern in _PATTERNS]
_WHY = {
    "burden.twice-daily": "每日两次报数，同样的数字反复填报",
    "burden.fine": "对干部的罚款没有法律依据",
    "burden.clock-in": "“{}”属于留痕式要求",
    "burden.track": "行动轨迹是敏感个人信息，“{}”没有必要",
    "burden.activity-rank": "“{}”考核的是动作，不是成效",
    "burden.repeated-form": "“{}”，同样的数字要填几遍",
}


def burden(paper: Paper) -> Iterator[Finding]:
    for code, pattern in _RULES:
        for found in paper.find(pattern):
            yield paper.breach(code, *found.span(), _WHY[code].format(found.group()))
