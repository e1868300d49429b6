"""The command screen: figures that lead to their records, a feed without names, nothing of what others cover."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from playwright.sync_api import Browser

from taizhang.cases.models import Case
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, Person, Scene, build_scene, in_words
from tests.loop.test_boards import length
from tests.loop.test_loop import assign, go_round

pytestmark = pytest.mark.mission("C72")
SMALLEST = """Math.min(...[...document.querySelectorAll('.wall *')]
  .filter(e => e.children.length === 0 && e.textContent.trim() && !e.closest('svg,script'))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
NUMBER = re.compile(r"\d+")


@pytest.fixture
def lively(scene: Scene, clock: Clock) -> Scene:
    """One struck off, late ones in the first community, one found today in the second."""
    clock.to(5, 6)
    go_round(scene, scene.found("hose", clock.now, title="王二妮家已经换好的软管"))
    for shop in ("阿婆面馆", "柳荫小炒"):
        late = scene.found("hose", clock.now, shop=shop, title="秦阿婆拒绝更换")
        assign(scene, late)
    clock.to(5, 20)
    tick(now=clock.now)
    scene.found("leak", clock.now, shop="稻香饭庄", title="石大田家漏气")
    return scene


def screen(scene: Scene, place: str = "") -> str:
    return f"/screen/{scene.campaign.pk}/{scene.org(place).number if place else ''}"


def test_each_number_is_as_long_as_the_list_behind_it(lively: Scene) -> None:
    for name in ("office", "clerk", "bureau", "fire"):
        person = lively.person(name)
        tree = html.fromstring(person.client.get(screen(lively)).content.decode())
        followed = 0
        links = tree.xpath("//*[@id='figures']//a | //*[@id='ladder']//a | //*[@id='ranking']//td[position()<3]//a")
        for link in links:
            said = NUMBER.findall(link.text_content())
            assert int(said[-1]) == length(person, str(link.get("href"))), (name, link.text_content(), link.get("href"))
            followed += 1
        assert followed > 15
    trend = json.loads(tree.xpath("//script[@id='trend']/text()")[0])
    found = [(count, address) for count, address in zip(trend["filed"], trend["links"]["filed"], strict=True) if count]
    assert found and all(length(lively.person("fire"), address) == count for count, address in found)


def test_the_ladder_counts_what_stands_on_each_rung(lively: Scene) -> None:
    tree = html.fromstring(lively.person("office").client.get(screen(lively)).content.decode())
    steps = {row.xpath("./span/text()")[0]: row.text_content() for row in tree.xpath("//*[@id='ladder']/li")}
    late = Case.objects.filter(rung="interview").count()
    assert late == 2 and f"问题 {late}" in steps["约谈"] and "问题 0" in steps["督办"]


def test_the_feed_tells_steps_in_sentences_and_names_no_person_and_no_words_that_somebody_typed(lively: Scene) -> None:
    tree = html.fromstring(lively.person("office").client.get(screen(lively)).content.decode())
    feed = tree.xpath("//*[@id='feed']")[0].text_content()
    assert "立案" in feed and "销号" in feed and "软管不符合要求" in feed and "稻香第一网格 阀门漏气" in feed
    for word in ("王二妮", "秦阿婆", "石大田", "江小禾", "周麦生", "阿婆面馆"):
        assert word not in feed


def test_a_community_sees_its_own_feed_and_places_and_no_other(lively: Scene) -> None:
    clerk = lively.person("clerk")
    page = clerk.client.get(screen(lively)).content.decode()
    assert "柳荫第一网格" in page and "稻香" not in page
    assert clerk.client.get(screen(lively, SECOND)).status_code == 404
    assert clerk.client.get(screen(lively, FIRST)).status_code == 200
    fire = lively.person("fire").look(screen(lively))
    assert "阀门漏气" in fire and "软管" not in fire, "a bureau sees its own line"
    assert lively.person("owner").client.get(screen(lively)).status_code == 404
    assert Client().get(screen(lively)).status_code == 302


def test_places_are_told_apart_by_a_sign_and_in_words(lively: Scene) -> None:
    tree = html.fromstring(lively.person("office").client.get(screen(lively)).content.decode())
    signs = {link.xpath("./b/text()")[0]: link.xpath("./span/text()")[0] for link in tree.xpath("//*[@id='tiles']//a")}
    assert signs == {"柳荫社区": "高", "稻香社区": "零"}
    assert "逾期三成以上 1" in re.sub(r"\s+", " ", tree.xpath("//*[@id='legend']")[0].text_content())


def test_it_costs_the_same_whatever_the_ledger_holds(scene: Scene, clock: Clock) -> None:
    office: Any = scene.person("office").client

    def cost() -> int:
        office.get(screen(scene))
        with CaptureQueriesContext(connection) as queries:
            office.get(screen(scene))
        return len(queries)

    scene.many(10, clock.now)
    few = cost()
    scene.many(490, clock.now)
    assert cost() == few <= 12


@pytest.mark.mission("R2")
def test_with_milestones_it_shows_the_burn_down_and_the_forecast(db: None, clock: Clock) -> None:
    reach = {"measure": "cases.struck", "at_least": 0.6, "of": "cases.filed"}
    rule = {
        "id": "sixty", "title": "五月底前销号六成", "reach": reach, "during": "screening",
        "by": {"level": "township", "role": "office"}, "source": "五月底前销号六成",
    }  # fmt: skip
    scene = build_scene(build_cast(BEGIN), {**PLAN, "duties": [*PLAN["duties"], rule]})
    go_round(scene, scene.found("hose", clock.now))
    scene.found("leak", clock.now)
    with CaptureQueriesContext(connection) as queries:
        page = scene.person("office").client.get(screen(scene))
    assert len(queries) <= 12
    said = in_words(page)
    assert "还剩 1 / 2" in said and "5月31日" in said and "完成" in said
    burn = json.loads(html.fromstring(page.content.decode()).xpath("//script[@id='burn']/text()")[0])
    assert burn["left"][0] == 2 and len(burn["days"]) == len(burn["allowed"])


def test_the_board_on_the_desk_has_each_chart_as_a_table_and_lays_points_of_its_place_only(lively: Scene) -> None:
    office, clerk = lively.person("office"), lively.person("clerk")
    where = f"/screen/{lively.campaign.pk}/{{}}/desk"
    with CaptureQueriesContext(connection) as queries:
        page = office.client.get(where.format(lively.campaign.root)).content.decode()
    assert len(queries) <= 13, [query["sql"][:100] for query in queries.captured_queries]
    tree = html.fromstring(page)
    cells = [cell for cell in tree.xpath("//details//td/a") if cell.text != "0"]
    cases = [(int(str(cell.text)), str(cell.get("href"))) for cell in cells if "/ledger/" in str(cell.get("href"))]
    assert cases and all(count == length(office, address) for count, address in cases)
    assert {row.get("data-grade") for row in tree.xpath("//*[@id='ranking']//a[@data-org]")} == {"4", "1"}
    assert clerk.client.get(where.format(lively.org(SECOND).number)).status_code == 404
    assert "稻香" not in clerk.look(where.format(lively.org(FIRST).number))


@pytest.fixture
def live(transactional_db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN))


