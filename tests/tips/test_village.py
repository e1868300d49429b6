"""The public page of a village: how things stand, a report that begins there, and an objection that is heard."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from taizhang.campaigns.operations import open_to_residents
from taizhang.core.ids import uuid7
from taizhang.orgs.models import Org
from taizhang.tips.models import Tip
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, SECOND, Scene, build_scene, in_words
from tests.loop.test_loop import go_round

pytestmark = pytest.mark.mission("C47", "C9")


def opened(clock: Clock) -> Scene:
    """Open to residents; one problem put right and one open in the first community, one in the second."""
    scene = build_scene(build_cast(BEGIN))
    open_to_residents(by=scene.cast.office, at=clock.now, campaign=scene.campaign, public=True)
    scene.campaign.refresh_from_db()
    go_round(scene, scene.found("hose", clock.now, title="阿婆面馆秦阿婆家软管老化"))
    scene.found("papers", clock.now, title="秦阿婆没有制度")
    scene.found("leak", clock.now, shop="稻香饭庄")
    return scene


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return opened(clock)


@pytest.fixture
def live(transactional_db: None, clock: Clock) -> Scene:
    return opened(clock)


def village(scene: Scene, code: str = FIRST) -> str:
    return f"/village/{scene.org(code).number}/"


def test_everybody_sees_how_the_village_stands_and_nobody_sees_whom_it_is_about(scene: Scene) -> None:
    page = Client().get(village(scene))
    said = in_words(page)
    assert "柳荫社区整治情况" in said and "发现问题2" in said.replace(" ", "")
    assert "已经改好1" in said.replace(" ", "") and "软管不符合要求：整改完成，已经销号" in said
    assert "排查" in said and "阀门漏气" not in said, "the other community has a page of its own"
    for word in ("秦阿婆", "阿婆面馆", "柳荫小炒", "江小禾", "周麦生", "青禾街1号", "/ledger/", "/files/"):
        assert word not in page.content.decode()


def test_what_is_not_public_has_no_page(scene: Scene, clock: Clock) -> None:
    grid = Client().get(village(scene, FIRST_GRID))
    assert grid.status_code == 404, "a number about a few households would point at one"
    assert Client().get("/village/999999/").status_code == 404
    open_to_residents(by=scene.cast.office, at=clock.now, campaign=scene.campaign, public=False)
    assert Client().get(village(scene)).status_code == 404
    assert "没有找到" in in_words(Client().get("/village/?q=柳荫"))


def test_it_is_found_by_its_name_and_leads_to_a_report_about_this_village(scene: Scene) -> None:
    assert Client().get("/village/?q=柳荫社区").headers["Location"] == village(scene)
    both = in_words(Client().get("/village/?q=社区"))
    assert "柳荫社区" in both and "稻香社区" in both and "网格" not in both
    number = scene.org(SECOND).number
    form = Client().get(f"/report/campaign/{scene.campaign.pk}/?org={number}").content.decode()
    assert f'<option value="{number}" selected>' in form


def test_the_page_costs_few_queries(scene: Scene, django_assert_max_num_queries: Any) -> None:
    Client().get(village(scene))
    with django_assert_max_num_queries(8):
        Client().get(village(scene))


def report(scene: Scene) -> Tip:
    sent = {"text": "楼下面馆的煤气罐放在走廊里", "org": scene.org(FIRST).number, "entry": str(uuid7())}
    Client().post(f"/report/campaign/{scene.campaign.pk}/", sent)
    return Tip.objects.get()


def test_an_objection_to_the_handling_is_answered_by_who_supervises_not_by_who_handles(scene: Scene) -> None:
    tip = report(scene)
    resident = Client()
    assert "请写明" in in_words(resident.post(f"/report/{tip.receipt}/object", {"text": "慢"}))
    resident.post(f"/report/{tip.receipt}/object", {"text": "报了半个月没有人来看"})
    again = resident.post(f"/report/{tip.receipt}/object", {"text": "还是没有人来"})
    assert again.status_code == 409 and "正在核实" in in_words(again)
    clerk, supervisor = scene.person("clerk"), scene.person("supervisor")
    assert "核实情况和答复" not in clerk.look(f"/tips/{tip.pk}/")
    assert clerk.client.post(f"/tips/{tip.pk}/hear", {"answer": "已经在办"}).status_code == 403
    assert "对办理有意见" in supervisor.look("/tips/") and "报了半个月没有人来看" in supervisor.look(f"/tips/{tip.pk}/")
    supervisor.client.post(f"/tips/{tip.pk}/hear", {"answer": "已督促社区三天内上门"})
    page = in_words(resident.get(f"/report/{tip.receipt}/"))
    assert "答复：已督促社区三天内上门" in page and "严正清" not in page
    assert supervisor.client.post(f"/tips/{tip.pk}/hear", {"answer": "再答一次"}).status_code == 409
    tip.refresh_from_db()
    assert tip.state == "received", "the report itself waits as before"


def test_objections_fold_to_the_same_after_a_rebuild(scene: Scene, clock: Clock) -> None:
    from taizhang.journal.rebuild import rebuild

    tip = report(scene)
    Client().post(f"/report/{tip.receipt}/object", {"text": "报了半个月没有人来看"})
    before = Tip.objects.values().get()
    rebuild(at=clock.now)
    assert Tip.objects.values().get() == before and before["objecting"]


def test_whoever_knocks_too_often_is_told_to_wait(scene: Scene) -> None:
    tip = report(scene)
    tried = [Client().post(f"/report/{tip.receipt}/object", {"text": "慢"}).status_code for _ in range(8)]
    assert tried[-1] == 429


def test_the_poster_is_for_the_posts_of_the_place_and_leads_to_the_page(scene: Scene) -> None:
    clerk = scene.person("clerk")
    page = clerk.client.get(f"{village(scene)}poster").content.decode()
    assert "<svg" in page and f"http://testserver{village(scene)}" in page
    assert clerk.client.get(f"{village(scene, SECOND)}poster").status_code == 404
    assert Client().get(f"{village(scene)}poster").status_code == 302
    listed = clerk.client.get("/tips/").content.decode()
    assert f"{village(scene)}poster" in listed and f"{village(scene, SECOND)}poster" not in listed


def test_on_a_telephone_a_resident_goes_from_the_page_to_a_report_and_back_by_its_number(
    chromium: Browser, live_server: Any, live: Scene
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live_server.url, is_mobile=True
    )
    page = context.new_page()
    page.goto(village(live))
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    page.get_by_role("link", name="反映这方面的问题").click()
    assert page.locator("#org option:checked").inner_text() == Org.objects.get(code=FIRST).name
    page.locator("#text").fill("楼下面馆的煤气罐放在走廊里")
    page.get_by_role("button", name="提交").click()
    receipt = page.locator(".receipt").inner_text()
    page.get_by_role("link", name="看柳荫社区的整治情况").click()
    page.locator("#number").fill(receipt)
    page.get_by_role("button", name="查询").click()
    page.get_by_text("已经收到，等待受理").wait_for()
    context.close()
