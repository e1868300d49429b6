"""`taizhang backup`: everything that an installation holds in one file, while it runs."""

from __future__ import annotations

import argparse
import errno
import json
import sys
from pathlib import Path

HELP = "运行中备份全部数据和文件到一个文件（SQLite 和 PostgreSQL 通用，可互相恢复）"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件；写文件夹则自动按时间命名")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印备份了什么")


def run(options: argparse.Namespace) -> int:
    """0 done, 1 not done or not whole."""
    from django.utils import timezone

    from taizhang.archive.backup import make_backup

    at = timezone.now()
    target: Path = options.file
    if target.is_dir():
        target = target / f"台账备份-{timezone.localtime(at):%Y%m%d-%H%M%S}.zip"
    if target.exists():
        print(f"{target} 已经存在：请换一个文件名，已有的备份不会被覆盖", file=sys.stderr)
        return 1
    try:
        made = make_backup(target, at=at)
    except OSError as error:
        print(f"备份没有完成：{_reason(error)}。没有留下不完整的文件。", file=sys.stderr)
        return 1
    size = target.stat().st_size
    if options.json:
        report = {"file": str(target), "size": size, "rows": made.rows, "files": made.files,
                  "missing": made.missing, "entries": made.standing.entries, "head": made.standing.head}  # fmt: skip
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        print(f"已备份到 {target}（{size / 1_000_000:.1f} MB）：{made.rows} 行，其中流水 {made.standing.entries} 条；"
              f"文件 {made.files} 个。")  # fmt: skip
        print(f"链头：{made.standing.head or '还没有封签'}")
        print("备份中有账号和密钥，请妥善保管。")
    for sha in made.missing:
        print(f"缺少文件：{sha}，备份中没有它的内容", file=sys.stderr)
    return 1 if made.missing else 0


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "磁盘空间不足，请换一个位置或清理后再试"
    if error.errno == errno.EFBIG:
        return "文件超过了磁盘允许的大小，请换一个位置"
    if error.errno in {errno.EROFS, errno.EACCES}:
        return f"不能写入 {error.filename or '目标位置'}，请检查权限"
    return error.strerror or str(error)
