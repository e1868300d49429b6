"""What is on its way arrives once, whatever breaks: the network, the answer, the session, the app, another's step."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from taizhang.subjects.operations import correct
from taizhang.web.pages import phone as phone_page
from tests.cast import Cast
from tests.phone.hands import (
    Camera,
    SignIn,
    all_sent,
    answer,
    enter,
    fill_passing,
    inspect,
    outbox,
    photograph,
    until,
)
from tests.phone.scene import Scene


@pytest.mark.mission("C24", "C25")
def test_sync_goes_on_in_the_middle_of_a_photo(
    field: BrowserContext, sign_in: SignIn, camera: Camera, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    offsets: list[int] = []

    def cut_the_third_part(route: Route) -> None:
        request = route.request
        if request.method == "POST":
            offsets.append(int(request.url.partition("offset=")[2].partition("&")[0]))
            if len(offsets) == 3:
                route.abort("connectionreset")
                return
        route.continue_()

    field.route("**/api/files/**", cut_the_third_part)

    def fill(page: Page) -> None:
        fill_passing(page)
        photograph(page, "main .field:has-text('现场照片')", camera())

    inspect(page, "湖边渔家", fill)
    outbox(page)
    page.get_by_text("附件上传中").wait_for()
    expect(page.get_by_text("没有网络，照常工作")).to_be_visible()
    assert not StoredFile.objects.exists()
    assert Inspection.objects.count() == 1
    page.get_by_role("button", name="立即上报").click()
    page.get_by_text("全部已上报").wait_for()
    assert StoredFile.objects.count() == 1
    assert offsets[3] == offsets[2] > 0  # the part that was cut is sent again, those before it are not
    assert len(set(offsets)) == len(offsets) - 1


@pytest.mark.mission("C24", "C25")
def test_an_answer_that_was_lost_makes_no_second_record(field: BrowserContext, sign_in: SignIn, scene: Scene) -> None:
    page = sign_in("grid_worker")
    lost = []

    def lose_the_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().json())
        route.abort("connectionreset")

    field.route("**/api/sync", lose_the_first_answer)
    inspect(page, "湖边渔家")
    all_sent(page)
    assert lost[0]["receipts"][0]["fate"] == "appended"
    assert Inspection.objects.count() == 1
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C24")
def test_a_refused_record_is_set_aside_and_the_rest_goes_on(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    inspect(page, "阿婆面馆")
    page.get_by_role("link", name="回到今日任务").click()
    inspect(page, "湖边渔家")
    away, home = (cast.orgs[code].number for code in ("530199001002-01", "530199001001-01"))
    correct(by=cast.office, at=timezone.now(), subject=scene.subject("阿婆面馆"), changes={}, org=away)
    field.set_offline(False)
    outbox(page)
    page.get_by_role("heading", name=re.compile("没有被接收")).wait_for()
    refused = page.locator(".row.is-refused")
    expect(refused).to_contain_text("检查 阿婆面馆")
    expect(refused).to_contain_text("找不到要办理的事项")
    page.get_by_text("其余的都已上报").wait_for()
    assert [row.subject for row in Inspection.objects.all()] == [scene.subject("湖边渔家")]
    correct(by=cast.office, at=timezone.now(), subject=scene.subject("阿婆面馆"), changes={}, org=home)
    refused.get_by_role("button", name="再试一次").click()
    expect(page.locator(".row.is-refused")).to_have_count(0)
    page.locator(".row.is-done").filter(has_text="检查 阿婆面馆").wait_for()
    assert Inspection.objects.count() == 2


@pytest.mark.mission("C24")
def test_who_has_unsent_work_cannot_leave_but_has_ways_out(
    field: BrowserContext, sign_in: SignIn, camera: Camera, scene: Scene, tmp_path: Path
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)

    def fill(page: Page) -> None:
        fill_passing(page)
        photograph(page, "main .field:has-text('现场照片')", camera())

    inspect(page, "湖边渔家", fill)
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="我的").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("alert")).to_contain_text("还有 1 条记录没有上报，现在不能退出")
    with page.expect_download() as download:
        page.get_by_role("button", name="没有网络：另存为文件").click()
    download.value.save_as(tmp_path / "queue.json")
    saved = json.loads((tmp_path / "queue.json").read_text(encoding="utf-8"))
    assert [entry["kind"] for entry in saved["entries"]] == ["inspection.recorded"]
    for sha, content in saved["photos"].items():
        assert sha256(base64.b64decode(content.partition(",")[2])).hexdigest() == sha
    assert set(saved["photos"]) == set(saved["entries"][0]["files"])
    field.set_offline(False)
    page.get_by_role("button", name="先上报").click()
    page.get_by_role("alert").wait_for(state="detached")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in**")
    assert Inspection.objects.count() == 1
    page.goto("/phone/")
    page.get_by_role("link", name="登录").wait_for()  # nothing of the day is left on the phone


@pytest.mark.mission("C24")
def test_another_person_on_the_same_phone_sends_nothing_of_mine(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    inspect(page, "湖边渔家")
    field.clear_cookies()  # the session has ended meanwhile
    field.set_offline(False)
    page.get_by_text("登录已过期，1 条未上报仍在手机里").wait_for()
    page.close()
    second = field.new_page()
    enter(second, "second_grid_worker", cast.PASSWORD)
    outbox(second)
    expect(second.get_by_text("这部手机里还有 周麦生 的 1 条记录没有上报")).to_be_visible()
    assert not Inspection.objects.exists()
    field.clear_cookies()
    enter(second, "grid_worker", cast.PASSWORD)
    second.get_by_text(re.compile("^柳荫第一网格.*周麦生")).wait_for()  # the day of the one before stands there first
    all_sent(second)
    assert Inspection.objects.get().inspector_name == "周麦生"


@pytest.mark.mission("C22", "C24")
def test_an_update_of_the_app_keeps_what_is_on_its_way(
    field: BrowserContext, sign_in: SignIn, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sign_in("grid_worker")
    field.route("**/api/sync", lambda route: route.abort("connectionreset"))
    inspect(page, "湖边渔家")
    monkeypatch.setattr(phone_page, "_version", lambda script, shell: "the-next-one")
    page.reload()
    page.get_by_role("button", name="更新").click()
    until(page, "() => caches.keys().then(names => names.join() === 'phone-the-next-one')")
    page.get_by_role("button", name="更新").wait_for(state="detached")
    field.unroute("**/api/sync")
    all_sent(page)
    assert Inspection.objects.count() == 1


@pytest.mark.mission("C24", "C25")
def test_two_phones_on_one_case_and_the_later_one_is_told(
    field: BrowserContext,
    sign_in: SignIn,
    new_phone: Callable[[], BrowserContext],
    camera: Camera,
    cast: Cast,
    scene: Scene,
) -> None:
    def fill(page: Page) -> None:
        answer(page, "gas", "管道天然气")
        answer(page, "alarm", "不合格")
        answer(page, "hose", "合格")

    mine = sign_in("grid_worker")
    inspect(mine, "湖边渔家", fill)
    all_sent(mine)
    other_phone = new_phone()
    theirs = other_phone.new_page()
    enter(theirs, "second_grid_worker", cast.PASSWORD)
    for context in (field, other_phone):
        context.set_offline(True)
    for page in (mine, theirs):
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name="问题", exact=False).first.click()
        page.get_by_role("link", name=re.compile("^未装报警装置")).click()
        page.get_by_role("link", name="当场整改").click()
        photograph(page, "main", camera())
        page.get_by_role("button", name="提交“当场整改”").click()
        page.get_by_text("联网后自动上报").last.wait_for()
    field.set_offline(False)
    all_sent(mine)
    other_phone.set_offline(False)
    all_sent(theirs)
    expect(theirs.locator(".row.is-done")).to_contain_text("已收到，但目前的状态不能办理这一步")
    assert Case.objects.get().state == "rectified"
    assert StoredEntry.objects.filter(kind="case.fixed_on_spot").count() == 2
    assert StoredFile.objects.count() == 2
    assert AsideEntry.objects.get().refusal == "not-now"
