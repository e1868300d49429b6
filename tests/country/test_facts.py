"""What a county gives upward: facts without a name in them, and the same national figures on DuckDB and on Daft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from taizhang.bench.counties import made_up
from taizhang.cases.models import Case
from taizhang.commands.main import main
from taizhang.country.facts import write_facts
from taizhang.country.national import FIGURES, on_daft, on_duckdb
from taizhang.duties.models import Duty
from taizhang.subjects.models import Subject
from tests.loop.conftest import Clock, clock, scene
from tests.loop.scene import Scene

__all__ = ["clock", "scene"]


@pytest.fixture
def told(scene: Scene, clock: Clock) -> Scene:
    for shop, category in (("阿婆面馆", "hose"), ("阿婆面馆", "leak"), ("稻香饭庄", "hose")):
        scene.found(category, clock.now, shop=shop, title=f"{shop}的机密")
    Case.objects.filter(category="leak").update(open=False, state="struck", closed_at=clock.now)
    return scene


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    with duckdb.connect() as engine:
        found = engine.read_parquet(f"{folder}/{table}/*/*/*.parquet", hive_partitioning=True)
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.mark.mission("C78", "C10")
def test_facts_hold_places_dates_and_states_and_nobody(told: Scene, tmp_path: Path) -> None:
    counted = write_facts(tmp_path)
    assert counted["cases"] == 3 and counted["subjects"] == 4 and counted["duties"] == Duty.objects.count()
    rows = rows_of(tmp_path, "cases")
    assert {(row["province"], str(row["month"]), row["county"], row["township"], row["plan"]) for row in rows} == {
        (53, "2026-05", "530199", "530199001", "gas")
    }
    assert {f"{row['filed_at']:%m-%d %H}" for row in rows} == {"05-13 09"}, "Beijing time"
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    for word in ("机密", "面馆", "周麦生", "青禾街"):
        assert word.encode() not in content
    columns = {
        name for table in ("cases", "duties", "subjects") for row in rows_of(tmp_path, table)[:1] for name in row
    }
    assert not columns & {"id", "subject", "title", "description", "name", "phone", "contact", "address", "lat", "lng"}


@pytest.mark.mission("C78")
def test_writing_again_renews_ones_own_files_and_leaves_those_of_others(told: Scene, tmp_path: Path) -> None:
    write_facts(tmp_path)
    other = tmp_path / "cases" / "province=53" / "month=2026-05" / "530122-0.parquet"
    other.write_bytes(next((tmp_path / "cases").rglob("*.parquet")).read_bytes())
    Case.objects.filter(category="hose").update(filed_at="2026-06-02T00:30+08:00")
    write_facts(tmp_path)
    assert len(rows_of(tmp_path, "cases")) == 6 and other.exists()
    months = {str(row["month"]) for row in rows_of(tmp_path, "cases")}
    assert months == {"2026-05", "2026-06"}
    Case.objects.all().delete()
    Subject.objects.all().delete()
    write_facts(tmp_path)
    assert [path.name for path in (tmp_path / "cases").rglob("*.parquet")] == ["530122-0.parquet"]


@pytest.mark.mission("C78")
def test_the_national_figures_are_the_same_on_both_engines(tmp_path: Path) -> None:
    made_up(tmp_path, counties=40, cases=150)
    for name, figure in FIGURES.items():
        ours = on_duckdb(tmp_path, figure.sql)
        assert ours == on_daft(tmp_path, figure.sql), name
        assert ours and all(len(row) == len(figure.heads) for row in ours)
    whole = on_duckdb(tmp_path, FIGURES["provinces"].sql)
    assert sum(row[2] for row in whole) == 40 * 150 and sum(row[1] for row in whole) == 40


@pytest.mark.mission("C78")
def test_the_command_writes_and_counts(told: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", str(tmp_path / "none"), "--figures"]) == 2
    assert "请先用 taizhang facts" in capsys.readouterr().err
    assert main(["facts", str(tmp_path)]) == 0
    assert "cases\t3" in capsys.readouterr().out
    for engine in ("duckdb", "daft"):
        assert main(["facts", str(tmp_path), "--figures", "--engine", engine]) == 0
        said = capsys.readouterr().out
        assert "53\t1\t3\t2\t0\t1\t0" in said
        assert "合格\t其中自查\n\n" in said, "nobody inspected yet"
