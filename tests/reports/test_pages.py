"""The pages of reports through HTTP: the matrix, a report with its figures, its papers, and who may do what."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import Workbook, load_workbook

from taizhang.reports.models import Report
from taizhang.reports.operations import confirm, sweep
from taizhang.workflows.clock import tick

from .conftest import Clock
from .scene import FIRST, FIRST_GRID, SECOND, SECOND_GRID, STREET, Scene, on


def signed_in(scene: Scene, name: str) -> Client:
    client = Client()
    client.force_login(scene.cast.user(name))
    return client


def text_of(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.mission("X10", "C49", "C51", "C52")
def test_a_clerk_confirms_with_a_correction_and_the_street_sees_both(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"), title="软管超过两米")
    clerk, office = signed_in(scene, "clerk"), signed_in(scene, "office")
    report = scene.report(FIRST, 13)
    page = clerk.get(f"/reports/{report.pk}/").content.decode()
    assert "确认报送" in page and "软管超过两米" not in page
    records = clerk.get(f"/reports/{report.pk}/records/cases.filed").content.decode()
    assert "软管超过两米" in records
    answer = clerk.post(
        f"/reports/{report.pk}/confirm",
        {"value-cases.filed": "3", "reason-cases.filed": "另有两处只记在纸上", "note": "雨天少查两户"},
    )
    assert answer.status_code == 302
    seen = office.get(f"/reports/{report.pk}/").content.decode()
    assert "江小禾更正：另有两处只记在纸上" in seen and "雨天少查两户" in seen
    above = office.get(f"/reports/{scene.report(STREET, 13).pk}/").content.decode()
    assert "发现并立案问题不相符" in above and "由 1 更正为 3：另有两处只记在纸上" in above


@pytest.mark.mission("C50")
def test_nothing_new_is_a_nil_report_by_one_click(scene: Scene, clock: Clock) -> None:
    clerk = signed_in(scene, "clerk")
    report = scene.report(FIRST, 13)
    assert "没有情况也要报" in clerk.get(f"/reports/{report.pk}/").content.decode()
    clerk.post(f"/reports/{report.pk}/confirm", {"nil": "1"})
    assert Report.objects.get(pk=report.pk).state == "nil"
    assert "零报告" in signed_in(scene, "office").get("/reports/").content.decode()


@pytest.mark.mission("C52")
def test_the_street_returns_and_the_reason_reaches_the_community(scene: Scene, clock: Clock) -> None:
    report = scene.report(FIRST, 13)
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=report.pk)
    office, clerk = signed_in(scene, "office"), signed_in(scene, "clerk")
    refused = office.post(f"/reports/{report.pk}/return", {"reason": "", "back": f"/reports/{report.pk}/"}, follow=True)
    assert "没有填写理由" in refused.content.decode()
    office.post(f"/reports/{report.pk}/return", {"reason": "与网格记录不符"})
    assert "与网格记录不符" in clerk.get("/reports/").content.decode()
    assert clerk.post(f"/reports/{report.pk}/return", {"reason": "x"}).status_code == 403


@pytest.mark.mission("C48", "C49")
def test_the_matrix_shows_each_place_and_period_by_name(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=scene.report(FIRST, 13).pk)
    sweep(now=clock.to(13, "16:05"))
    office = signed_in(scene, "office")
    page = office.get("/reports/?definition=daily").content.decode()
    assert "柳荫社区" in page and "稻香社区" in page and "按时报送" in page and "未报" in page and "5月13日" in page
    missing = office.get("/reports/?definition=daily&state=missing").content.decode()
    body = missing[missing.index("<tbody>") :]
    assert "稻香社区" in body and "柳荫社区" not in body


def test_pages_cost_few_queries_however_many_places(
    scene: Scene, clock: Clock, django_assert_max_num_queries: object
) -> None:
    office = signed_in(scene, "office")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert office.get("/reports/").status_code == 200


@pytest.mark.parametrize("name", ["other_clerk", "system_admin", "auditor"])
def test_reports_of_others_are_not_told(scene: Scene, clock: Clock, name: str) -> None:
    report = scene.report(FIRST, 13)
    for address in ("", "records/cases.filed", "report.docx", "report.xlsx"):
        assert signed_in(scene, name).get(f"/reports/{report.pk}/{address}").status_code in (403, 404)
    assert signed_in(scene, name).post(f"/reports/{report.pk}/confirm").status_code in (403, 404)


@pytest.mark.mission("C51", "C53")
def test_a_frozen_report_shows_what_came_later_beside_it(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"), title="阀门漏气")
    sweep(now=clock.to(13, "16:00"))
    scene.found_offline(FIRST_GRID, on(13, "15:50"), received=on(13, "16:20"))
    clock.to(13, "16:30")
    report = scene.report(FIRST, 13)
    office = signed_in(scene, "office")
    page = office.get(f"/reports/{report.pk}/").content.decode()
    assert "同一时段现为" in page
    kept = office.get(f"/reports/{report.pk}/records/cases.filed").content.decode()
    assert "阀门漏气" in kept and "阀门松动" not in kept
    present = office.get(f"/reports/{report.pk}/records/cases.filed?now=1").content.decode()
    assert "阀门松动" in present


@pytest.mark.mission("C54")
def test_what_arrived_between_the_cut_offs_is_named_as_the_reason_why_levels_do_not_tie(
    scene: Scene, clock: Clock
) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    scene.found(SECOND_GRID, on(13, "11:00"))
    sweep(now=on(13, "16:00"))
    scene.found(SECOND_GRID, on(13, "16:30"))
    tick(now=on(13, "17:30"))
    sweep(now=on(13, "17:30"))
    street = scene.report(STREET, 13)
    assert street.figures["cases.filed"] == 2
    clock.to(13, "17:40")
    assert "不相符" not in signed_in(scene, "office").get(f"/reports/{street.pk}/").content.decode()
    scene.found_offline(FIRST_GRID, on(14, "15:50"), received=on(14, "16:20"))
    sweep(now=clock.to(14, "16:00"))
    sweep(now=clock.to(14, "17:30"))
    page = signed_in(scene, "office").get(f"/reports/{scene.report(STREET, 14).pk}/").content.decode()
    assert "有 1 条记录在下级截止之后到达" in page


@pytest.mark.mission("C54")
def test_dailies_that_fill_a_week_tie_with_the_weekly(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(12, "10:00"))
    scene.found(FIRST_GRID, on(14, "10:00"))
    sweep(now=on(13, "16:00"))
    corrections = {"cases.filed": (5, "补登")}
    confirm(by=scene.cast.clerk, at=on(14, "15:00"), report=scene.report(FIRST, 14).pk, corrections=corrections)
    sweep(now=clock.to(15, "16:00"))
    weekly = scene.report(FIRST, 15, "weekly")
    assert weekly.figures["cases.filed"] == 2
    page = signed_in(scene, "clerk").get(f"/reports/{weekly.pk}/").content.decode()
    assert "与同期其他报表不相符" in page and "本表 2" in page and "合计 6" in page


@pytest.mark.mission("C51", "C53")
def test_the_word_of_a_frozen_report_is_the_same_whenever_it_is_asked_for(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=scene.report(FIRST, 13).pk,
            corrections={"cases.filed": (2, "漏录一处")})  # fmt: skip
    sweep(now=on(13, "17:30"))
    confirm(by=scene.cast.office, at=on(13, "17:40"), report=scene.report(STREET, 13).pk)
    street = scene.report(STREET, 13)
    clock.to(13, "17:45")
    office = signed_in(scene, "office")
    first = office.get(f"/reports/{street.pk}/report.docx")
    name = unquote(first.headers["Content-Disposition"])
    assert "青禾街道燃气安全专项整治日报（5月13日）.docx" in name
    content = b"".join(first.streaming_content)  # type: ignore[attr-defined]
    words = text_of(content)
    assert "发现并立案问题1个" in words and "柳荫社区由1更正为2（漏录一处）" in words and street.digest[:16] in words
    scene.found_offline(FIRST_GRID, on(13, "15:59"), received=on(20, "09:00"))
    confirm(by=scene.cast.other_clerk, at=on(20, "10:00"), report=scene.report(SECOND, 13).pk)
    clock.to(21, "09:00")
    office = signed_in(scene, "office")
    again = b"".join(office.get(f"/reports/{street.pk}/report.docx").streaming_content)  # type: ignore[attr-defined]
    assert again == content


@pytest.mark.mission("C51")
def test_the_excel_of_a_report_holds_both_levels(scene: Scene, clock: Clock) -> None:
    scene.found(SECOND_GRID, on(13, "10:00"))
    clock.to(13, "15:30")
    answer = signed_in(scene, "office").get(f"/reports/{scene.report(STREET, 13).pk}/report.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == ["本级数据", "下级数据"]
    rows = [[cell.value for cell in row] for row in book["下级数据"].iter_rows()]
    assert any(row[0] == "稻香社区" and row[3] == 1 for row in rows)
    assert rows[-1][0] == "合计"


def own_form(**cells: str) -> SimpleUploadedFile:
    book = Workbook()
    for where, value in cells.items():
        book.active[where] = value
    stored = io.BytesIO()
    book.save(stored)
    return SimpleUploadedFile("上级表样.xlsx", stored.getvalue())


@pytest.mark.mission("C67", "X10")
def test_the_superiors_own_form_is_filled_with_the_reported_figures(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    confirm(by=scene.cast.clerk, at=on(13, "15:00"), report=scene.report(FIRST, 13).pk,
            corrections={"cases.filed": (2, "漏录一处")})  # fmt: skip
    sweep(now=on(13, "17:30"))
    clock.to(13, "18:00")
    office = signed_in(scene, "office")
    street = scene.report(STREET, 13)
    marks = {"A1": "填报单位：{单位}", "B2": "{发现并立案问题}", "C2": "{柳荫社区.发现并立案问题}", "D2": "=B2-C2"}
    answer = office.post(f"/reports/{street.pk}/form", {"form": own_form(**marks)})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet["A1"].value == "填报单位：青禾街道"
    assert (sheet["B2"].value, sheet["C2"].value, sheet["D2"].value) == (1, 2, "=B2-C2")
    wrong = office.post(f"/reports/{street.pk}/form", {"form": own_form(B7="{发现问题数}")})
    assert wrong.status_code == 422 and "B7：{发现问题数}" in wrong.content.decode()
    other = signed_in(scene, "other_clerk")
    assert other.post(f"/reports/{street.pk}/form", {"form": own_form(**marks)}).status_code == 404


@pytest.mark.mission("C66", "X15")
def test_a_clerks_own_word_file_is_filled_and_a_wrong_mark_is_found(scene: Scene, clock: Clock) -> None:
    scene.found(FIRST_GRID, on(13, "10:00"))
    sweep(now=on(13, "17:30"))
    clock.to(13, "18:00")
    office = signed_in(scene, "office")
    address = f"/reports/{scene.report(STREET, 13).pk}/form"
    answer = office.post(address, {"form": own_paper("{单位}本期发现{发现并立", "案问题}个", "。")})
    assert "（简报）.docx" in unquote(answer.headers["Content-Disposition"])
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    document = Document(io.BytesIO(content))
    assert [run.text for run in document.paragraphs[0].runs] == ["青禾街道本期发现1", "个", "。"]
    assert document.paragraphs[0].runs[0].bold
    assert document.tables[0].cell(0, 1).text == "稻香社区：0"
    wrong = office.post(address, {"form": own_paper("共{发现}个")})
    assert wrong.status_code == 422 and "第1段“共{发现}个”：{发现}" in wrong.content.decode()


def own_paper(*runs: str) -> SimpleUploadedFile:
    """A paragraph cut into runs, as Word does, and a table."""
    document = Document()
    paragraph = document.add_paragraph()
    for text in runs:
        paragraph.add_run(text).bold = True
    document.add_table(1, 2).cell(0, 1).text = "稻香社区：{稻香社区.发现并立案问题}"
    stored = io.BytesIO()
    document.save(stored)
    return SimpleUploadedFile("简报.docx", stored.getvalue())
