"""A plan may protect the names of a kind, such as households: lists show them in part, on a page as in a file."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from taizhang.journal.models import StoredEntry
from taizhang.subjects.operations import correct
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, PLAN, STREET, Scene, build_scene, fresh

KIND = {
    "id": "restaurant", "name": "农户", "title_field": "head",
    "fields": [{"id": "head", "label": "户主", "privacy": "personal"}],
}  # fmt: skip
NAME, IN_PART = "阿婆面馆", "阿＊＊＊"
LISTS = ["/register/", "/ledger/", "/duties/", "/duties/unvisited", "/map/", "/map/shapes.geojson"]
FILES = ["/lists/register/export.xlsx", "/lists/ledger/export.xlsx", "/duties/unvisited.xlsx"]


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), {**PLAN, "subject_kinds": [KIND]})


@pytest.mark.mission("C13", "X3")
def test_lists_and_their_files_show_protected_names_in_part(scene: Scene, clock: Clock) -> None:
    shop = scene.subjects[NAME].pk
    correct(by=scene.cast.office, at=clock.now, subject=shop, changes={"lat": 25.0, "lng": 102.7})
    scene.found("hose", clock.now, title="软管老化")
    client = scene.person("office").client
    for address in LISTS:
        answer = client.get(address)
        told = b"".join(answer) if answer.streaming else answer.content
        assert IN_PART in told.decode() and NAME not in told.decode(), address
    for address in FILES:
        sheet = load_workbook(io.BytesIO(b"".join(client.get(address)))).active
        told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert IN_PART in told and NAME not in told, address


@pytest.mark.mission("C13")
def test_the_whole_name_is_shown_when_asked_for_and_the_look_is_written_down(scene: Scene) -> None:
    office, shop = scene.person("office"), scene.subjects[NAME].pk
    page = office.client.get(f"/register/{shop}/").content.decode()
    assert f'<h1 translate="no">{IN_PART}</h1>' in page and "查看被遮盖的信息" in page
    page = office.client.post(f"/register/{shop}/reveal", {"reason": "上门核对"}).content.decode()
    assert f'<h1 translate="no">{NAME}</h1>' in page
    assert StoredEntry.objects.get(kind="subject.unmasked", about=shop).body["fields"] == ["name"]


@pytest.mark.mission("C13")
def test_whoever_has_to_go_there_reads_the_whole_name_among_the_own_duties(scene: Scene) -> None:
    assert NAME in scene.person("grid_worker").look("/duties/mine")


@pytest.mark.mission("C13", "X11")
def test_what_is_drawn_by_lot_is_written_down_without_the_whole_name(scene: Scene) -> None:
    office = scene.person("office").client
    form = {"org": scene.org(STREET).number, "title": "抽查", "purpose": "spot-check", "wanted": 4, "team": 1}
    made = office.post("/draws/new", {**form, "posts": [scene.cast.supervisor.post], "entry": fresh()})
    office.post(made["Location"] + "draw")
    drawn = StoredEntry.objects.get(kind="draw.drawn").body["picks"]
    assert IN_PART in {pick["name"] for pick in drawn} and NAME not in str(drawn)
