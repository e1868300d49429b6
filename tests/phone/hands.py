"""What somebody does with the phone app, as steps that several tests take."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Page

SignIn = Callable[[str], Page]
Camera = Callable[[], Path]


CONTROLLED = "() => navigator.serviceWorker.controller !== null"
"""The app can do without network."""


def until(page: Page, holds: str, *, pause: int = 100) -> None:
    """Wait for a condition in the page, asked from outside: the page's policy forbids scripts made of text.

    `pause` in milliseconds: longer where asking sets the app to work.
    """
    deadline = time.monotonic() + 120
    while not _holds(page, holds):
        assert time.monotonic() < deadline, holds
        page.wait_for_timeout(pause)


def _holds(page: Page, condition: str) -> bool:
    """A page that is just loading itself anew holds nothing yet."""
    try:
        return bool(page.evaluate(condition))
    except Error as error:
        if "context was destroyed" in str(error):
            return False
        raise


def open_subject(page: Page, name: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    page.get_by_role("heading", name=name).wait_for()


def answer(page: Page, item: str, choice: str) -> None:
    page.locator(f"#item-{item}").get_by_role("button", name=choice, exact=True).click()


def fill_passing(page: Page) -> None:
    answer(page, "gas", "管道天然气")
    answer(page, "alarm", "合格")
    answer(page, "hose", "合格")


def photograph(page: Page, where: str, picture: Path) -> None:
    page.locator(f"{where} input[type=file]").set_input_files(picture)
    page.locator(f"{where} figure img").first.wait_for()


def sign(page: Page) -> None:
    page.get_by_role("button", name="请对方签名").click()
    box = page.locator(".pad canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="签好了").click()
    page.locator(".signed img").wait_for()


def inspect(page: Page, name: str, fill: Callable[[Page], None] = fill_passing) -> None:
    """From today's list through the checklist to the screen that says it is saved."""
    open_subject(page, name)
    page.get_by_role("link", name="开始检查").click()
    fill(page)
    page.get_by_role("button", name=re.compile("^保存")).click()
    page.get_by_role("heading", name=f"{name}的检查已保存").wait_for()


def outbox(page: Page) -> None:
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="未上报").click()
    page.get_by_role("heading", name="上报情况").wait_for()


def all_sent(page: Page) -> None:
    """The network is back: the app sends what is left by itself."""
    outbox(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("全部已上报").wait_for()


def enter(page: Page, name: str, password: str) -> None:
    """Through the sign-in page to the day's list; straight there where somebody is still signed in."""
    page.goto("/sign-in?next=/phone/")
    if "/sign-in" in page.url:
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", name="今日任务").wait_for()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=re.compile(rf"^(\d+\+? ?)?{name}$")).click()
