"""The search box as it is used: by key, with arrows, on desk and phone, without script too."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.loop.test_in_the_browser import NOT_GRAVE, Open, opened, scene

__all__ = ["opened", "scene"]


@pytest.mark.mission("C74")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_slash_leads_to_the_box_and_arrows_through_what_it_found(opened: Open, width: int) -> None:
    page = opened("office", width)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("apmg")
    page.locator("#found a", has_text="阿婆面馆").first.wait_for()
    box = page.locator("#found").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    grave = [found["id"] for found in Axe().run(page).response["violations"] if found["impact"] not in NOT_GRAVE]
    assert not grave
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/*/")
    page.keyboard.press("Control+k")
    page.keyboard.type("软管")
    page.locator("#found a", has_text="软管").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert "灶台软管老化" in page.locator("main").inner_text()
