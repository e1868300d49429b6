"""`taizhang check`: texts, Word files, packs; text, JSON and Word with comments."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document

from taizhang.checkup import annotated, check_pack, check_text
from taizhang.commands.main import main
from tests.campaigns.plans import as_docx
from tests.checkup.texts import DEFECTS, SOUND, twin

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def put(tmp_path: Path):  # type: ignore[no-untyped-def]
    def write(text: str, name: str = "方案.txt") -> str:
        file = tmp_path / name
        file.write_bytes(as_docx(text) if name.endswith(".docx") else text.encode("gb18030"))
        return str(file)

    return write


def test_a_sound_plan_ends_with_zero(put, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", put(SOUND)]) == 0
    assert capsys.readouterr().out == "没有发现问题\n"


def test_what_must_be_mended_ends_with_one_and_is_told_with_place_and_remedy(put, capsys) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", put(twin("blank.amount"))]) == 1
    told = capsys.readouterr().out
    assert "严重 1 处" in told and "第19行第" in told and "四、重点任务" in told and "在单位前写上数字" in told


def test_hints_alone_end_with_zero(put) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", put(twin("phase.half-dated"))]) == 0


def test_json_names_code_place_and_quote(put, capsys) -> None:  # type: ignore[no-untyped-def]
    text = twin("date.impossible")
    assert main(["check", put(text), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["code"] == "date.impossible" and found["severity_label"] == "严重"
    assert text[found["place"]["start"] : found["place"]["end"]] == found["quote"]


def test_a_file_that_cannot_be_read_is_said_in_chinese(put, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert main(["check", str(tmp_path / "没有.txt")]) == 1
    assert "打不开" in capsys.readouterr().err
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04nothing")
    assert main(["check", str(tmp_path / "坏.docx")]) == 1
    assert capsys.readouterr().err


def comments(content: bytes) -> list[tuple[str, str]]:
    """(text of the comment, what it marks) of a Word file."""
    document = Document(io.BytesIO(content))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    marked: dict[str, str] = {}
    running: list[str] = []
    for element in document.element.body.iter():
        if element.tag == f"{w}commentRangeStart":
            running.append(element.get(f"{w}id"))
        elif element.tag == f"{w}commentRangeEnd":
            running.remove(element.get(f"{w}id"))
        elif element.tag == f"{w}t":
            for name in running:
                marked[name] = marked.get(name, "") + (element.text or "")
    return [(comment.text, marked.get(str(comment.comment_id), "")) for comment in document.comments]


@pytest.mark.parametrize("name", ["方案.txt", "方案.docx"])
def test_word_has_a_comment_at_the_very_words(put, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "批注.docx"
    main(["check", put(twin("date.impossible"), name), "--word", str(out)])
    ((said, marked),) = comments(out.read_bytes())
    assert "日历上没有" in said and "date.impossible" in said
    assert "6月31日" in marked and len(marked) <= 12


def test_the_words_of_a_commented_file_are_those_of_the_original(put, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = twin("blank.amount")
    out = tmp_path / "批注.docx"
    main(["check", put(text, "方案.docx"), "--word", str(out)])
    assert [paragraph.text for paragraph in Document(str(out)).paragraphs] == text.splitlines()


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_every_finding_gets_its_comment(code: str) -> None:
    findings = check_text(twin(code))
    assert len(comments(annotated(twin(code), findings))) == len(findings)


def test_the_same_text_gives_the_same_bytes() -> None:
    text = twin("numbering.gap")
    assert annotated(text, check_text(text)) == annotated(text, check_text(text))


def test_the_packs_that_come_along_have_nothing_grave() -> None:
    for folder in sorted((ROOT / "packs").iterdir()):
        assert [found for found in check_pack(folder) if found.severity.rank == 0] == [], folder.name


PACK = """id: shops
title: 商铺消防整治
phases:
  - {id: check, name: 集中整治, start: 2026-03-02, end: 2026-03-31}
  - {id: settle, name: 巩固提高, start: 2026-04-05, end: null}
units:
  - {id: fire, name: 镇消防所}
basis:
  - {title: 消防规定, confirmed: false}
duties:
  - {id: meet, title: 动员会, hold: {what: meeting}, by: {level: township}, otherwise: [interview@3d]}
reports:
  - {id: day, title: 日报, every: daily, measures: [cases.open], chain: [{level: village}]}
"""


def test_the_defects_of_a_pack_are_named_with_line_and_path(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "plan.yaml").write_text(PACK, encoding="utf-8")
    assert main(["check", str(tmp_path), "--json"]) == 1
    found = {one["code"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert set(found) == {
        "phase.gap", "plan.open", "duty.idle-unit", "plan.unproved", "ladder.no-first-rung", "report.no-receiver",
        "report.no-cutoff", "target.none", "burden.unasked-report",
    }  # fmt: skip
    assert found["phase.gap"]["place"] == {"line": 5, "column": 1, "path": "phases[1].start", "file": "plan.yaml"}
    assert found["duty.idle-unit"]["place"]["line"] == 7


def test_a_pack_that_cannot_be_read_gives_its_errors_as_findings(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PACK.replace("by: {level: township}", "by: {level: town}"), encoding="utf-8")
    (found,) = check_pack(tmp_path)
    assert found.code == "plan.error" and found.place.line == 11 and "township" in found.remedy
