"""A grid worker's day on a phone of 390 points."""

from __future__ import annotations

import io
import re
from hashlib import sha256

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import BrowserContext, Page, expect

from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.files import content_of
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from tests.cast import Cast
from tests.phone.hands import (
    Camera,
    SignIn,
    all_sent,
    answer,
    fill_passing,
    inspect,
    open_subject,
    outbox,
    photograph,
    sign,
)
from tests.phone.scene import Scene


@pytest.mark.mission("X6", "C22", "C24", "C25", "C28")
def test_a_whole_day_without_network_arrives_exactly_once(
    field: BrowserContext, sign_in: SignIn, camera: Camera, cast: Cast, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    names = page.locator(".rows .row strong").all_inner_texts()
    assert names == ["湖边渔家", "阿婆面馆", "青禾小炒", "走访沿街商户"]  # nearest first, unplaced after
    field.set_offline(True)
    page.reload()

    def fill(page: Page) -> None:
        answer(page, "gas", "瓶装液化石油气")
        answer(page, "alarm", "不合格")
        page.locator("#item-alarm textarea").fill("后厨没有报警器")
        photograph(page, "#item-alarm", camera())
        answer(page, "hose", "合格")
        answer(page, "bottles", "合格")
        page.get_by_label("灶具与气瓶净距").fill("0.3")
        page.get_by_label("对方在场人员").fill("店主")
        sign(page)
        expect(page.get_by_role("button", name="保存，立案 2 个问题")).to_be_visible()

    inspect(page, "阿婆面馆", fill)
    expect(page.get_by_text("3日内整改")).to_be_visible()
    expect(page.get_by_text("须当场整改")).to_be_visible()
    numbers = set(re.findall(r"编号 (\d{6}-[A-Z2-7]{4})", page.locator("main").inner_text()))
    assert len(numbers) == 2

    page.get_by_role("link", name=re.compile("^未装报警装置")).click()
    page.get_by_role("link", name="当场整改").click()
    page.get_by_role("button", name="提交“当场整改”").click()
    expect(page.get_by_role("alert")).to_have_text("请先拍一张整改后的照片")
    photograph(page, "main", camera())
    page.get_by_role("button", name="提交“当场整改”").click()
    page.get_by_text("联网后自动上报").last.wait_for()

    page.get_by_role("link", name="报问题").click()
    photograph(page, "main", camera())
    page.get_by_role("button", name="软管不符合要求").click()
    page.get_by_role("button", name=re.compile("^湖边渔家")).click()
    page.get_by_role("button", name="提交问题").click()
    page.get_by_role("heading", name="软管不符合要求").wait_for()

    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="今日").click()
    page.get_by_role("link", name=re.compile("^走访沿街商户")).click()
    page.get_by_label("情况（可不填）").fill("走访 12 户")
    page.get_by_role("button", name="完成").click()
    page.get_by_role("heading", name="今日任务").wait_for()
    expect(page.locator(".row.is-done")).to_contain_text("阿婆面馆")

    page.close()
    page = field.new_page()  # closed and opened again, still without network
    page.goto("/phone/")
    outbox(page)
    expect(page.get_by_role("heading", name=re.compile("还没有上报"))).to_contain_text("4 条")
    assert not StoredEntry.objects.filter(device__startswith="phone-").exists()
    field.set_offline(False)
    all_sent(page)

    sent = StoredEntry.objects.exclude(device="").order_by("seq").values_list("kind", flat=True)
    assert list(sent) == ["inspection.recorded", "case.fixed_on_spot", "case.filed", "duty.met"]
    row = Inspection.objects.get()
    assert (row.participants, row.inspector_name, row.accuracy) == ("店主", "周麦生", 8)
    assert row.answers == {"gas": "lpg", "alarm": "fail", "hose": "pass", "bottles": "pass", "distance": "0.3"}
    cases = {case.category: case for case in Case.objects.all()}
    assert {cases["no-alarm"].number, cases["bottle"].number} == numbers
    assert {category: case.state for category, case in cases.items()} == {
        "no-alarm": "rectified", "bottle": "filed", "hose": "filed",
    }  # fmt: skip
    assert cases["hose"].subject == scene.subject("湖边渔家")
    assert Duty.objects.get(verb="patrol", bearer=cast.grid_worker.org).state == "met"
    assert Duty.objects.get(subject=row.subject, verb="inspect").state == "met"
    assert StoredFile.objects.count() == 4  # two of the problem, one of its mending, the signature
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C26")
def test_a_photo_is_made_small_and_marked_and_its_original_is_known(
    field: BrowserContext, sign_in: SignIn, camera: Camera, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    picture = camera()

    def fill(page: Page) -> None:
        fill_passing(page)
        photograph(page, "main .field:has-text('现场照片')", picture)

    inspect(page, "湖边渔家", fill)
    all_sent(page)
    (photo,) = Inspection.objects.get().photos
    assert photo["original"] == sha256(picture.read_bytes()).hexdigest()
    assert (photo["lat"], photo["lng"]) == (30.6652, 104.0851)
    content = content_of(photo["sha256"])
    assert len(content) < picture.stat().st_size
    stored = StoredFile.objects.get(pk=photo["sha256"])
    with Image.open(io.BytesIO(content)) as shown:
        assert (stored.media_type, shown.size) == ("image/jpeg", (1600, 1200))
        strip = shown.convert("L").crop((0, 1150, 1600, 1190))
        above = shown.convert("L").crop((0, 100, 1600, 140))
        assert ImageStat.Stat(strip).mean[0] < 0.75 * ImageStat.Stat(above).mean[0]  # the mark lies on a dark band


@pytest.mark.mission("C24")
def test_a_form_that_was_begun_is_found_again(field: BrowserContext, sign_in: SignIn, scene: Scene) -> None:
    page = sign_in("grid_worker")
    open_subject(page, "湖边渔家")
    page.get_by_role("link", name="开始检查").click()
    answer(page, "alarm", "不合格")
    page.locator("#item-alarm textarea").fill("没有通电")
    expect(page.locator("#item-alarm textarea")).to_have_value("没有通电")
    page.reload()
    page.get_by_text("已恢复上次没有填完的内容").wait_for()
    expect(page.locator("#item-alarm textarea")).to_have_value("没有通电")
    pressed = page.locator("#item-alarm").get_by_role("button", name="不合格", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")


@pytest.mark.mission("C24")
def test_what_depends_on_an_answer_is_asked_and_left_out_again(
    field: BrowserContext, sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    open_subject(page, "湖边渔家")
    page.get_by_role("link", name="开始检查").click()
    expect(page.locator("#item-bottles")).to_have_count(0)
    answer(page, "gas", "瓶装液化石油气")
    answer(page, "bottles", "不合格")
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_role("alert")).to_have_text("还有 2 项没有填")
    answer(page, "gas", "管道天然气")
    expect(page.locator("#item-bottles")).to_have_count(0)
    answer(page, "alarm", "合格")
    answer(page, "hose", "不涉及")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("全部合格，没有问题需要立案").wait_for()
    all_sent(page)
    assert Inspection.objects.get().answers == {"gas": "natural", "alarm": "pass", "hose": "na"}
    assert not Case.objects.exists()
