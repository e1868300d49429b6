"""Every long list as a file: by the chosen columns, in its order, narrowed as the page; protected values in part."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import correct
from taizhang.web.lists import LISTS
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SECOND, Scene


def as_csv(client: Client, name: str, words: str = "") -> list[list[str]]:
    answer = client.get(f"/lists/{name}/export.csv?{words}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.streaming
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff"), "Excel reads the Chinese"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def as_excel(client: Client, name: str, words: str = "") -> list[list[Any]]:
    book = load_workbook(io.BytesIO(client.get(f"/lists/{name}/export.xlsx?{words}").getvalue()))
    return [list(row) for row in book.active.iter_rows(min_row=3, values_only=True)]


@pytest.fixture
def inspected(town: Scene, clock: Clock) -> Scene:
    for shop in ("阿婆面馆", "稻香饭庄"):
        row = town.subjects[shop]
        Inspection.objects.create(
            id=row.pk, campaign=town.campaign.pk, subject=row.pk, org=row.org, path=row.path, checklist="shop",
            passed=shop == "稻香饭庄", failures=[] if shop == "稻香饭庄" else ["valve"], inspector="user:1",
            inspector_name="周麦生", happened_at=clock.now, received_at=clock.now,
        )  # fmt: skip
    return town


@pytest.mark.mission("X9", "X3")
def test_both_files_of_every_list_hold_the_same_lines(inspected: Scene) -> None:
    office = inspected.person("office").client
    for name in LISTS:
        table, sheet = as_csv(office, name), as_excel(office, name)
        assert [row[2] for row in table] == [str(row[2] or "") for row in sheet], name
        assert len(table) > 2, name
        assert table[0][0] == "序号"


@pytest.mark.mission("X9")
def test_a_file_has_the_columns_the_order_and_the_filter_of_the_page(inspected: Scene) -> None:
    office = inspected.person("office").client
    office.post("/lists/duties/columns", {"column": ["title", "due"], "place-due": "1", "place-title": "2"})
    lines = as_csv(office, "duties", "sort=-due_at&rule=check")
    assert lines[0] == ["序号", "截止", "任务"]
    assert {line[2] for line in lines[1:]} == {"逐户检查用气餐饮场所"}
    assert len(lines) == 1 + Duty.objects.filter(rule="check").count()
    moments = [line[1] for line in lines[1:]]
    assert moments == sorted(moments, reverse=True)
    lines = as_csv(office, "register", "sort=-name&columns=name.place")
    assert lines[0] == ["序号", "店名", "街道（乡镇）", "社区（村）", "网格"]
    assert [line[1] for line in lines[1:]] == list(Subject.objects.order_by("-name").values_list("name", flat=True))
    lines = as_csv(office, "inspections", "result=failed&columns=subject.result")
    assert lines == [["序号", "对象", "结果", "不合格项数"], ["1", "阿婆面馆", "有不合格", "1"]]
    lines = as_csv(office, "ledger", "sort=due_at&columns=title.due&q=软管")
    assert [line[2] for line in lines[1:]] == sorted(line[2] for line in lines[1:])
    assert len(lines) == 3


@pytest.mark.mission("C9", "C13")
def test_a_file_holds_only_what_the_post_covers_and_protects_what_is_protected(inspected: Scene, clock: Clock) -> None:
    clerk, owner = inspected.person("clerk").client, inspected.person("owner").client
    for name in LISTS:
        told = str(as_csv(clerk, name))
        assert "阿婆面馆" in told or name == "ledger", name
        assert "稻香饭庄" not in told, name
        assert "稻香饭庄" not in client_text(owner, name), name
    assert "139****5678" in str(as_csv(clerk, "register"))
    assert "13912345678" not in str(as_csv(clerk, "register", "columns=name.code"))
    assert inspected.person("auditor").client.get("/lists/register/export.csv").status_code == 403
    evil = "=1+2"
    correct(by=inspected.cast.office, at=clock.now, subject=inspected.subjects["阿婆面馆"].pk, changes={"name": evil})
    assert f"'{evil}" in str(as_csv(clerk, "duties")), "no cell that a spreadsheet would reckon"


def client_text(client: Client, name: str) -> str:
    answer = client.get(f"/lists/{name}/export.csv")
    return answer.getvalue().decode() if answer.status_code == 200 else ""


@pytest.mark.mission("X9")
def test_duties_and_records_are_found_by_words(inspected: Scene) -> None:
    office = inspected.person("office")
    for words, found in (("阿婆", 1), ("apo", 1), ("培训", 2), ("子虚乌有", 0)):
        assert len(as_csv(office.client, "duties", f"q={words}")) == 1 + found, words
    by_org = as_csv(office.client, "duties", f"q={inspected.org(FIRST).name}&rule=training")
    assert len(by_org) == 2
    assert len(as_csv(office.client, "inspections", "q=稻香")) == 2
    assert len(as_csv(office.client, "inspections", "q=周麦生")) == 3
    assert len(as_csv(office.client, "inspections", f"org={inspected.org(SECOND).number}&q=稻香")) == 2
    assert "没有符合条件的任务" in office.look("/duties/?q=子虚乌有")
