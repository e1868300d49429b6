"""A week without network, and what phones suffer: killed, full, with a wrong clock, broken, in a chat app's browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from tests.cast import Cast
from tests.phone.conftest import HERE, PHONE, answered
from tests.phone.hands import (
    CONTROLLED,
    Camera,
    SignIn,
    all_sent,
    answer,
    enter,
    fill_passing,
    inspect,
    open_subject,
    outbox,
    photograph,
    tab,
    until,
)
from tests.phone.scene import Scene
from tests.plugins.browser import ARGUMENTS


def with_photo(camera: Camera) -> Callable[[Page], None]:
    def fill(page: Page) -> None:
        fill_passing(page)
        photograph(page, "main .field:has-text('现场照片')", camera())

    return fill


@pytest.mark.mission("C22", "C24", "C25")
def test_a_week_without_network_loses_no_day(
    field: BrowserContext, sign_in: SignIn, camera: Camera, scene: Scene, now: datetime
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    for day, shop in ((1, "湖边渔家"), (4, "阿婆面馆"), (7, "青禾小炒")):
        page.close()
        page = field.new_page()
        page.clock.set_system_time(now + timedelta(days=day))
        page.goto("/phone/")
        inspect(page, shop, with_photo(camera))
    outbox(page)
    expect(page.get_by_role("heading", name=re.compile("还没有上报"))).to_contain_text("3 条")
    assert not StoredEntry.objects.exclude(device="").exists()
    page.clock.set_system_time(now)
    field.set_offline(False)
    all_sent(page)
    assert Inspection.objects.count() == 3
    assert StoredFile.objects.count() == 3


@pytest.mark.mission("C24")
def test_a_phone_whose_battery_dies_has_kept_what_was_saved_and_what_was_begun(
    phone_on_disk: Callable[[], BrowserContext], folder: Path, cast: Cast, camera: Camera, scene: Scene
) -> None:
    first = phone_on_disk()
    page = first.new_page()
    enter(page, "grid_worker", cast.PASSWORD)
    until(page, CONTROLLED)
    first.set_offline(True)
    inspect(page, "湖边渔家", with_photo(camera))
    tab(page, "今日")
    open_subject(page, "阿婆面馆")
    page.get_by_role("link", name="开始检查").click()
    answer(page, "alarm", "不合格")
    page.locator("#item-alarm textarea").fill("没有通电")
    kept = """() => new Promise(done => indexedDB.open('taizhang-phone').onsuccess = opened => {
        const rows = opened.target.result.transaction('begun').objectStore('begun').getAll();
        rows.onsuccess = () => done(JSON.stringify(rows.result).includes('没有通电'));
    })"""
    until(page, kept)
    kill(folder)
    second = phone_on_disk()
    page = second.new_page()
    enter(page, "grid_worker", cast.PASSWORD)  # the browser writes cookies down later than it keeps what we store
    all_sent(page)
    assert Inspection.objects.count() == 1
    assert StoredFile.objects.count() == 1
    tab(page, "今日")
    open_subject(page, "阿婆面馆")
    page.get_by_role("link", name="开始检查").click()
    page.get_by_text("已恢复上次没有填完的内容").wait_for()
    expect(page.locator("#item-alarm textarea")).to_have_value("没有通电")


FILL = """size => new Promise(done => indexedDB.open('taizhang-phone').onsuccess = ({ target }) => {
    const transaction = target.result.transaction('begun', 'readwrite');
    const parts = Array.from({ length: size }, () => crypto.getRandomValues(new Uint8Array(50_000)));
    transaction.objectStore('begun').put({ key: crypto.randomUUID(), saved_at: '9', filler: new Blob(parts) });
    transaction.oncomplete = () => done(true);
    transaction.onabort = () => done(false);
})"""
CLEAR = """() => new Promise(done => indexedDB.open('taizhang-phone').onsuccess = ({ target }) => {
    const transaction = target.result.transaction('begun', 'readwrite');
    transaction.objectStore('begun').openCursor().onsuccess = ({ target }) => {
        if (target.result?.value.filler) target.result.delete();
        target.result?.continue();
    };
    transaction.oncomplete = () => done();
})"""


@pytest.mark.mission("C24")
def test_a_full_phone_says_so_before_anything_is_lost(
    phone_on_disk: Callable[[], BrowserContext], live_server: Any, camera: Camera, cast: Cast, scene: Scene
) -> None:
    first = phone_on_disk()
    page = first.new_page()
    enter(page, "grid_worker", cast.PASSWORD)
    until(
        page,
        """() => new Promise(done => indexedDB.open('taizhang-phone').onsuccess = ({ target }) =>
            target.result.transaction('reserve').objectStore('reserve').count().onsuccess = found =>
                done(found.target.result === 1))""",
    )
    first.close()
    phone = phone_on_disk()
    page = phone.new_page()
    quota = {"origin": live_server.url, "quotaSize": 14 * 1024 * 1024}  # twelve of them are held back
    browser = phone.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", quota)
    page.goto("/phone/")
    page.get_by_role("heading", name="今日任务").wait_for()
    phone.set_offline(True)
    open_subject(page, "湖边渔家")
    page.get_by_role("link", name="开始检查").click()
    fill_passing(page)
    warning = page.get_by_text("手机快存满了，还能再存几十张照片")
    pictures = page.locator("main .field:has-text('现场照片') figure img")
    taken = 0
    while not warning.is_visible():
        photograph(page, "main .field:has-text('现场照片')", camera())
        taken += 1
        expect(pictures).to_have_count(taken)  # nothing was lost when it became full
    while page.evaluate(FILL, 20) or page.evaluate(FILL, 1):
        pass
    page.locator("main .field:has-text('现场照片') input[type=file]").set_input_files(camera())
    page.get_by_text("手机存储空间不足，这一次没有保存").first.wait_for()
    page.evaluate(CLEAR)
    # The browser frees what was deleted when it likes: the test makes room, as if it had.
    browser.send("Storage.overrideQuotaForOrigin", {"origin": live_server.url})
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="湖边渔家的检查已保存").wait_for()
    phone.set_offline(False)
    all_sent(page)
    page.reload()
    freed = "() => dispatchEvent(new Event('online')) && !document.body.innerText.includes('手机快存满了')"
    until(page, freed, pause=2000)
    assert [len(row.photos) for row in Inspection.objects.all()] == [taken]


@pytest.mark.mission("C25")
def test_a_wrong_clock_is_noticed_and_both_times_are_kept(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene, now: datetime, client: Any
) -> None:
    sign_in("grid_worker").close()
    page = field.new_page()
    wrong = now - timedelta(hours=5)
    page.clock.set_system_time(wrong)
    page.goto("/phone/")
    expect(page.get_by_role("region", name="连接状态")).to_contain_text("手机时间慢 5 小时，请校正")
    expect(page.locator(".row").first).to_contain_text("还剩 20 天")  # judged by the server's time, not by the phone's
    field.set_offline(True)
    inspect(page, "湖边渔家")
    expect(page.get_by_role("region", name="连接状态")).to_contain_text("手机时间慢 5 小时")
    field.set_offline(False)
    all_sent(page)
    row = Inspection.objects.get()
    assert abs(row.happened_at - timezone.now()) < timedelta(minutes=3)
    assert abs(datetime.fromisoformat(row.device_time) - wrong) < timedelta(minutes=3)
    client.force_login(cast.user("office"))
    assert "已按服务器时间校正" in client.get(f"/inspections/{row.pk}/").content.decode()


@pytest.mark.mission("C24", "C25")
def test_what_a_broken_phone_had_saved_to_a_file_is_sent_from_another_once(
    field: BrowserContext,
    sign_in: SignIn,
    new_phone: Callable[..., BrowserContext],
    camera: Camera,
    cast: Cast,
    scene: Scene,
    tmp_path: Path,
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    inspect(page, "湖边渔家", with_photo(camera))
    outbox(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="另存为文件").click()
    saved = tmp_path / "queue.json"
    download.value.save_as(saved)
    other = new_phone().new_page()
    enter(other, "second_grid_worker", cast.PASSWORD)
    outbox(other)
    other.locator("input[type=file]").set_input_files(saved)
    other.get_by_text("这个文件是 周麦生 的，请 周麦生 登录后再恢复").wait_for()
    mine = new_phone().new_page()
    enter(mine, "grid_worker", cast.PASSWORD)
    outbox(mine)
    mine.locator("input[type=file]").set_input_files(camera())
    mine.get_by_text("这不是本应用另存的文件").wait_for()
    mine.locator("input[type=file]").set_input_files(saved)
    mine.get_by_text("已恢复 1 条").wait_for()
    all_sent(mine)
    field.set_offline(False)  # the first phone comes back to life
    all_sent(page)
    assert Inspection.objects.count() == 1
    assert StoredFile.objects.count() == 1
    assert not AsideEntry.objects.exists()


WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; V2183A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 XWEB/1160065 MicroMessenger/8.0.47.2560 WeChat/arm64 Language/zh_CN"
)


@pytest.mark.mission("C23")
def test_a_browser_inside_a_chat_app_without_service_worker_does_the_same_work(
    new_phone: Callable[..., BrowserContext], camera: Camera, cast: Cast, scene: Scene
) -> None:
    phone = new_phone(user_agent=WECHAT)
    phone.add_init_script("delete Navigator.prototype.serviceWorker")
    page = phone.new_page()
    enter(page, "grid_worker", cast.PASSWORD)
    phone.set_offline(True)

    def fill(page: Page) -> None:
        answer(page, "gas", "管道天然气")
        answer(page, "alarm", "不合格")
        answer(page, "hose", "合格")
        photograph(page, "#item-alarm", camera())

    inspect(page, "湖边渔家", fill)
    phone.set_offline(False)
    page.close()
    page = phone.new_page()
    page.goto("/phone/")
    all_sent(page)
    assert Case.objects.get().category == "no-alarm"
    assert StoredFile.objects.count() == 1


@pytest.mark.mission("C24")
def test_a_problem_begun_survives_the_camera_that_took_all_memory(
    field: BrowserContext, sign_in: SignIn, camera: Camera, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    tab(page, "报问题")
    photograph(page, "main", camera())
    page.get_by_role("button", name="软管不符合要求").click()
    page.get_by_text("点一下可改选").wait_for()
    page.close()
    page = field.new_page()
    page.goto("/phone/#/problem")
    page.get_by_text("已恢复上次没有提交的内容").wait_for()
    page.locator("figure img").wait_for()
    page.get_by_role("button", name="提交问题").click()
    page.get_by_role("heading", name="软管不符合要求").wait_for()
    field.set_offline(False)
    all_sent(page)
    assert [len(case.photos) for case in Case.objects.all()] == [1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "phone"


@pytest.fixture
def phone_on_disk(
    chromium: Browser, folder: Path, live_server: Any, scene: Scene
) -> Iterator[Callable[[], BrowserContext]]:
    """One phone whose storage is a folder: what is killed can be started again."""
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            args=ARGUMENTS,
            **PHONE,
            geolocation=HERE,
            base_url=live_server.url,
        )
        context.set_default_timeout(60_000)
        opened.append(context)
        return context

    yield start
    opened[-1].close()
    answered()


def kill(folder: Path) -> None:
    """The browser of the folder ends without a chance to tidy up."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if f"--user-data-dir={folder}" in words and not any(word.startswith("--type=") for word in words):
            os.kill(int(process.name), signal.SIGKILL)
            return
    raise AssertionError("no browser")
