"""CSV, GeoJSON and the JSON API: the key's scope and no more, protected values in part, page by page."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest

from taizhang.cases.models import Case
from taizhang.doors.csv_door import csv_of
from taizhang.doors.keys import grant_of
from taizhang.doors.reading import rows_in_scope
from taizhang.doors.tables import CASES, TABLES
from taizhang.subjects.models import Subject
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SECOND, Scene
from tests.loop.test_loop import assign

from .conftest import ID_NUMBER, PHONE, Systems

MINE, THEIRS = ("甲安的问题", "阿婆面馆", "柳荫"), ("乙安", "稻香", "田园餐馆")


def table_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@pytest.mark.mission("C78", "C9")
@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_door_tells_another_places_key_anything(systems: Systems, table: str) -> None:
    system = systems.key(FIRST)
    addresses = [f"csv/{table}.csv", f"v1/{table}"]
    addresses += [f"geojson/{table}.geojson"] if TABLES[table].place else []
    told = "".join(system.text(address) for address in addresses)
    assert not [word for word in THEIRS if word in told]
    assert system.json(f"v1/{table}")["items"] or table in {"reports", "inspections"}


@pytest.mark.mission("C78", "C9")
def test_guessed_ids_and_paths_find_nothing(systems: Systems) -> None:
    system, scene = systems.key(FIRST), systems.scene
    other = Case.objects.get(title="乙安的问题")
    for address in (f"v1/cases/{other.pk}", f"v1/subjects/{scene.subjects['稻香饭庄'].pk}", "v1/cases/1",
                    f"v1/orgs/{scene.org(SECOND).number}", "v1/nothing", "csv/users.csv"):  # fmt: skip
        assert system.get(address).status_code == 404, address
    assert system.json("v1/cases", path=scene.org(SECOND).path)["items"] == []
    assert table_of(system.text("csv/cases.csv", id=str(other.pk))) == []
    assert system.json("v1/cases", campaign=str(other.campaign))["items"], "its own remain"
    own = Case.objects.get(title="甲安的问题")
    assert system.json(f"v1/cases/{own.pk}")["category_name"] == "软管不符合要求"


@pytest.mark.mission("C78")
def test_a_key_gives_only_the_kinds_of_data_and_the_campaigns_that_it_was_made_for(systems: Systems) -> None:
    system = systems.key(tables=("orgs",))
    assert system.get("csv/cases.csv").status_code == 403
    assert "没有“问题台账”" in system.get("v1/cases").json()["detail"]
    assert system.get("v1/changes?table=cases").status_code == 403
    assert system.json("v1/orgs")["items"]
    campaign = systems.scene.campaign.pk
    assert systems.key(campaigns=[campaign]).json("v1/cases")["items"]
    Case.objects.filter(title="甲安的问题").update(campaign="00000000-0000-0000-0000-00000000000a")
    told = systems.key(campaigns=[campaign]).text("csv/cases.csv")
    assert "甲安的问题" not in told and "乙安的问题" in told


@pytest.mark.mission("C78", "C10")
def test_protected_values_come_in_part_unless_the_key_may_have_them_whole(systems: Systems) -> None:
    for address in ("csv/subjects.csv", "v1/subjects", "geojson/subjects.geojson"):
        part, whole = systems.key().text(address), systems.key(personal=True).text(address)
        assert PHONE not in part and "139****1234" in part and PHONE in whole, address
        assert ID_NUMBER not in part
    for address in ("v1/cases", "csv/cases.csv"):
        part, whole = systems.key().text(address), systems.key(personal=True).text(address)
        assert "店主口述" not in part and "店主口述" in whole
        assert "周麦生" not in part and "周＊＊" in part and "周麦生" in whole
    answer = systems.key().get("v1/subjects", phone=PHONE)
    assert answer.status_code == 400, "what is shown in part cannot be asked by: it would tell by yes and no"


@pytest.mark.mission("C78")
def test_excel_reads_the_csv_and_no_cell_is_a_formula(systems: Systems, clock: Clock) -> None:
    case = systems.scene.found("hose", clock.now, title='=HYPERLINK("http://x"),1')
    rows = table_of(systems.key().text("csv/cases.csv"))
    row = next(row for row in rows if row["编号"] == str(case))
    assert row["问题"] == '\'=HYPERLINK("http://x"),1'
    assert (row["状态"], row["逾期"], row["所在组织"]) == ("已立案，待派单", "否", "柳荫第一网格")
    assert row["发现时间"].startswith("2026-05-13 09:00")
    subjects = table_of(systems.key().text("csv/subjects.csv", kind="restaurant"))
    assert {row["餐位数"] for row in subjects} == {"30", ""}


@pytest.mark.mission("C78")
def test_pages_follow_one_another_without_a_gap_and_what_is_asked_wrongly_is_said(systems: Systems) -> None:
    system = systems.key()
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = system.json("v1/duties", limit=3, after=after)
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == len(table_of(system.text("csv/duties.csv"))) == 6
    for wrong in (
        {"filed": "2026"},
        {"open": "maybe"},
        {"filed_at.from": "yesterday"},
        {"subject": "1"},
        {"returns": "9" * 30},
    ):
        refused = system.get("v1/cases", **wrong)
        assert refused.status_code == 400 and refused.json()["detail"], wrong
    assert len(system.json("v1/cases", **{"filed_at.from": "2026-05-01", "open": "true"})["items"]) == 3
    assert system.json("v1/cases", **{"filed_at.to": "2026-05-01"})["items"] == []


@pytest.mark.mission("C78")
def test_a_platform_above_pulls_what_changed_since_its_cursor(systems: Systems, clock: Clock) -> None:
    system = systems.key(FIRST)
    clock.to(5, 13, "10:00")
    cursor, told = 0, []
    while True:
        answer = system.json("v1/changes", since=cursor, limit=2)
        told += answer["items"]
        cursor = answer["cursor"]
        if not answer["more"]:
            break
    titles = {item["row"]["title"] for item in told if item["table"] == "cases"}
    assert titles == {"甲安的问题", "甲火的问题"}
    assert not [word for word in THEIRS if word in json.dumps(told, ensure_ascii=False)]
    assert system.json("v1/changes", since=cursor) == {"items": [], "cursor": cursor, "more": False}
    case = Case.objects.get(title="甲安的问题")
    assign(systems.scene, case.pk)
    assert system.json("v1/changes", since=cursor)["items"] == [], "told when nothing older can still arrive"
    clock.to(5, 13, "11:00")
    (changed,) = system.json("v1/changes", since=cursor, table="cases")["items"]
    assert changed["id"] == str(case.pk) and changed["row"]["state_name"] == "整改中"


@pytest.mark.mission("C78")
def test_the_description_names_every_column_in_chinese(systems: Systems) -> None:
    described = systems.scene.person("office").client.get("/data/v1/openapi.json").json()
    assert {"/data/v1/cases", "/data/v1/cases/{about}", "/data/v1/changes", "/data/v1/key"} <= set(described["paths"])
    case = described["components"]["schemas"]["Cases"]["properties"]
    assert case["filed_at"]["description"] == "发现时间"
    told = systems.key(FIRST).json("v1/key")
    assert told["place"] == "柳荫社区" and "cases" in told["tables"]


@pytest.mark.mission("C78")
def test_a_place_is_a_point_with_the_longitude_first(systems: Systems) -> None:
    Subject.objects.filter(name="阿婆面馆").update(lat=30.66, lng=104.08)
    told = json.loads(systems.key().text("geojson/subjects.geojson"))
    points = {one["properties"]["name"]: one["geometry"] for one in told["features"]}
    assert points["阿婆面馆"] == {"type": "Point", "coordinates": [104.08, 30.66]} and points["稻香饭庄"] is None
    assert systems.key().get("geojson/duties.geojson").status_code == 404


def taken(systems: Systems, scene: Scene, clock: Clock, count: int) -> int:
    """The most memory that the CSV of so many cases takes."""
    Case.objects.all().delete()
    scene.many(count, clock.now)
    found = grant_of(systems.key().key, at=clock.now)
    assert found
    pieces: Any = csv_of(found[1], CASES, rows_in_scope(found[1], CASES), CASES.columns)
    tracemalloc.start()
    try:
        held = sum(len(piece) for piece in pieces)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held > count * 100
    return peak


@pytest.mark.mission("C78")
def test_memory_does_not_grow_with_the_rows(systems: Systems, scene: Scene, clock: Clock) -> None:
    few, many = taken(systems, scene, clock, 3000), taken(systems, scene, clock, 9000)
    assert many < few * 1.5
