"""What the list does not know yet: a new shop, a wrong number, a word spoken instead of typed, a code on the door."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import segno
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.files import content_of
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast
from tests.phone.hands import Camera, SignIn, all_sent, enter, fill_passing, inspect, photograph, tab
from tests.phone.scene import Scene


@pytest.mark.mission("X3", "X7", "C15")
def test_a_shop_that_is_not_on_the_list_is_entered_and_inspected_without_network(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    page.get_by_role("link", name="名单上没有？新增对象").click()
    page.get_by_label("店名").fill("巷口烧烤")
    page.get_by_label("联系电话").fill("13800000017")
    page.get_by_label("餐位数").fill("24")
    page.get_by_role("button", name="登记入册").click()
    page.get_by_role("heading", name="巷口烧烤").wait_for()
    page.get_by_role("link", name="开始检查").click()
    fill_passing(page)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="巷口烧烤的检查已保存").wait_for()
    field.set_offline(False)
    all_sent(page)
    row = Subject.objects.get(name="巷口烧烤")
    assert (row.kind, row.org, row.in_grid) == ("restaurant", cast.grid_worker.org, True)
    assert (row.phone, row.fields, row.lat, row.lng) == ("13800000017", {"seats": 24}, 30.6652, 104.0851)
    assert Inspection.objects.get().subject == row.pk
    assert Duty.objects.get(subject=row.pk, verb="inspect").state == "met"  # the register grew, and so did what is owed
    assert not AsideEntry.objects.exists()


def test_a_name_that_is_on_the_list_is_pointed_out_before_it_is_entered_twice(
    field: BrowserContext, sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    page.get_by_role("link", name="名单上没有？新增对象").click()
    page.get_by_role("button", name="登记入册").click()
    expect(page.get_by_role("alert")).to_have_text("请填写“店名”")
    page.get_by_label("店名").fill("湖边渔家")
    page.get_by_role("link", name="打开看看是不是它").click()
    page.get_by_role("heading", name="湖边渔家").wait_for()


@pytest.mark.mission("X3", "C21")
def test_a_wrong_entry_of_the_register_is_corrected_at_the_door(
    field: BrowserContext, sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)
    page.get_by_role("link", name=re.compile("^青禾小炒")).click()
    page.get_by_role("link", name="信息不对，更正").click()
    page.get_by_role("button", name="提交更正").click()
    expect(page.get_by_role("alert")).to_have_text("还没有改动")
    page.get_by_label("联系电话").fill("0871-65000000")
    page.get_by_role("button", name="我就在它门口，按这里更正").click()
    page.get_by_role("button", name="提交更正").click()
    page.get_by_role("heading", name="青禾小炒").wait_for()
    expect(page.get_by_text("10 米")).to_be_visible()  # seen at once, long before it is sent
    field.set_offline(False)
    all_sent(page)
    row = Subject.objects.get(name="青禾小炒")
    assert (row.phone, row.lat, row.lng) == ("0871-65000000", 30.6652, 104.0851)
    assert row.address == scene.subjects["青禾小炒"].address  # what was left blank has not changed
    entry = StoredEntry.objects.get(kind="subject.corrected")
    assert (entry.body["source"], set(entry.body["changes"])) == ("field", {"phone", "lat", "lng"})


def test_what_cannot_be_read_in_the_register_is_refused_with_the_reason_and_stays_on_the_phone(
    field: BrowserContext, sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    page.get_by_role("link", name=re.compile("^青禾小炒")).click()
    page.get_by_role("link", name="信息不对，更正").click()
    page.get_by_label("联系电话").fill("88")
    page.get_by_role("button", name="提交更正").click()
    tab(page, "未上报")
    expect(page.locator(".row.is-refused")).to_contain_text("“联系电话”不是电话号码（2 位数字）")
    assert Subject.objects.get(name="青禾小炒").phone == ""


@pytest.mark.mission("C22")
def test_a_remark_is_spoken_instead_of_typed_and_can_be_heard_in_the_office(
    field: BrowserContext, sign_in: SignIn, camera: Camera, cast: Cast, scene: Scene, client: Client
) -> None:
    page = sign_in("grid_worker")
    field.set_offline(True)

    def fill(page: Page) -> None:
        fill_passing(page)
        page.get_by_role("button", name="不想打字，点这里说").click()
        page.get_by_role("dialog", name="正在录音").get_by_text("1 秒").wait_for()
        page.get_by_role("button", name="说完了").click()
        page.locator("audio").wait_for()

    inspect(page, "湖边渔家", fill)
    tab(page, "报问题")
    page.get_by_role("button", name="软管不符合要求").click()
    page.get_by_role("button", name="不想打字，点这里说").click()
    page.get_by_role("dialog", name="正在录音").get_by_text("1 秒").wait_for()
    page.get_by_role("button", name="说完了").click()
    page.locator("audio").wait_for()
    page.get_by_role("button", name="提交问题").click()
    page.get_by_role("heading", name="软管不符合要求").wait_for()
    field.set_offline(False)
    all_sent(page)
    (voice,) = Inspection.objects.get().voices
    stored = StoredFile.objects.get(pk=voice["sha256"])
    assert stored.media_type == "audio/webm"
    assert content_of(stored.pk).startswith(b"\x1aE\xdf\xa3")
    client.force_login(cast.user("office"))
    told = client.get(f"/inspections/{Inspection.objects.get().pk}/").content.decode()
    assert f'src="/files/{stored.pk}"' in told
    heard = client.get(f"/files/{stored.pk}")
    assert (heard.status_code, heard.headers["Content-Type"]) == (200, "audio/webm")
    assert "<audio" in client.get(f"/ledger/{Case.objects.get().pk}/").content.decode()
    client.force_login(cast.user("other_grid_worker"))
    assert client.get(f"/files/{stored.pk}").status_code == 404


@pytest.mark.mission("C44")
def test_the_code_on_a_door_opens_the_subject_without_network(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene, client: Client
) -> None:
    client.force_login(cast.user("office"))
    sheet = client.get("/codes/", HTTP_HOST="testserver").content.decode()
    about = scene.subject("湖边渔家")
    address = f"http://testserver/phone/#/subject/{about}"
    assert f'href="{address}"' in sheet
    squares = re.search(r' d="([^"]+)"', segno.make(address, error="m").svg_inline(border=2, omitsize=True))
    assert squares is not None
    assert squares[1] in sheet
    assert "湖边渔家" in sheet
    client.force_login(cast.user("other_grid_worker"))
    assert "湖边渔家" not in client.get("/codes/").content.decode()
    page = sign_in("grid_worker")
    page.close()
    field.set_offline(True)
    scanned = field.new_page()
    scanned.goto(f"/phone/#/subject/{about}")
    scanned.get_by_role("heading", name="湖边渔家").wait_for()
    scanned.get_by_role("link", name="开始检查").wait_for()


def test_a_code_of_a_subject_that_the_phone_does_not_hold_asks_the_server_and_only_within_the_scope(
    field: BrowserContext, sign_in: SignIn, cast: Cast, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    page.goto(f"/phone/#/subject/{scene.subject('稻香饭庄')}")
    page.get_by_role("heading", name="手机里没有这个对象").wait_for()
    (new,) = add_subjects(
        [NewSubject(kind="restaurant", name="新开小馆", org=cast.grid_worker.org)], by=cast.office, at=timezone.now()
    )
    page.goto(f"/phone/#/subject/{new}")
    page.get_by_role("heading", name="新开小馆").wait_for()


@pytest.mark.mission("X7", "C45")
def test_a_business_inspects_itself_with_the_same_app_and_proves_what_it_has_mended(
    new_phone: Callable[..., BrowserContext], camera: Camera, owner: str, cast: Cast, scene: Scene
) -> None:
    page = new_phone().new_page()
    enter(page, owner, cast.PASSWORD)
    assert page.locator(".rows .row strong").all_inner_texts() == ["阿婆面馆"]
    expect(page.get_by_role("link", name="报问题")).to_have_count(0)

    def fill(page: Page) -> None:
        page.locator("#item-gas").get_by_role("button", name="管道天然气").click()
        page.locator("#item-alarm").get_by_role("button", name="不合格", exact=True).click()
        page.locator("#item-hose").get_by_role("button", name="合格", exact=True).click()

    inspect(page, "阿婆面馆", fill)
    all_sent(page)
    row = Inspection.objects.get()
    assert (row.self_made, row.inspector_name, row.subject) == (True, "秦阿婆", scene.subject("阿婆面馆"))
    assert Duty.objects.get(subject=row.subject, verb="self_inspect").state == "met"
    assert Duty.objects.get(subject=row.subject, verb="inspect").state == "open"  # its own word is no inspection
    case = Case.objects.get()
    assert (case.category, case.state) == ("no-alarm", "filed")
    take_step(by=cast.clerk, at=timezone.now(), case=case.pk, verb="assigned", body={"handler": case.org})
    tab(page, "我的")
    page.get_by_role("button", name="更新任务").click()
    tab(page, "问题")
    page.get_by_role("link", name=re.compile("^未装报警装置")).click()
    page.get_by_role("link", name="提交整改").click()
    photograph(page, "main", camera())
    page.get_by_role("button", name=re.compile("^提交")).click()
    all_sent(page)
    assert Case.objects.get().state == "rectified"


def test_a_business_sees_nothing_of_its_neighbours(owner: str, cast: Cast, scene: Scene, client: Client) -> None:
    client.force_login(cast.user("owner"))
    told = client.get("/api/day").json()
    assert [row["name"] for row in told["subjects"]] == ["阿婆面馆"]
    assert client.get(f"/api/subjects/{scene.subject('湖边渔家')}").status_code == 404
