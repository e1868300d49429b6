"""The pictures of README and manual, of a running demonstration: `take.py ADDRESS PASSWORD`; `make run` prints both."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
MANUAL = HERE.parent / "manual" / "pictures"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 780}
COLOURS = 128
"""Flat pages lose nothing that is seen, and the files are a fifth."""


def take(browser: Browser, address: str, password: str) -> None:
    office = signed_in(browser, address, "office", password, DESK)
    keep(office, "home")
    office.goto("/ledger/?supervised=1")
    office.locator(".table-on-desk tbody a").first.click()
    keep(office, "case")
    office.goto("/reports/")
    office.locator("main table tbody a").first.click()
    keep(office, "report")
    worker = signed_in(browser, address, "grid20", password, PHONE)
    worker.goto("/phone/")
    keep(worker, "phone")


def take_manual(browser: Browser, address: str, password: str) -> None:
    office = signed_in(browser, address, "office", password, DESK)
    for name, place in (("desk", "/"), ("ledger", "/ledger/"), ("reports", "/reports/"), ("notices", "/notices/")):
        office.goto(place)
        keep(office, name, MANUAL)
    office.goto("/")
    office.get_by_role("link", name="指挥屏").click()
    keep(office, "screen", MANUAL)
    worker = signed_in(browser, address, "grid3", password, PHONE)
    worker.goto("/phone/")
    keep(worker, "phone-today", MANUAL)
    worker.goto("/duties/mine")
    keep(worker, "duties-mine", MANUAL)
    take_settings(office, worker, signed_in(browser, address, "guard", password, DESK))
    anybody = browser.new_page(viewport=PHONE, base_url=address, locale="zh-CN")
    anybody.goto("/report/")
    keep(anybody, "report-to", MANUAL)


def take_settings(office: Page, worker: Page, guard: Page) -> None:
    office.goto("/notices/mine")
    keep(office, "notice-settings", MANUAL)
    worker.goto("/account/")
    worker.get_by_role("heading", name="界面").scroll_into_view_if_needed()
    worker.mouse.wheel(0, 300)
    keep(worker, "appearance", MANUAL)
    guard.goto("/system-keys/")
    keep(guard, "system-keys", MANUAL)


def signed_in(browser: Browser, address: str, name: str, password: str, size: dict[str, int]) -> Page:
    phone = size is PHONE
    context = browser.new_context(
        viewport=size, base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", is_mobile=phone, has_touch=phone,
        geolocation={"latitude": 25.0197, "longitude": 102.6239}, permissions=["geolocation"],
    )  # fmt: skip
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state("networkidle")
    return page


def keep(page: Page, name: str, folder: Path = HERE) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take(chromium, *sys.argv[1:3])
        take_manual(chromium, *sys.argv[1:3])
        chromium.close()
