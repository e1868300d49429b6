"""`taizhang restore`: a backup into a fresh installation, of either database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "把备份恢复到一个空的安装（TAIZHANG_HOME 和 DATABASE_URL 指向新的位置），并核验"

STAGES = {"check": "核对备份文件", "files": "写入文件", "rebuild": "由流水重建状态和统计"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="taizhang backup 生成的文件")


def run(options: argparse.Namespace) -> int:
    """0 restored and verified; 1 refused, or what was restored does not verify."""
    from django.utils import timezone

    from taizhang.archive.restore import restore_backup
    from taizhang.archive.verification import verified
    from taizhang.core.refusals import Refused

    from .migrate import migrate

    at = timezone.now()
    try:
        restore_backup(options.file, at=at, migrate=migrate, told=_tell)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"恢复没有完成：{error.strerror or error}。数据库仍是空的，处理后请重新运行。", file=sys.stderr)
        return 1
    standing, findings = verified(at=at)
    print(f"已恢复：流水 {standing.entries} 条，封签块 {standing.blocks} 个，文件 {standing.files} 个。")
    print(f"链头：{standing.head or '还没有封签'}")
    for finding in findings:
        print(f"不符：{finding.message}")
    print(f"核验完毕：发现 {len(findings)} 处不符。" if findings else "核验完毕：全部相符。")
    return 1 if findings else 0


def _tell(stage: str) -> None:
    if stage in STAGES:
        print(f"{STAGES[stage]}……", file=sys.stderr)