def wall(chromium: Browser, live_server: Any, person: Person, width: int, height: int) -> Any:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=live_server.url, reduced_motion="reduce"
    )
    session = person.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context.new_page()


def test_the_wall_shows_all_at_once_and_refreshes_itself_in_place(
    chromium: Browser, live_server: Any, live: Scene, clock: Clock
) -> None:
    live.found("hose", clock.now)
    page = wall(chromium, live_server, live.person("office"), 1920, 1080)
    page.clock.install()
    page.goto(screen(live))
    page.wait_for_load_state("networkidle")
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [1920, 1080], "nothing is scrolled on a wall"
    smallest = page.evaluate(SMALLEST)
    assert smallest >= 16
    panel = page.locator(".wall-feed").element_handle()
    live.found("leak", clock.now, shop="稻香饭庄")
    page.clock.run_for(31_000)
    page.locator("#feed", has_text="阀门漏气").wait_for()
    assert "2" in page.locator("#figures a").nth(3).inner_text()
    assert panel.evaluate("e => e.isConnected"), "the panel itself stood still"
    page.context.set_offline(True)
    page.clock.run_for(31_000)
    page.get_by_text("网络断了，画面停在上次的数字").wait_for()
    assert "阀门漏气" in page.locator("#feed").inner_text()
    page.context.set_offline(False)
    page.clock.run_for(31_000)
    page.get_by_text("数据更新于").wait_for()
    page.context.close()
