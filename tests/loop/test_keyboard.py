"""Everything can be done without a mouse: one sees where one is, gets past the menu, and out of what opened."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.loop.scene import Scene
from tests.loop.test_in_the_browser import Open, opened, scene

__all__ = ["opened", "scene"]

HERE = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), drawn = getComputedStyle(here);
  const shown = drawn.outlineStyle !== "none" || drawn.boxShadow !== "none";
  return {name: here.tagName + "." + here.className, top: box.top + scrollY, seen: box.width > 0 && shown,
          within: Boolean(here.closest("main"))};
}"""


def here(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(HERE)
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_one_skips_the_menu_and_sees_every_stop_in_the_order_of_the_page(
    opened: Open, scene: Scene, width: int
) -> None:
    page = opened("office", width)
    page.goto("/ledger/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.keyboard.press("Enter")
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(here(page))
    assert all(stop["seen"] and stop["within"] for stop in stops), stops
    tops = [stop["top"] for stop in stops]
    assert all(later >= earlier - 60 for earlier, later in pairwise(tops)), tops


def test_escape_closes_the_menu_and_the_photo_and_leads_back(opened: Open, scene: Scene) -> None:
    page = opened("office", 1280)
    page.goto("/ledger/?q=灶台软管")
    menu = page.get_by_label("岗位和账号")
    menu.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="退出登录").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="退出登录").is_visible()
    assert menu.evaluate("here => here === document.activeElement")
    page.get_by_role("link", name="灶台软管老化").first.click()
    photo = page.locator(".photos a").first
    photo.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="照片").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="照片").wait_for(state="hidden")
    assert photo.evaluate("here => here === document.activeElement")


def test_who_hears_the_page_is_told_that_the_list_was_narrowed(opened: Open, scene: Scene) -> None:
    page = opened("office", 1280)
    page.goto("/ledger/")
    page.fill(".filters input[name=q]", "地下厨房")
    page.get_by_role("status").get_by_text("已更新，本页 1 条").wait_for(state="attached")
    page.fill(".filters input[name=q]", "没有这样的问题")
    page.get_by_role("status").get_by_text("没有符合条件的问题").wait_for(state="attached")
