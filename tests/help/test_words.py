"""A word of the trade is told where it stands: at hover, focus and touch, in the language of the reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from taizhang.accounts.appearance import ENGLISH, set_appearance
from taizhang.web.english.door import translator
from taizhang.web.help.words import WORDS
from tests.loop.conftest import clock
from tests.loop.scene import Scene
from tests.loop.test_in_the_browser import Open, opened, scene

__all__ = ["clock", "opened", "scene"]

pytestmark = pytest.mark.mission("C80")
MEANING = {one.word: one.meaning for one in WORDS}


def ledger(page: Page) -> Page:
    page.goto("/ledger/")
    page.locator("h1 dfn", has_text="台账").wait_for()
    return page


def test_a_word_is_told_at_hover_stays_while_it_is_read_and_goes_at_escape(opened: Open) -> None:
    page = ledger(opened("office", 1280))
    told = page.get_by_role("tooltip")
    page.locator("h1 dfn").hover()
    expect(told).to_have_text(MEANING["台账"])
    told.hover()
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.locator("h1 dfn").focus()
    expect(told).to_be_visible()
    page.keyboard.press("Tab")
    expect(told.filter(has_text=MEANING["台账"])).to_be_hidden()


def test_each_word_is_marked_once_and_described_for_who_hears_the_page(opened: Open) -> None:
    page = ledger(opened("office", 1280))
    marked = page.locator("main dfn").all_inner_texts()
    assert len(marked) == len(set(marked)) and set(marked) <= {form for one in WORDS for form in one.found}
    assert not page.locator("tbody dfn, a dfn, button dfn, .badge dfn, [translate=no] dfn").count()
    for term in page.locator("main dfn").all():
        about = page.locator(f"#{term.get_attribute('aria-describedby')}")
        assert about.text_content() in MEANING.values()


def test_a_word_is_told_at_a_touch_in_english_with_the_chinese_beside_it(
    opened: Open, scene: Scene, chromium: Browser
) -> None:
    set_appearance(scene.cast.user("office"), language=ENGLISH)
    desk = opened("office", 390)
    context = chromium.new_context(
        viewport={"width": 390, "height": 780}, has_touch=True, storage_state=desk.context.storage_state()
    )
    page = context.new_page()
    desk.goto("/")
    page.goto(desk.url.rstrip("/") + "/ledger/")
    page.locator("h1 dfn").tap()
    told = page.get_by_role("tooltip")
    expect(told).to_have_text(f"台账 {translator().text(MEANING['台账'])}")
    box = told.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.touchscreen.tap(200, 700)
    expect(told).to_be_hidden()
    context.close()
