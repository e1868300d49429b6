"""`taizhang read`: what a plan's text says, as data."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELP = "读取方案文本（txt、docx、html、pdf），列出阶段、任务、期限、报送、单位等"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="方案文件")
    parser.add_argument("--json", action="store_true", help='打印 {"plans": [...]}，格式见 reading.schema.json')


def run(options: argparse.Namespace) -> int:
    """1 where a file cannot be read or holds no plan."""
    from taizhang.reading import UnreadableFile, read_bytes

    plans: list[dict[str, Any]] = []
    failed = False
    for path in options.files:
        try:
            plans += read_bytes(path.read_bytes(), path.name).as_json()["plans"]
        except OSError as error:
            failed = _complain(f"打不开 {path}：{error.strerror}")
        except UnreadableFile as error:
            failed = _complain(f"{path}：{error}")
    if options.json:
        print(json.dumps({"plans": plans}, ensure_ascii=False, indent=1))
    else:
        for plan in plans:
            _tell(plan)
    if not plans and not failed:
        failed = _complain("没有找到方案内容：请确认文件是整治方案的正文")
    return 1 if failed else 0


def _complain(sentence: str) -> bool:
    print(sentence, file=sys.stderr)
    return True


SECTIONS: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "phases": ("阶段", lambda i: f"{i['name']}  {i['start'] or '？'} 至 {i['end'] or '？'}"),
    "tasks": ("任务", lambda i: f"{i['title']}（{'、'.join(i['lead']) or '未写明牵头单位'}）"),
    "deadlines": ("期限", lambda i: f"{i['date'] or '？'}  {i['what']}"),
    "reports": (
        "报送",
        lambda i: f"{i['what']}：{i['from'] or '？'} → {i['to'] or '？'}（{i['due'] or i['frequency']}）",
    ),
    "targets": ("目标", lambda i: f"{i['what']} {i['value'] if i['value'] is not None else '？'}{i['unit'] or ''}"),
    "units": ("单位", str),
    "leaders": ("领导小组", lambda i: f"{i['role']} {i['name'] or '？'} {i['post'] or ''}"),
    "rules": ("规则", lambda i: i["text"]),
}


def _tell(plan: dict[str, Any]) -> None:
    print(f"■ {plan['title'] or plan.get('subject') or '（无标题）'}")
    for key, (label, line) in SECTIONS.items():
        if plan[key]:
            print(f"  {label}（{len(plan[key])}）")
            for item in plan[key]:
                print(f"    · {line(item)}")
