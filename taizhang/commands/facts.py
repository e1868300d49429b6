"""`taizhang facts`: facts without personal data as Parquet for those above, and figures over the facts of all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "写出不含个人信息的事实（Parquet，按省、月分开），或在各地的事实上统计全国数字"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里；再写一次，换掉本地上次写的，不动别处的")
    parser.add_argument("--figures", action="store_true", help="不写，在文件夹里各地的事实上统计")
    parser.add_argument("--engine", choices=["duckdb", "daft"], default="duckdb", help="用哪个引擎统计（结果相同）")


def run(options: argparse.Namespace) -> int:
    """0 all well, 2 there is nothing to count."""
    from taizhang.core.refusals import Refused

    if not options.figures:
        from taizhang.country.facts import write_facts

        for table, count in write_facts(options.folder).items():
            print(f"{table}\t{count}")
        return 0
    try:
        _tell(options.folder, options.engine)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    except ModuleNotFoundError:
        print("没有安装 Daft：请先运行 pip install daft，或改用 --engine duckdb", file=sys.stderr)
        return 2
    return 0


def _tell(folder: Path, engine: str) -> None:
    from taizhang.country.national import ENGINES, FIGURES

    for figure in FIGURES.values():
        print(f"# {figure.label}")
        print("\t".join(figure.heads))
        for row in ENGINES[engine](folder, figure.sql):
            print("\t".join("" if value is None else str(value) for value in row))
        print()
