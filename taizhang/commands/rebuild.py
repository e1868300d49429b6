"""`taizhang rebuild`: every state and figure made anew from the journal."""

from __future__ import annotations

import argparse
import json

HELP = "由流水重建全部状态和统计"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印各类事项的数量")
    parser.add_argument("--processes", type=int, metavar="个数", help="用几个进程（默认看处理器和记录的多少）")


def run(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from taizhang.journal.rebuild import rebuild

    counts = rebuild(at=timezone.now(), processes=options.processes)
    if options.json:
        print(json.dumps(counts))
    else:
        print("已重建：" + "，".join(f"{thing} {count}" for thing, count in counts.items()))
    return 0
