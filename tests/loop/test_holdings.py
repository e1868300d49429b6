"""Leaders hold villages, stations hold groups, cadres hold households: the matrix shows every gap by name."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from taizhang.core.roles import Role
from taizhang.orgs.operations import NewPost, set_posts
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, STREET, Scene, build_scene

HOLDINGS: dict[str, Any] = {
    "subject_kinds": [
        {"id": "restaurant", "name": "用气餐饮场所", "fields": [
            {"id": "name", "label": "店名"}, {"id": "keeper", "label": "包户干部"},
        ]},
    ],
    "holdings": [
        {"id": "leaders", "title": "领导包村", "level": "village", "role": "leader"},
        {"id": "cadres", "title": "干部包户", "kind": "restaurant", "field": "keeper"},
    ],
}  # fmt: skip


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    scene = build_scene(build_cast(BEGIN), {**PLAN, **HOLDINGS})
    leader = NewPost(org=scene.org(FIRST), role=Role.LEADER, user=None, person="柳书记")
    set_posts([leader], by="user:0", at=BEGIN)
    held = NewSubject(kind="restaurant", name="包好的店", org=scene.org(FIRST).number, fields={"keeper": "江小禾"})
    add_subjects([held], by=scene.cast.office, at=BEGIN)
    return scene


@pytest.mark.mission("E2")
def test_the_matrix_names_who_holds_and_what_nobody_holds(scene: Scene) -> None:
    page = scene.person("office").look(f"/holdings/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "领导包村共 2 个，1 个没有人包" in page and "柳书记 1 个" in page
    assert "没有人包稻香社区" in page
    assert "干部包户共 5 个，4 个没有人包" in page and "江小禾 1 个" in page
    assert "阿婆面馆" in page.partition("干部包户")[2].partition("没有人包")[2]


@pytest.mark.mission("E2")
def test_a_village_sees_its_own_and_not_its_neighbours(scene: Scene) -> None:
    clerk = scene.person("clerk")
    page = clerk.look(f"/holdings/{scene.campaign.pk}/{scene.org(FIRST).number}")
    assert "干部包户共 3 个，2 个没有人包" in page and "稻香饭庄" not in page
    assert clerk.client.get(f"/holdings/{scene.campaign.pk}/{scene.org(SECOND).number}").status_code == 404


@pytest.mark.mission("E2")
def test_the_matrix_goes_out_as_excel_with_the_gaps_marked(scene: Scene) -> None:
    answer = scene.person("office").client.get(
        f"/holdings/{scene.campaign.pk}/{scene.org(STREET).number}/holdings.xlsx"
    )
    book = load_workbook(io.BytesIO(b"".join(answer)))  # type: ignore[call-overload]
    assert book.sheetnames == ["领导包村", "干部包户"]
    cells = [value for sheet in book for line in sheet.iter_rows(values_only=True) for value in line]
    assert cells.count("（空缺）") == 5 and "柳书记" in cells and "江小禾" in cells
