"""Dashboards: every number is as long as the list it leads to, for everybody; what is missing has a name."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook

from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.duties.operations import excuse
from taizhang.orgs.models import Org
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock
from tests.loop.scene import FIRE, FIRST, FIRST_GRID, SECOND, STREET, Person, Scene, in_words, photo
from tests.loop.test_loop import assign, go_round

NUMBER = re.compile(r"\d+")
LISTS = ("/ledger/", "/duties/")
EVERYBODY = ["office", "leader", "supervisor", "clerk", "other_clerk", "bureau", "fire", "grid_worker"]


@pytest.fixture
def lively(scene: Scene, clock: Clock) -> Scene:
    """Cases in every state, in both lines, communities and phases; some late; some visits made, lapsed, excused."""
    clock.to(5, 6)
    struck = scene.found("hose", clock.now, title="已经换好的软管")
    go_round(scene, struck)
    scene.found("hose", clock.now, shop="稻香饭庄")
    asked = scene.found("papers", clock.now, shop="柳荫小炒")
    assign(scene, asked)
    scene.person("grid_worker").take(
        scene.found("leak", clock.now), "fixed_on_spot", photos=[photo()], reason="阀门已更换"
    )
    scene.found("cellar", clock.now, shop="田园餐馆")
    banned = scene.found("cellar", clock.now, shop="稻香饭庄")
    scene.person("office").take(banned, "banned", reason="无证经营，依法取缔")
    late = scene.found("hose", clock.now)
    assign(scene, late)
    shared = scene.found("hose", clock.now, shop="田园餐馆", title="请消防站会办的软管")
    scene.person("other_clerk").take(shared, "assigned", handler=scene.org(FIRE).number)
    excused = Duty.objects.filter(rule="check", subject=scene.subjects["柳荫小炒"].pk).get()
    excuse(by=scene.cast.clerk, at=clock.now, duty=excused.pk, reason="停业装修")
    clock.to(6, 2)
    tick(now=clock.now)
    scene.found("leak", clock.now, shop="稻香饭庄")
    scene.person("clerk").take(
        late, "extension_requested", reason="老板住院", until="2026-06-03"
    ) if "extension_requested" in scene.person("clerk").may(late) else None
    return scene


def numbers(page: str) -> list[tuple[str, int, str]]:
    """(what stands there, the number, where it leads) of every number on a page that leads to a list."""
    tree = html.fromstring(page)
    found = []
    for link in tree.xpath("//main//a[@href]"):
        text = re.sub(r"\s+", " ", link.text_content()).strip()
        address = str(link.get("href"))
        said = NUMBER.findall(re.sub(r"\d+月\d+日.*", "", text))
        if address.startswith(LISTS) and len(said) == 1 and "campaign=" in address:
            found.append((text, int(said[0]), address))
    return found


def length(person: Person, address: str) -> int:
    """How many things a list holds, page after page."""
    count = 0
    while address:
        tree = html.fromstring(person.client.get(address).content.decode())
        count += len(tree.xpath("//div[contains(@class,'table-on-desk')]//tbody/tr"))
        onward = tree.xpath("//nav[contains(@class,'pager')]//a[@rel='next']/@href")
        address = str(onward[0]) if onward else ""
    return count


@pytest.mark.mission("C9", "C10", "X9")
@pytest.mark.parametrize("name", EVERYBODY)
def test_every_number_is_as_long_as_its_list(lively: Scene, name: str) -> None:
    person = lively.person(name)
    boards = ["/"]
    if name != "grid_worker":
        about = lively.campaign.pk
        covered = [org for org in Org.objects.filter(kind=Org.AREA) if lively.cast.actors[name].covers(org.path)]
        boards += [
            f"/board/{about}/{org.number}{line}" for org in covered for line in ("", "?line=safety", "?line=fire")
        ]
    counted = 0
    for board in boards:
        for text, number, address in numbers(person.client.get(board).content.decode()):
            assert length(person, address) == number, (name, board, text, address)
            counted += 1
    assert counted >= (1 if name == "grid_worker" else 20)


@pytest.mark.mission("C5", "C9")
@pytest.mark.parametrize("name", ["office", "clerk", "bureau", "fire"])
def test_the_sheet_of_tasks_counts_what_its_reader_may_see(lively: Scene, name: str) -> None:
    person = lively.person(name)
    found = numbers(person.client.get(f"/campaigns/{lively.campaign.pk}/").content.decode())
    assert found or name == "fire"
    for text, number, address in found:
        assert length(person, address) == number, (name, text, address)
    book = load_workbook(io.BytesIO(person.client.get(f"/campaigns/{lively.campaign.pk}/tasks.xlsx").content))
    owed = {row[1]: row[8] for row in book.active.iter_rows(min_row=3, values_only=True)}
    assert owed["逐户检查用气餐饮场所"] == {"office": 3, "clerk": 1, "bureau": 3, "fire": 0}[name]


@pytest.mark.mission("C10")
def test_a_bureau_looks_along_its_own_line_in_every_place(lively: Scene) -> None:
    fire = lively.person("fire")
    assert "已经换好的软管" not in fire.look("/ledger/")
    assert "请消防站会办的软管" in fire.look("/ledger/")  # another line, but its to put right
    about, second = lively.campaign.pk, lively.org(SECOND).number
    own, other = (fire.look(f"/board/{about}/{second}?line={line}") for line in ("fire", "safety"))
    assert own == other
    assert "发现问题3" in own
    assert lively.person("office").look(f"/board/{about}/{second}?line=safety") != own


@pytest.mark.mission("C9")
@pytest.mark.parametrize(
    ("name", "place"), [("clerk", SECOND), ("clerk", STREET), ("owner", FIRST_GRID), ("grid_worker", FIRST)]
)
def test_no_board_of_a_place_beyond_the_post(lively: Scene, name: str, place: str) -> None:
    page = lively.person(name).client.get(f"/board/{lively.campaign.pk}/{lively.org(place).number}")
    assert page.status_code == 404


@pytest.mark.mission("C19", "X6")
def test_who_is_not_visited_yet_is_listed_by_name_under_the_grid(lively: Scene, clock: Clock) -> None:
    said = lively.person("office").look("/duties/unvisited")
    assert "柳荫第一网格责任人 周麦生、吴秋实 阿婆面馆" in said
    assert "柳荫小炒" not in said  # excused
    assert "稻香饭庄" in said and "田园餐馆" in said
    clerk = lively.person("clerk").look("/duties/unvisited")
    assert "阿婆面馆" in clerk and "稻香饭庄" not in clerk
    narrowed = lively.person("office").look(f"/duties/unvisited?org={lively.org(SECOND).number}")
    assert "阿婆面馆" not in narrowed and "田园餐馆" in narrowed
    book = load_workbook(io.BytesIO(lively.person("clerk").client.get("/duties/unvisited.xlsx").getvalue()))
    rows = [row[1:5] for row in book.active.iter_rows(min_row=4, values_only=True)]
    assert rows == [("柳荫第一网格", "周麦生、吴秋实", "阿婆面馆", "青禾街1号")]


@pytest.mark.mission("X9", "C9")
def test_the_ledger_as_excel_holds_what_the_page_shows_and_no_formula(lively: Scene, clock: Clock) -> None:
    evil = '=HYPERLINK("http://example.org","看这里")'
    lively.found("hose", clock.now, shop="稻香饭庄", title=evil)
    for name in ("office", "clerk", "other_clerk", "fire"):
        person = lively.person(name)
        for query in ("", "?category=hose", "?state=open", "?overdue=1", f"?org={lively.org(SECOND).number}"):
            book = load_workbook(io.BytesIO(person.client.get(f"/lists/ledger/export.xlsx{query}").getvalue()))
            rows = [row for row in book.active.iter_rows(min_row=4) if row[1].value]
            assert len(rows) == length(person, f"/ledger/{query}"), (name, query)
            assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}
            assert (evil in {row[6].value for row in rows}) == (
                name in ("office", "other_clerk") and "overdue" not in query
            )


@pytest.mark.mission("X9")
def test_the_ledger_narrows_live_and_says_what_it_was_narrowed_to(lively: Scene) -> None:
    office = lively.person("office")
    part = office.client.get("/ledger/?q=换好", headers={"HX-Request": "true", "HX-Target": "rows"})
    said = in_words(part)
    assert "已经换好的软管" in said and "请消防站" not in said and "<html" not in part.content.decode()
    assert "已经换好的软管" in office.look("/ledger/?q=面馆")  # by the name of the subject
    assert "由青禾消防救援站整改" in office.look(f"/ledger/?handler={lively.org(FIRE).number}")
    assert "没有符合条件的问题" in office.look("/ledger/?org=999999999999999999999")
    assert "没有符合条件的问题" in office.look("/ledger/?org=nowhere")


def test_a_page_costs_the_same_whatever_the_ledger_holds(scene: Scene, clock: Clock) -> None:
    office: Any = scene.person("office").client
    urls = ("/", "/ledger/", "/duties/", "/duties/mine", "/duties/unvisited", "/board/urgings", "/inspections/")

    def costs() -> dict[str, int]:
        found = {}
        for url in urls:
            office.get(url)
            with CaptureQueriesContext(connection) as queries:
                office.get(url)
            found[url] = len(queries)
        return found

    scene.many(10, clock.now)
    few = costs()
    scene.many(990, clock.now)
    assert Case.objects.count() == 1000
    assert costs() == few
    assert max(few.values()) <= 12, few


def test_a_case_costs_few_queries(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    clerk: Any = scene.person("clerk").client
    with CaptureQueriesContext(connection) as queries:
        clerk.get(f"/ledger/{about}/")
    assert len(queries) <= 18, [query["sql"][:150] for query in queries.captured_queries]
