"""An office clerk changes a checklist in Excel: down, up, every fault in its cell, what was inspected before stays."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from taizhang.campaigns.editing import live_items
from taizhang.campaigns.models import Campaign, PlanDraft
from taizhang.campaigns.queries import plan_of
from taizhang.campaigns.starting import standing_of
from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from taizhang.inspections.operations import record
from taizhang.openrosa.forms import form_for
from tests.cast import Cast
from tests.phone.scene import Scene, build_scene

Rows = Sequence[Sequence[Any]]
HEAD = ["type", "name", "label", "required", "relevant", "constraint", "calculation", "category", "fail_when"]
SURVEY: Rows = [
    HEAD,
    ["start", "start", ""],
    ["select one result", "alarm", "已安装报警装置", "yes", "", "", "", "未装报警装置"],
    ["begin repeat", "bottle", "气瓶"],
    ["decimal", "weight", "充装量（千克）", "yes", "", ". > 0 and . <= 50", "", "气瓶不符合要求", ">15"],
    ["end repeat"],
    ["calculate", "total", "总量", "", "", "", "sum(${weight})", "bottle", ">=100"],
    ["note", "told", "气瓶总量 ${total} 千克"],
    ["select_one_from_file subjects.csv", "supplier", "供气单位"],
    ["time", "closed", "打烊时间"],
    ["geopoint", "spot", "气瓶间位置"],
    ["image", "shot", "气瓶间照片"],
]
CHOICES: Rows = [["list name", "name", "label"], ["result", "pass", "合格"], ["result", "fail", "不合格"]]


def book(survey: Rows = SURVEY, choices: Rows = CHOICES, **more: Rows) -> SimpleUploadedFile:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in {"survey": survey, "choices": choices, **more}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stored = io.BytesIO()
    made.save(stored)
    return SimpleUploadedFile("检查表.xlsx", stored.getvalue())


def changed(row: int, column: str, value: Any) -> list[list[Any]]:
    """The survey with one cell otherwise; `row` as Excel counts."""
    rows = [[*cells, *[""] * (len(HEAD) - len(cells))] for cells in SURVEY]
    rows[row - 1][HEAD.index(column)] = value
    return rows


@pytest.fixture
def scene(cast: Cast, at: datetime) -> Scene:
    return build_scene(cast, at - timedelta(hours=1))


def put(office: Client, scene: Scene, file: SimpleUploadedFile, **more: str) -> Any:
    words = {"target": "restaurant/checklist", "file": file, **more}
    return office.post(f"/checklists/campaign/{scene.campaign.pk}/", words)


def now(scene: Scene) -> Campaign:
    return Campaign.objects.get(pk=scene.campaign.pk)


def inspect(cast: Cast, scene: Scene, at: datetime, answers: Mapping[str, Any], version: str = "") -> Inspection:
    body = {"checklist": "kitchen", "version": version, "answers": answers}
    about = record(by=cast.grid_worker, at=at, campaign=now(scene), subject=scene.subjects["阿婆面馆"], body=body)
    return Inspection.objects.get(pk=about)


@pytest.mark.mission("C28", "C29")
def test_a_checklist_in_excel_becomes_the_next_version_and_past_inspections_keep_theirs(
    office: Client, cast: Cast, scene: Scene, at: datetime
) -> None:
    before = inspect(cast, scene, at, {"gas": "lpg", "alarm": "pass", "hose": "fail", "bottles": "pass"})
    answer = put(office, scene, book(), reason="按新标准")
    assert answer.status_code == 302
    campaign = now(scene)
    checklist = plan_of(campaign).checklist("kitchen")
    assert checklist is not None
    assert (campaign.plan_version, checklist.title, checklist.version) == (2, "餐饮场所检查表", "2026-05-13")
    assert [item.name for item in checklist.items][:3] == ["alarm", "bottle", "weight"]
    assert checklist.item("alarm").category == "no-alarm"

    after = inspect(cast, scene, at, {"alarm": "pass", "weight": "15", "weight#2": "50", "weight#3": 40}, "2026-05-13")
    assert [(one["item"], one["category"]) for one in after.failures] == [
        ("weight#2", "bottle"), ("weight#3", "bottle"), ("total", "bottle"),
    ]  # fmt: skip
    assert after.answers["total"] == "105"
    assert Case.objects.filter(inspection=after.pk).count() == 3
    page = office.get(f"/inspections/{after.pk}/").content.decode()
    assert "气瓶（3）" in page
    assert "气瓶总量 105 千克" not in page  # a note is no answer
    assert "软管无老化" in office.get(f"/inspections/{before.pk}/").content.decode()


@pytest.mark.mission("C55")
def test_a_checklist_that_asks_what_the_register_holds_is_refused_with_the_way_to_mend_it(
    office: Client, scene: Scene
) -> None:
    page = put(office, scene, book([*SURVEY, ["integer", "places", "餐位数"]]), reason="补充").content.decode()
    assert "餐位数" in page and "底数里已有" in page and "name 改成 seats" in page
    assert now(scene).plan_version == 1
    assert put(office, scene, book([*SURVEY, ["integer", "seats", "餐位数"]]), reason="补充").status_code == 302


@pytest.mark.mission("C28")
@pytest.mark.parametrize(
    ("survey", "cell", "words"),
    [
        (changed(3, "type", "select_one resultat"), "A3", "choices 表中没有“resultat”"),
        (changed(3, "name", "Alarm"), "B3", "不能作名称"),
        (changed(5, "name", "alarm"), "B5", "重复"),
        (changed(3, "category", "燃气泄漏"), "H3", "没有问题类别“燃气泄漏”"),
        (changed(5, "constraint", "${weigth} > 0"), "F5", "没有名为“weigth”的检查项"),
        (changed(5, "constraint", ". > pow(2)"), "F5", "pow"),
        (changed(3, "relevant", "gas = 'lpg'"), "E3", "${名称}"),
        (changed(7, "calculation", ""), "G7", "没有算式"),
        (changed(5, "fail_when", "很多"), "I5", "不能与数字比较"),
        (changed(10, "type", "video"), "A10", "video"),
        (changed(9, "type", "select_one_from_file villages.csv"), "A9", "villages.csv"),
        (changed(6, "type", "end group"), "A6", "没有对应的开头"),
        (changed(12, "label", ""), "C12", "没有题目"),
        ([[*HEAD, "choice_filter"], *changed(1, "type", "type")[1:]], "J1", "choice_filter"),
    ],
)
def test_a_fault_is_named_with_its_cell_and_nothing_is_changed(
    office: Client, scene: Scene, survey: Rows, cell: str, words: str
) -> None:
    answer = put(office, scene, book(survey))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<th scope="row" class="nowrap">{cell}</th>' in page
    assert words in page.replace("&#x27;", "'")
    assert now(scene).plan_version == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("照片.xlsx", b"\xff\xd8\xff\xe0"), "照片"),
        (SimpleUploadedFile("检查表.csv", "检查项,结果".encode()), "survey"),
        (SimpleUploadedFile("空.xlsx", b" "), "空"),
    ],
)
def test_what_is_no_form_is_refused_with_what_it_is(
    office: Client, scene: Scene, file: SimpleUploadedFile, words: str
) -> None:
    answer = put(office, scene, file)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_sheet_by_another_name_is_pointed_out(office: Client, scene: Scene) -> None:
    stored = Workbook()
    stored.worksheets[0].append(["检查项"])
    content = io.BytesIO()
    stored.save(content)
    answer = put(office, scene, SimpleUploadedFile("检查表.xlsx", content.getvalue()))
    assert "没有 survey 工作表" in answer.content.decode()


@pytest.mark.mission("C28", "C29")
def test_what_is_downloaded_is_taken_back_as_the_same_and_a_change_as_a_new_version(
    office: Client, scene: Scene
) -> None:
    address = f"/checklists/campaign/{scene.campaign.pk}/restaurant/checklist.xlsx"
    content = office.get(address).content
    opened = load_workbook(io.BytesIO(content))
    assert opened["问题类别"]["A2"].value == "未装报警装置"
    again = put(office, scene, SimpleUploadedFile("检查表.xlsx", content))
    assert "没有改动" in again.content.decode()

    sheet = opened["survey"]
    sheet["C4"] = "报警装置已安装并通电"
    stored = io.BytesIO()
    opened.save(stored)
    assert put(office, scene, SimpleUploadedFile("检查表.xlsx", stored.getvalue())).status_code == 302
    checklist = plan_of(now(scene)).checklist("kitchen")
    assert checklist is not None
    assert (checklist.version, checklist.item("alarm").label) == ("1.2", "报警装置已安装并通电")
    assert checklist.item("alarm").clause == "第三十六条"


@pytest.mark.mission("C28")
def test_what_was_uploaded_is_a_form_for_odk_collect_too(office: Client, cast: Cast, scene: Scene) -> None:
    put(office, scene, book())
    form = form_for(cast.grid_worker, f"kitchen-{scene.campaign.pk.hex}")
    assert "jr:count" not in form.xml.decode()
    assert 'nodeset="/data/bottle"' in form.xml.decode()


def test_a_kind_gets_its_own_where_another_use_shares_the_form(office: Client, scene: Scene) -> None:
    answer = put(office, scene, book(), target="restaurant/self_checklist")
    assert answer.status_code == 302
    kind = plan_of(now(scene)).kind("restaurant")
    assert kind is not None
    assert (kind.checklist, kind.self_checklist) == ("kitchen", "restaurant-self-check")


def test_only_who_manages_the_campaign_puts_a_checklist_in_place(browser: Any, scene: Scene) -> None:
    assert put(browser("clerk"), scene, book()).status_code in {403, 404}
    assert now(scene).plan_version == 1


@pytest.mark.mission("C28")
def test_a_draft_takes_a_checklist_before_the_campaign_starts(office: Client, draft: PlanDraft) -> None:
    kind = next(item.data for item in live_items(draft) if item.section == "kind")
    words = {
        "target": f"{kind['id']}/checklist",
        "file": book([row[:7] for row in SURVEY if row[0] != "calculate"][:6]),
    }
    answer = office.post(f"/checklists/draft/{draft.pk}/", words)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    plan = standing_of(draft).plan
    data = next(item.data for item in live_items(draft) if item.section == "kind" and item.data["id"] == kind["id"])
    assert "weight" in draft.frame["checklists"][data["checklist"]]
    assert plan is None or plan.checklist(data["checklist"])
    assert office.get(f"/checklists/draft/{draft.pk}/{kind['id']}/checklist.xlsx").status_code == 200
