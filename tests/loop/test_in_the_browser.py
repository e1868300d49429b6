"""The pages as they are seen: nothing clipped on desk and phone, no grave fault for a screen reader, clean on paper."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, Scene, build_scene
from tests.loop.test_loop import assign, go_round, rectify

NOT_GRAVE = {"minor", "moderate"}


@pytest.fixture
def scene(transactional_db: None, clock: Clock) -> Scene:
    """Cases at several stops, one late."""
    scene = build_scene(build_cast(BEGIN))
    go_round(scene, scene.found("hose", clock.now, title="灶台软管老化，接头处有裂纹"))
    late = scene.found("cellar", clock.now, title="地下厨房使用瓶装液化石油气")
    assign(scene, late, responsible="秦阿婆", measures="停用并拆除", money="自筹", emergency="关阀撤离")
    rectified = scene.found("hose", clock.now, title="阀门松动")
    assign(scene, rectified)
    rectify(scene, rectified)
    for number in range(30):
        scene.found("papers", clock.now, shop="柳荫小炒", title=f"第 {number + 1} 项制度没有上墙")
    clock.to(5, 25)
    tick(now=clock.now)
    scene.people["late"] = late  # type: ignore[assignment]
    return scene


Open = Callable[[str, int], Page]


@pytest.fixture
def opened(chromium: Browser, live_server: Any, scene: Scene) -> Iterator[Open]:
    """A page of somebody signed in, at a width; what goes wrong in the console fails the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(name: str, width: int) -> Page:
        client = Client()
        client.force_login(scene.cast.user(name))
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=live_server.url
        )
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        context.set_default_timeout(60_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        page: Page = context.new_page()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def addresses(scene: Scene) -> list[tuple[str, str]]:
    """(who, where) of the pages of the loop."""
    late = scene.people["late"]
    return [
        ("office", "/"),
        ("grid_worker", "/"),
        ("office", "/ledger/"),
        ("clerk", f"/ledger/{late}/?step=joined"),
        ("grid_worker", f"/ledger/{late}/?step=rectified"),
        ("clerk", "/ledger/new?q=柳荫"),
        ("office", "/duties/"),
        ("office", "/duties/unvisited"),
        ("grid_worker", "/board/urgings"),
        ("office", f"/campaigns/{scene.campaign.pk}/"),
        ("office", "/inspections/"),
        ("office", "/password"),
        ("clerk", "/account/"),
        ("security_admin", "/security/"),
        ("office", f"/register/{scene.subjects['阿婆面馆'].pk}/"),
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_and_have_no_grave_fault(opened: Open, scene: Scene, width: int) -> None:
    pages: dict[str, Page] = {}
    for who, where in addresses(scene):
        page = pages.setdefault(who, opened(who, width))
        page.goto(where)
        page.wait_for_load_state("networkidle")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, (where, width, wider)
        found = Axe().run(page).response["violations"]
        grave = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found if rule["impact"] not in NOT_GRAVE]
        assert not grave, (where, width, grave)


@pytest.mark.mission("X9")
def test_the_ledger_and_a_case_print_as_papers(opened: Open, scene: Scene) -> None:
    page = opened("office", 1280)
    page.goto("/ledger/")
    text = printed(page)
    assert "第 1 项制度没有上墙" in text and "第 30 项制度没有上墙" in text and "灶台软管老化" in text
    page.goto(f"/ledger/{scene.people['late']}/")
    text = printed(page)
    for words in ("地下厨房使用瓶装液化石油气", "停用并拆除", "经过", "派单"):
        assert words in text
    for control in ("工作台", "修改密码", "挂牌督办 移送", "导出 Excel"):
        assert control not in text


def printed(page: Page) -> str:
    """The words on the paper, without the gaps of the layout."""
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in paper.pages))
    return " ".join(words.split())


def test_the_ledger_narrows_while_one_types_and_the_address_follows(opened: Open, scene: Scene) -> None:
    page = opened("office", 1280)
    page.goto("/ledger/")
    page.fill(".filters input[name=q]", "地下厨房")
    page.wait_for_url("**q=*")
    page.get_by_role("link", name="地下厨房使用瓶装液化石油气").first.wait_for()
    assert page.locator(".table-on-desk tbody tr").count() == 1
    assert "category=" not in page.url
    page.reload()
    assert page.locator(".table-on-desk tbody tr").count() == 1


def test_a_worker_proves_the_work_with_a_photo_in_the_browser(opened: Open, scene: Scene, tmp_path: Any) -> None:
    from tests.loop.scene import photo

    shot = tmp_path / "整改后.jpg"
    shot.write_bytes(photo().read())
    page = opened("grid_worker", 390)
    page.goto(f"/ledger/{scene.people['late']}/")
    page.get_by_role("link", name="提交整改").click()
    page.set_input_files("input[name=photos]", str(shot))
    page.get_by_role("img", name="整改后.jpg").wait_for()
    page.fill("textarea[name=reason]", "已停用并拆除")
    page.get_by_role("button", name="确认提交整改").click()
    page.get_by_text("已办理：提交整改").wait_for()
    assert "待复查" in page.locator(".badges").inner_text()
