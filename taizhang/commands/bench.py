"""`taizhang bench`: how fast this machine is with it, as ratios to what the machine can do without it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

HELP = "测速：与同机同时的标尺相比的倍数（约十分钟，在临时数据库中进行，不碰现有数据）"


KILLS = 10
"""Writers that are killed in the fault campaign."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--faults", action="store_true", help="只做杀进程的故障试验")
    parser.add_argument(
        "--cases", type=int, default=1_000_000, metavar="件数", help="看页面时台账有多少件（默认一百万）"
    )
    parser.add_argument("--json", action="store_true", help="以 JSON 打印")


def run(options: argparse.Namespace) -> int:
    """0 whatever the figures: they are a measurement, not a promise. Uses DATABASE_URL's server, else SQLite."""
    with _scratch():
        import django

        django.setup()
        from django.db import connection

        from taizhang.bench.killed import toll
        from taizhang.bench.measures import all_figures
        from taizhang.bench.table import as_table

        from .migrate import migrate

        migrate()
        figures = []
        for figure in () if options.faults else all_figures(options.cases):
            figures.append(figure)
            print(f"  {figure.name}：{figure.ratio:.3g}", file=sys.stderr, flush=True)
        faults = toll(KILLS)
        if options.json:
            found = [one.as_json() for one in figures]
            report = {"database": connection.vendor, "figures": found, "faults": asdict(faults)}
            print(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            if figures:
                print(as_table(figures))
            print(f"{connection.display_name}：{faults.sentence}")
        connection.close()
    return 0


@contextmanager
def _scratch() -> Iterator[None]:
    """A home beside the installation's own, on the same disk, and an empty database; both vanish afterwards."""
    beside = Path(os.environ.get("TAIZHANG_HOME", "."))
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
