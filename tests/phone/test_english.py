"""The phone app in English: for whom it is set so, on every screen, without network as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from taizhang.accounts.appearance import set_appearance
from tests.cast import Cast
from tests.english.left import Written, chinese_left
from tests.phone.hands import SignIn, answer, open_subject
from tests.phone.scene import Scene

pytestmark = pytest.mark.mission("C80")


@pytest.fixture
def english(sign_in: SignIn, cast: Cast) -> Page:
    """A grid worker's phone after they set their account to English and large type."""
    page = sign_in("grid_worker")
    set_appearance(cast.user("grid_worker"), language="en", type_size="large")
    page.reload()
    page.get_by_role("heading", name="Today's duties").wait_for()
    return page


def test_every_screen_is_in_english_but_for_what_people_wrote(english: Page, scene: Scene) -> None:
    subject = scene.subject("湖边渔家")
    written = Written()
    for place in ("", f"subject/{subject}", f"inspect/{subject}/", "problem", "cases", "outbox", "me", "new-subject"):
        english.goto(f"/phone/#/{place}")
        english.locator("h1").wait_for()
        assert chinese_left(english.content(), written) == {}, place
        assert english.evaluate("document.documentElement.scrollWidth") <= 390, place
    assert english.evaluate("document.documentElement.lang") == "en"
    assert "type-large" in english.evaluate("document.documentElement.className")


def test_without_network_it_stays_english_and_works(english: Page, field: BrowserContext) -> None:
    field.set_offline(True)
    english.reload()
    open_subject(english, "湖边渔家")
    english.get_by_role("link", name="Begin inspection").click()
    answer(english, "gas", "管道天然气")
    english.get_by_text("No network, keep working").wait_for()
    field.set_offline(False)


def test_back_in_chinese_it_is_chinese(english: Page, cast: Cast) -> None:
    set_appearance(cast.user("grid_worker"), language="zh", type_size="")
    english.reload()
    english.get_by_role("heading", name="今日任务").wait_for()
    assert english.evaluate("document.documentElement.className") == ""
