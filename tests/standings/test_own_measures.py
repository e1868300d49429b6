"""A plan's own figures: of its register and its books, in reports, rankings, milestones and the end of a phase."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.reports.models import Report
from taizhang.reports.operations import sweep
from taizhang.standings.models import Ranking
from taizhang.standings.operations import rank
from taizhang.subjects.operations import correct
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, Scene, build_scene, fresh, in_words
from tests.tables import tables

OWN: dict[str, Any] = {
    "subject_kinds": [
        {"id": "restaurant", "name": "用气餐饮场所",
         "fields": [{"id": "name", "label": "店名"},
                    {"id": "seats", "label": "餐位数", "type": "number", "unit": "位"}]}
    ],
    "phases": [
        {**PLAN["phases"][0], "gate": [{"measure": "figures.seats", "at_least": 100, "text": "餐位数登记到位"},
                                       {"measure": "books.waste.tons", "at_least": 7}]},
        PLAN["phases"][1],
    ],
    "figures": [{"id": "seats", "name": "登记餐位数", "kind": "restaurant", "sum": "seats"}],
    "books": [
        {"id": "waste", "title": "垃圾转运登记", "by": {"level": "village"},
         "fields": [{"id": "tons", "label": "转运量", "type": "number", "unit": "吨", "required": True}],
         "sums": ["tons"]},
    ],
    "reports": [
        {"id": "weekly", "title": "一周情况", "every": "weekly",
         "measures": ["figures.seats", "books.waste", "books.waste.tons", "cases.filed"],
         "chain": [{"level": "village"}, {"level": "township", "role": "office"}]},
    ],
    "ratings": [
        {"id": "weekly", "title": "转运周评比", "level": "village", "base": 0,
         "terms": [{"measure": "books.waste.tons", "weight": 2}, {"measure": "figures.seats", "weight": 0.1}]},
    ],
    "duties": [
        {"id": "moved", "title": "转运七吨", "reach": {"measure": "books.waste.tons", "at_least": 7},
         "by": {"level": "township"}, "during": "screening"},
    ],
}  # fmt: skip


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), {**PLAN, **OWN})


def moved(scene: Scene, who: str, code: str, tons: str) -> str:
    page = f"/books/{scene.campaign.pk}/waste/place/{scene.org(code).number}/"
    form = {"entry": fresh(), "back": page, "v-tons": tons}
    return in_words(scene.person(who).client.post(page, form, follow=True))


def has_seats(scene: Scene, shop: str, seats: int, clock: Clock) -> None:
    row = scene.subjects[shop]
    correct(by=scene.cast.office, at=clock.now, subject=row.pk, changes={"fields.seats": seats})


@pytest.mark.mission("X10", "E9", "F6")
def test_they_are_frozen_with_their_records_and_tie_along_the_chain(scene: Scene, clock: Clock) -> None:
    clock.to(4, 14)
    moved(scene, "clerk", FIRST, "3.25")
    moved(scene, "other_clerk", SECOND, "1.5")
    for shop, seats in (("阿婆面馆", 24), ("稻香饭庄", 120)):
        has_seats(scene, shop, seats, clock)
    clock.to(4, 21, "00:10")
    has_seats(scene, "阿婆面馆", 30, clock)
    sweep(now=clock.now)
    street = Report.objects.get(stop=1, frozen_at__isnull=False)
    assert street.figures == {"figures.seats": 144, "books.waste": 2, "books.waste.tons": 4.75, "cases.filed": 0}
    office = scene.person("office")
    page = office.look(f"/reports/{street.pk}/")
    assert "登记餐位数" in page and "转运量（垃圾转运登记）" in page and "4.75" in page and "144" in page
    assert "相差" not in page, "it ties with the level below"
    behind = office.look(f"/reports/{street.pk}/records/books.waste.tons")
    assert "转运量（垃圾转运登记）：4.75 吨" in behind and behind.count("登记") >= 3
    assert "阿婆面馆" in office.look(f"/reports/{street.pk}/records/figures.seats")
    given = office.client.get(f"/reports/{street.pk}/report.xlsx")
    book = load_workbook(io.BytesIO(b"".join(given.streaming_content)))  # type: ignore[attr-defined]
    assert 4.75 in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]

    told = {"value-books.waste.tons": "5.25", "reason-books.waste.tons": "漏记一车半吨", "entry": fresh()}
    office.client.post(f"/reports/{street.pk}/confirm", told)
    street.refresh_from_db()
    assert street.reported("books.waste.tons") == 5.25
    assert "转运量（垃圾转运登记）更正为5.25" in office.look(f"/reports/{street.pk}/")
    broken = {"value-cases.filed": "1.5", "reason-cases.filed": "x", "entry": fresh()}
    assert "应填写整数" in in_words(office.client.post(f"/reports/{street.pk}/correct", broken, follow=True))
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("E4", "E9")
def test_places_are_ranked_by_them(scene: Scene, clock: Clock) -> None:
    clock.to(4, 14)
    moved(scene, "clerk", FIRST, "3.25")
    has_seats(scene, "稻香饭庄", 120, clock)
    clock.to(4, 20, "00:10")
    assert rank(now=clock.now) == 1
    row = Ranking.objects.get()
    assert [(line["name"], line["score"]) for line in row.table] == [
        (scene.org(SECOND).name, 12.0), (scene.org(FIRST).name, 6.5),
    ]  # fmt: skip
    page = scene.person("office").look(f"/standings/{row.pk}/")
    assert "得分 = 0 + 2 × 转运量（垃圾转运登记）（吨） + 0.1 × 登记餐位数（位）" in page
    counted = f"/standings/{row.pk}/records/{scene.org(FIRST).number}/books.waste.tons"
    assert "3.25 吨" in scene.person("clerk").look(counted)


@pytest.mark.mission("X2", "R2")
def test_a_phase_ends_and_a_milestone_is_reached_by_them(scene: Scene, clock: Clock) -> None:
    clock.to(4, 14)
    moved(scene, "clerk", FIRST, "6.5")
    has_seats(scene, "稻香饭庄", 120, clock)
    tick(now=clock.to(4, 15))
    duty = Duty.objects.get(rule="moved")
    assert duty.state == "open"
    office = scene.person("office")
    page = office.look(f"/campaigns/{scene.campaign.pk}/")
    assert "餐位数登记到位" in page and "转运量（垃圾转运登记）" in page
    closing = f"/campaigns/{scene.campaign.pk}/phases/screening/close"
    assert "转运量（垃圾转运登记）" in in_words(office.client.post(closing, {"note": ""}, follow=True))
    clock.to(4, 16)
    moved(scene, "other_clerk", SECOND, "0.5")
    tick(now=clock.to(4, 17))
    duty.refresh_from_db()
    assert duty.state == "met"
    office.client.post(closing, {"note": ""}, follow=True)
    scene.campaign.refresh_from_db()
    assert scene.campaign.closed_phases == ["screening"]
