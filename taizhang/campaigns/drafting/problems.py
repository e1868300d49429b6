"""The list of problems that a text means to put right (整治内容), as categories and a checklist."""

from __future__ import annotations

import re
from typing import Any

_HEADING = re.compile(
    r"^\s*[（(]?[一二三四五六七八九十]+[）)、．.]?\s*.{0,8}(?:整治|排查|检查)的?(?:重点)?(?:内容|重点|问题)\s*$"
)
_NEXT = re.compile(r"^\s*[一二三四五六七八九十]+、|^\s*[（(][一二三四五六七八九十]+[）)]\s*[^，。；]{2,12}$")
_ITEM = re.compile(r"^\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[．.、])\s*([^\n]{4,})$")
MOST = 40
"""Items; a longer list is no checklist that anybody fills in."""


def problem_list(text: str) -> list[str]:
    """The items under the heading 整治内容 (整治重点, 排查重点 …), in order; empty where there is none."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if _HEADING.match(line):
            inside = True
        elif inside:
            match = _ITEM.match(line)
            if match:
                found.append(match[1].strip().rstrip("；;。."))
            elif _NEXT.match(line) or found:
                break
    return found[:MOST]


def as_categories(problems: list[str]) -> tuple[list[dict[str, Any]], str]:
    """The categories and the checklist ("general-check") that ask for each problem; each failed item opens a case."""
    categories = [
        {"id": f"problem-{number}", "name": _short(problem), "severity": "general", "period": "15d", "source": problem}
        for number, problem in enumerate(problems, start=1)
    ]
    rows = [
        f"| | select_one result | item_{number} | 不存在：{_cell(problem)} | problem-{number} |"
        for number, problem in enumerate(problems, start=1)
    ]
    return categories, "\n".join(
        [
            "| survey | | | | |",
            "| | type | name | label | category |",
            *rows,
            "| | text | remark | 检查情况 | |",
            "",
            "| choices | | | |",
            "| | list_name | name | label |",
            "| | result | pass | 合格 |",
            "| | result | fail | 不合格 |",
            "",
            "| settings | | | |",
            "| | form_title | form_id | version |",
            "| | 检查表（按方案整治内容） | general-check | 1 |",
            "",
        ]
    )


def _short(problem: str) -> str:
    first = re.split(r"[，,；;。：:]", problem, maxsplit=1)[0]
    return first if 4 <= len(first) <= 30 else problem[:30]


def _cell(problem: str) -> str:
    return problem.replace("|", "／").replace("\\", "＼")[:120]
