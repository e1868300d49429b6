"""`taizhang rebuild`: every state and figure made anew from the journal."""

from __future__ import annotations

import argparse
import json
import sys

BROKEN_OFF = (
    "重建没有完成：一起做的进程中有一个被系统结束了，多半是内存不够。一切照旧，没有改动。\n"
    "请腾出内存再做一次，或者只用一个进程：taizhang rebuild --processes 1"
)
HELP = "由流水重建全部状态和统计"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="以 JSON 打印各类事项的数量")
    parser.add_argument("--processes", type=int, metavar="个数", help="用几个进程（默认看处理器和记录的多少）")


def run(options: argparse.Namespace) -> int:
    """0 rebuilt; 1 broken off, everything as before."""
    from concurrent.futures.process import BrokenProcessPool

    from django.utils import timezone

    from taizhang.journal.rebuild import rebuild

    try:
        counts = rebuild(at=timezone.now(), processes=options.processes)
    except BrokenProcessPool:
        print(BROKEN_OFF, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(counts))
    else:
        print("已重建：" + "，".join(f"{thing} {count}" for thing, count in counts.items()))
    return 0
