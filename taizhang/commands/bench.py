"""`taizhang bench`: how fast this machine is with it, as ratios to what the machine can do without it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

HELP = "测速：与同机同时的标尺相比的倍数（约十五分钟，在临时数据库中进行，不碰现有数据）"


KILLS = 10
"""Writers that are killed in the fault campaign."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--faults", action="store_true", help="只做杀进程的故障试验")
    parser.add_argument(
        "--cases", type=int, default=1_000_000, metavar="件数", help="看页面时台账有多少件（默认一百万）"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")
    parser.add_argument(
        "--together", nargs="+", metavar="文件", help="什么都不量：把 --json 打印的几个文件（每种数据库一个）合成一张表"
    )


def run(options: argparse.Namespace) -> int:
    """0 whatever the figures: they are a measurement, not a promise. Uses DATABASE_URL's server, else SQLite."""
    if options.together:
        _print_together(options.together)
        return 0
    with _scratch():
        import django

        django.setup()
        _measure(options)
    return 0


def _print_together(files: Sequence[str]) -> None:
    from taizhang.bench.report import Report
    from taizhang.bench.table import as_table

    print(as_table([Report.from_json(json.loads(Path(file).read_text("utf-8"))) for file in files]))


def _measure(options: argparse.Namespace) -> None:
    from django.db import connection

    from taizhang.bench.killed import toll
    from taizhang.bench.measures import all_figures
    from taizhang.bench.report import Report
    from taizhang.bench.table import as_table

    from .migrate import migrate

    migrate()
    begun = time.monotonic()
    figures = []
    for figure in () if options.faults else all_figures(options.cases):
        figures.append(figure)
        print(f"  {time.monotonic() - begun:5.0f} 秒  {figure.name}：{figure.ratio:.3g}", file=sys.stderr, flush=True)
    faults = toll(KILLS)
    report = Report(connection.display_name, options.cases, time.monotonic() - begun, figures, faults)
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(as_table([report]) if figures else f"{report.database}：{faults.sentence}")
    connection.close()


@contextmanager
def _scratch() -> Iterator[None]:
    """A home beside the installation's own, on the same disk, and an empty database; both vanish afterwards."""
    from taizhang.config.home import home_folder

    beside = home_folder()
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="taizhang-bench-", dir=beside) as home:
        os.environ["TAIZHANG_HOME"] = home
        url = os.environ.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            os.environ["DATABASE_URL"] = ""
            yield
            return
        import psycopg

        name = f"taizhang_bench_{uuid4().hex[:12]}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            try:
                yield
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]
