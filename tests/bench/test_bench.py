"""The bench measures what it says, at a small size; how fast anything is, no test asserts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from taizhang.bench import county, lessons, measures, submissions
from taizhang.bench.figure import Figure
from taizhang.bench.measures import all_figures
from taizhang.bench.pages import Look
from taizhang.bench.plan_text import plan_text
from taizhang.bench.report import Report
from taizhang.bench.table import HEADINGS
from taizhang.bench.toll import Toll
from taizhang.reading import read_text
from tests.installation import KINDS, Maker

LOSING = """
from taizhang.bench import killed
from taizhang.journal.models import StoredEntry
def seal(at):
    real(at=at)
    first = StoredEntry.objects.filter(kind='org.closed').order_by('position').first()
    StoredEntry.objects.filter(pk=first.pk).delete()
real, killed.seal = killed.seal, seal
print(killed.toll(1).sentence)
"""


@pytest.mark.mission("C74")
@pytest.mark.django_db
def test_every_line_is_a_ratio_to_a_yardstick_and_no_page_asks_more_of_a_larger_ledger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, size in (
        ("SUBJECTS", 60),
        ("SMALL", 300),
        ("TEXT", 5_000),
        ("EXPORTED", 200),
        ("HANDED_OVER", 5),
    ):
        monkeypatch.setattr(measures, name, size)
    for name, size in (("SUBJECTS", 200), ("PEOPLE", 20), ("TOWNSHIPS", 5), ("VILLAGES", 30)):
        monkeypatch.setattr(lessons, name, size)
    for name, size in (("VILLAGES", 6), ("TOWNSHIPS", 2), ("SUBJECTS", 30), ("POINTS", 50)):
        monkeypatch.setattr(county, name, size)
    monkeypatch.setattr(submissions, "COUNT", 5)
    for served in (
        "client_figures",
        "footprint_figures",
        "scaling_figures",
    ):  # need a database that other processes see: tried below
        monkeypatch.setattr(measures, served, lambda *_, **at: iter(()))
    found = list(all_figures(600))
    assert all(one.ours > 0 and one.theirs > 0 and one.yardstick and one.heading in HEADINGS for one in found)
    pages = [one for one in found if one.heading == "看"]
    assert len(pages) > 20 and not [(one.name, one.missed) for one in pages if "查询" in one.missed]


def test_a_page_that_asks_more_of_a_larger_ledger_or_too_much_misses_whatever_its_speed() -> None:
    assert Look(9, 0.02, 0.03).missed(Look(9, 0.02, 0.03)) == ""
    assert Look(11, 0.02, 0.03).missed(Look(9, 0.02, 0.03)) == "查询由 9 次增到 11 次"
    assert Look(13, 0.02, 0.03).missed(Look(13, 0.02, 0.03)) == "查询超过 12 次"
    assert Look(9, 0.02, 1.2).missed(Look(9, 0.02, 0.03)) == "最慢一次超过一秒"
    assert not Figure("首页", 50, "页/秒", "一万件时", 40, 0.5, missed="查询超过 12 次").met


BATCH = Figure("成批记账", 50, "条/秒", "数据库", 200, 0.5, heading="收")
SEALING = Figure("封签", 90_000, "条/秒", "数据库", 100_000, 0, heading="重建与核验")
MEMORY = Figure("空闲时的内存", 200, "MB", "空框架", 130, 0, less=True, heading="占多少")


def test_two_databases_stand_in_one_table_under_its_headings_and_what_is_missed_is_counted(tmp_path: Path) -> None:
    files = []
    for database, figures in (
        ("SQLite", [SEALING, BATCH, MEMORY]),
        ("PostgreSQL", [replace(BATCH, ours=150), SEALING]),
    ):
        report = Report(database, 10_000, 65, figures, Toll(10, 99, 0, 0, 0, 0))
        files.append(tmp_path / database)
        files[-1].write_text(json.dumps(report.as_json(), ensure_ascii=False), "utf-8")
    said = subprocess.run(
        [sys.executable, "-m", "taizhang", "bench", "--together", *map(str, files)], text=True, encoding="utf-8",
        env={**os.environ, "TAIZHANG_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    table, ending = said.rsplit("\n\n", 1)
    assert [line.split() for line in table.splitlines()] == [
        ["收", "标尺", "目标", "SQLite", "标尺量得", "比值", "PostgreSQL", "标尺量得", "比值"],
        [
            "成批记账",
            "数据库",
            "≥0.5",
            "50",
            "条/秒",
            "200",
            "条/秒",
            "0.25",
            "未达到",
            "150",
            "条/秒",
            "200",
            "条/秒",
            "0.75",
        ],
        [],
        ["重建与核验", "标尺", "目标", "SQLite", "标尺量得", "比值", "PostgreSQL", "标尺量得", "比值"],
        ["封签", "数据库", "—", *["90,000", "条/秒", "100,000", "条/秒", "0.9"] * 2],
        [],
        ["占多少", "标尺", "目标", "SQLite", "标尺量得", "比值", "PostgreSQL", "标尺量得", "比值"],
        ["空闲时的内存", "空框架", "—", "200", "MB", "130", "MB", "0.65", "—", "—", "—"],
    ]
    assert ending.splitlines() == [
        "SQLite：有目标的 1 项，未达到 1 项；看页面时台账 10,000 件；用时 1 分 5 秒",
        "SQLite：杀进程 10 次：已答复 99 条，丢失 0，重复 0，半批 0，核验不符 0",
        "PostgreSQL：有目标的 1 项，未达到 0 项；看页面时台账 10,000 件；用时 1 分 5 秒",
        "PostgreSQL：杀进程 10 次：已答复 99 条，丢失 0，重复 0，半批 0，核验不符 0",
    ]
    assert list(tmp_path.iterdir()) == files, "nothing else is made"


def test_the_scratch_of_the_bench_lies_in_the_installation_and_not_where_one_stands(installations: Maker) -> None:
    place = installations.empty("sqlite")
    elsewhere = place.home / "elsewhere"
    elsewhere.mkdir()
    said = place.python(
        "import os\nfrom pathlib import Path\nfrom taizhang.commands.bench import _scratch\n"
        f"os.chdir({str(elsewhere)!r})\n"
        "with _scratch(): print(Path(os.environ['TAIZHANG_HOME']).parent, *os.listdir('.'))"
    )
    assert said.split() == [str(place.home)]


def test_the_text_to_read_is_a_row_of_plans() -> None:
    reading = read_text(plan_text(10_000)).as_json()
    assert len(reading["plans"]) > 3 and reading["plans"][0]["phases"]


SERVED = """
from datetime import timedelta
from django.utils import timezone
from taizhang.bench import clients, scaling, submissions, yardsticks
from taizhang.bench.footprint import footprint_figures
from taizhang.bench.measures import _starting
from taizhang.bench.town import build
from taizhang.campaigns.packs import pack
clients.AT_ONCE = (1, 3)
clients.COUNT = 6
scaling.CLIENTS, scaling.REQUESTS, scaling.IMPORTS, scaling.ROWS = 2, 2, 3, 5
now = timezone.now()
yardsticks.make_table()
town = build(180, "restaurant", at=now - timedelta(days=9))
_starting(town, pack("gas-safety").plan, now - timedelta(days=9))
scaled = scaling.scaling_figures(town, "restaurant", at=now)
for one in [*clients.client_figures(town, at=now), *scaled, *footprint_figures()]:
    assert one.ours > 0 and one.theirs > 0, one
    print(one.name)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_clients_at_once_send_to_a_server_and_each_record_is_acknowledged(installations: Maker, kind: str) -> None:
    names = installations.migrated(kind).python(SERVED).splitlines()
    assert len(names) == (12 if kind == "postgres" else 8) and names[-1] == "空闲时的内存"


@pytest.mark.parametrize("kind", KINDS)
def test_the_fault_campaign_counts_kills_and_finds_nothing_lost(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    told = "from taizhang.bench.killed import toll\nfound = toll(3)\nprint(found.acknowledged, found.sentence)"
    acknowledged, sentence = place.python(told).strip().split(" ", 1)
    assert int(acknowledged) > 10
    assert sentence == f"杀进程 3 次：已答复 {acknowledged} 条，丢失 0，重复 0，半批 0，核验不符 0"


def test_the_fault_campaign_notices_what_is_missing(installations: Maker) -> None:
    place = installations.migrated("sqlite")
    said = place.python(LOSING)
    assert "丢失 1，重复 0，半批 1，核验不符 1" in said
