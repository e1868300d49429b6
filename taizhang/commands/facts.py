"""`taizhang facts`: facts without personal data for those above, as Parquet or by their own PostgreSQL; and figures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "把不含个人信息的事实交给上级（Parquet 文件，或供上级的 PostgreSQL 直接读取），或在各地的事实上统计全国数字"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target", nargs="?", metavar="文件夹或地址",
        help="写到哪个文件夹（再写一次，换掉本地上次写的，不动别处的）；或上级数据库的地址 postgresql://…",
    )  # fmt: skip
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--figures", action="store_true", help="不写，在文件夹或上级数据库里各地的事实上统计")
    does.add_argument("--offer", action="store_true", help="在本地的 PostgreSQL 里备好供上级读取的视图")
    does.add_argument("--join", nargs="+", metavar="地址", help="让上级数据库直接读这些县的视图（postgres_fdw）")
    parser.add_argument("--reader", default="", metavar="角色", help="与 --offer 同用：让这个数据库角色能读")
    parser.add_argument(
        "--engine", choices=["duckdb", "daft"], default="duckdb", help="文件夹用哪个引擎统计（结果相同）"
    )


def run(options: argparse.Namespace) -> int:
    """0 all well, 2 there is nothing to count, or nowhere to write."""
    from taizhang.core.refusals import Refused

    if not options.target and not options.offer:
        print("请写明文件夹，或上级数据库的地址", file=sys.stderr)
        return 2
    try:
        _do(options)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    except ModuleNotFoundError:
        print("没有安装 Daft：请先运行 pip install daft，或改用 --engine duckdb", file=sys.stderr)
        return 2
    return 0


def _do(options: argparse.Namespace) -> None:
    from taizhang.country.facts import write_facts
    from taizhang.country.servers import join, offer

    if options.offer:
        print(offer(options.reader))
    elif options.join:
        print("\n".join(join(options.target, options.join)))
    elif options.figures:
        _tell(options.target, options.engine)
    else:
        for table, count in write_facts(Path(options.target)).items():
            print(f"{table}\t{count}")


def _tell(target: str, engine: str) -> None:
    from taizhang.country.national import ENGINES, FIGURES
    from taizhang.country.servers import on_servers

    for figure in FIGURES.values():
        at_servers = target.startswith(("postgresql://", "postgres://"))
        rows = on_servers(target, figure.sql) if at_servers else ENGINES[engine](Path(target), figure.sql)
        print(f"# {figure.label}")
        print("\t".join(figure.heads))
        for row in rows:
            print("\t".join("" if value is None else str(value) for value in row))
        print()
