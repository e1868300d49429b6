"""`taizhang verify`: whether anything was altered, in this installation or in an archive bundle."""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

HELP = "核验流水的封签和全部文件；写明归档包时，核验归档包"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", nargs="?", type=Path, metavar="归档包", help="归档包的 .zip 文件或解开后的文件夹")
    parser.add_argument("--head", default="", help="以前记下的链头摘要（可只写前 12 位以上），核对它仍在链中")
    parser.add_argument("--heads", type=Path, metavar="文件", help="另存链头的文件（或存下的邮件），逐行核对仍在链中")
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(options: argparse.Namespace) -> int:
    """0 all well, 1 something does not hold, 2 there is nothing that could be verified."""
    return _bundle(options) if options.bundle else _installation(options)


def _bundle(options: argparse.Namespace) -> int:
    """Needs neither database nor settings: a bundle speaks for itself."""
    from taizhang.archive import verify_bundle

    try:
        found = verify_bundle.findings(options.bundle)
    except (OSError, zipfile.BadZipFile):
        print(f"打不开归档包 {options.bundle}：请写明归档包的 .zip 文件，或解开后的文件夹", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({"bundle": str(options.bundle), "findings": found}, ensure_ascii=False, indent=1))
    else:
        _tell(found)
    return 1 if found else 0


def _installation(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db.utils import DatabaseError
    from django.utils import timezone

    from taizhang.archive.verification import verified
    from taizhang.watch.sending_heads import head_findings

    if options.head and len(options.head) < 12:
        print("--head 至少写链头摘要的前 12 位", file=sys.stderr)
        return 2
    heads = _noted(options.heads)
    if heads is None:
        return 2
    try:
        standing, findings = verified(at=timezone.now(), head=options.head)
        findings += head_findings(heads)
    except DatabaseError as error:
        print(f"打不开数据库：{error}。请检查 TAIZHANG_HOME 或 DATABASE_URL", file=sys.stderr)
        return 2
    if options.json:
        report = {**asdict(standing), "findings": [asdict(one) for one in findings]}
        print(json.dumps(report, ensure_ascii=False, indent=1, default=str))
    else:
        print(f"流水 {standing.entries} 条，封签块 {standing.blocks} 个，文件 {standing.files} 个。")
        print(f"链头：{standing.head or '还没有封签'}")
        if heads:
            print(f"另存的链头 {len(heads)} 个，逐个核对。")
        if standing.unsealed:
            print(f"还有 {standing.unsealed} 条记录等待封签（后台会在一分钟内封签）。")
        _tell([one.message for one in findings])
    return 1 if findings else 0


def _noted(path: Path | None) -> list[tuple[int, str]] | None:
    """The heads in the file of the second place; None, and said why, where there are none."""
    from taizhang.watch.sending_heads import heads_in

    if path is None:
        return []
    try:
        found = heads_in(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        print(f"打不开 {path}：请写明另存链头的文件", file=sys.stderr)
        return None
    if not found:
        print(f"{path} 里没有链头：每行应有封签块的编号和 64 位摘要", file=sys.stderr)
        return None
    return found


def _tell(found: list[str]) -> None:
    for finding in found:
        print(f"不符：{finding}")
    print(f"核验完毕：发现 {len(found)} 处不符。" if found else "核验完毕：全部相符。")
