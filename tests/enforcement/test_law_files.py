"""Case files under law: from the clue to the outcome, each delay visible, seen by the posts of the line only."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from docx import Document

from taizhang.cases.operations import file
from taizhang.enforcement.models import LawFile
from taizhang.journal.rebuild import rebuild
from tests.licences.scene import VILLAGE
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, fresh, in_words
from tests.tables import tables

OFFICERS = "雷小川、秦正明"


def found(scene: Scene, clock: Clock) -> UUID:
    subject = scene.subjects["老井酒坊"]
    return file(
        by=scene.cast.station, at=clock.now, campaign=scene.campaign, org=scene.org(VILLAGE), category="forbidden",
        title="生产目录禁止的白酒", subject=subject.pk,
    )  # fmt: skip


def clue(scene: Scene, case: UUID, who: str = "station") -> LawFile:
    form = {"entry": fresh(), "case": str(case), "line": "enforcement", "title": "老井酒坊案", "account": "夜间生产"}
    scene.person(who).client.post("/enforcement/new", form)
    return LawFile.objects.get(case=case)


def take(scene: Scene, row: LawFile, verb: str, who: str = "enforcement", **said: Any) -> str:
    form = {"entry": fresh(), "account": "依法办理", **said}
    return in_words(scene.person(who).client.post(f"/enforcement/{row.pk}/{verb}", form, follow=True))


@pytest.mark.mission("W5", "C42")
def test_a_grave_problem_goes_from_clue_to_outcome_and_back_to_its_case(scene: Scene, clock: Clock) -> None:
    case = found(scene, clock)
    enforcement, office = scene.person("enforcement"), scene.person("office")
    assert "重大问题未研究立案（1）" in office.look("/enforcement/")
    row = clue(scene, case)
    page = enforcement.look("/enforcement/")
    assert "有线索未立案（1）" in page and "重大问题未研究立案（0）" in page
    clock.to(6, 20)
    assert "超过期限（1）" in enforcement.look("/enforcement/"), "fifteen working days without a file"
    assert "待核" in enforcement.look(f"/enforcement/{row.pk}/")

    assert "不得少于两人" in take(scene, row, "filed", number="禾市监立〔2026〕1号", officers="雷小川")
    take(scene, row, "filed", number="禾市监立〔2026〕1号", officers=OFFICERS)
    page = enforcement.look("/enforcement/")
    assert "有线索未立案（0）" in page and "立案未调查终结（1）" in page and "超过期限（0）" in page
    clock.to(8, 25)
    assert "超过期限（1）" in enforcement.look("/enforcement/"), "an investigation that drags on"
    take(scene, row, "investigated", officers=OFFICERS)
    fine = {"number": "禾市监罚〔2026〕1号", "officers": OFFICERS, "outcome": "fine"}
    assert "同一人" in take(scene, row, "decided", **fine, amount="5000")
    assert "罚款请写明金额" in take(scene, row, "decided", "office", **fine)
    assert "罚款 5,000元" in take(scene, row, "decided", "office", **fine, amount="5000")
    take(scene, row, "executed")
    assert "已执行结案" in office.look(f"/enforcement/{row.pk}/")
    assert "罚款 5,000元" in office.case(case)
    assert "罚款 5,000元" in scene.person("village").case(case), "the outcome is told to whoever sees the case"
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("W5", "C9")
def test_only_the_posts_of_the_line_open_a_file(scene: Scene, clock: Clock) -> None:
    case = found(scene, clock)
    row = clue(scene, case)
    for who, status in (
        ("leader", 200),
        ("station", 200),
        ("licensing", 404),
        ("other_station", 404),
        ("village", 404),
    ):
        assert scene.person(who).client.get(f"/enforcement/{row.pk}/").status_code == status, who
    assert scene.person("village").client.get("/enforcement/").status_code == 403
    village = scene.person("village").case(case)
    assert "有线索，未立案" in village and f"/enforcement/{row.pk}" not in village
    take(scene, row, "filed", "station", number="1", officers=OFFICERS)
    assert LawFile.objects.get().stage == "clue", "the station reports, the line decides"


@pytest.mark.mission("C42")
def test_a_file_is_handed_over_and_its_record_is_a_word_document(scene: Scene, clock: Clock) -> None:
    row = clue(scene, found(scene, clock))
    take(scene, row, "filed", number="禾市监立〔2026〕1号", officers=OFFICERS)
    assert "移送公安机关" in take(scene, row, "handed_over", receiver="公安机关", account="涉嫌犯罪")
    answer = scene.person("enforcement").client.get(f"/enforcement/{row.pk}/record.docx")
    written = Document(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    words = " ".join(cell.text for table in written.tables for line in table.rows for cell in line.cells)
    assert "禾市监立〔2026〕1号" in words and "涉嫌犯罪" in words and OFFICERS in words
    take(scene, row, "decided", "office", number="1", officers=OFFICERS, outcome="none")
    assert LawFile.objects.get().stage == "handed_over", "it is another authority's now"
