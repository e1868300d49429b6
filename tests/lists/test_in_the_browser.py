"""A long list by key: move, choose, act on what was chosen, open; the same on a phone by touch."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from taizhang.cases.models import Case
from tests.loop.scene import Scene
from tests.loop.test_in_the_browser import NOT_GRAVE, Open, opened, scene

__all__ = ["opened", "scene"]


def grave(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"] if found["impact"] not in NOT_GRAVE]


@pytest.mark.mission("X9")
def test_rows_are_moved_through_chosen_and_opened_by_key(opened: Open, scene: Scene) -> None:
    page = opened("office", 1280)
    page.goto("/ledger/")
    page.keyboard.press("?")
    assert "上一行" in page.locator("dialog.keys-help").inner_text()
    assert not grave(page)
    page.keyboard.press("Escape")
    for key in ("j", "x", "j", "k", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("[data-picked]").inner_text() == "已选 2 行"
    assert not grave(page)
    page.locator("#bulk select[name=to]").select_option(str(scene.org("530199001-AJB").number))
    page.locator("#bulk input[name=reason]").fill("归口办理")
    page.locator("#bulk button").click()
    page.wait_for_url("**/lists/batches/*/")
    assert "办理了 2 件" in page.locator("main").inner_text()
    assert not grave(page)
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销", exact=True).wait_for()
    page.goto("/ledger/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger/*-*/")


def test_on_a_phone_cards_are_chosen(opened: Open, scene: Scene) -> None:
    page = opened("office", 390)
    page.goto("/ledger/")
    page.locator(".row-pick").first.check()
    assert page.locator("[data-picked]").inner_text() == "已选 1 行"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not grave(page)
    assert Case.objects.count() > 1


@pytest.mark.mission("X9")
def test_on_a_phone_filters_stand_in_a_sheet_and_those_that_are_on_are_taken_off_by_a_touch(
    opened: Open, scene: Scene
) -> None:
    page = opened("office", 390)
    page.goto("/ledger/")
    whole = page.locator(".cards-on-phone li").count()
    assert not page.locator("form.filters").is_visible()
    page.get_by_role("button", name="筛选", exact=True).click()
    page.locator("dialog.filter-sheet select[name=severity]").select_option("major")
    page.get_by_role("button", name="看结果").click()
    page.get_by_role("button", name="筛选（1）").wait_for()
    page.locator(".cards-on-phone li").nth(1).wait_for(state="detached")
    assert page.locator(".cards-on-phone li").count() == 1
    assert not grave(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".filter-bar .chip").click()
    page.locator(".cards-on-phone li").nth(1).wait_for()
    assert page.locator(".cards-on-phone li").count() == whole
    assert page.locator(".filter-bar .chip").count() == 0


def test_what_stands_on_a_card_is_chosen_on_the_phone(opened: Open, scene: Scene) -> None:
    page = opened("office", 390)
    page.goto("/ledger/")
    page.locator("summary", has_text="列").click()
    for name in ("number", "place", "severity", "state", "handler"):
        page.locator(f"input[name=column][value={name}]").uncheck()
    page.locator("input[name=column][value=finder]").check()
    page.get_by_role("button", name="保存列").click()
    page.wait_for_load_state()
    assert page.locator(".cards-on-phone li").first.locator("dt").all_inner_texts() == ["整改期限", "发现人"]
    assert not grave(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
