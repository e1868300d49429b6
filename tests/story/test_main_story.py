"""From a plan's text to the archive, at the desks of a street and on the phone of a grid worker."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from taizhang.archive.models import ArchiveJob
from taizhang.campaigns.editing import live_items
from taizhang.campaigns.models import Campaign, PlanDraft
from taizhang.cases.models import Case
from taizhang.commands import worker
from taizhang.core.calendar import CHINA
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org
from taizhang.reports.models import Report
from taizhang.subjects.models import Subject
from taizhang.workflows.jobs import run_waiting
from tests.campaigns.conftest import the_item
from tests.campaigns.plans import as_docx
from tests.campaigns.test_review import save
from tests.campaigns.test_upload import upload as upload_plan
from tests.cast import Cast
from tests.imports.made_register import workbook
from tests.imports.scene import checked, confirmed, shop, upload
from tests.loop.scene import Person
from tests.orgs.test_org_import import book
from tests.phone.hands import CONTROLLED, Camera, all_sent, photograph, tab, until

PLAN = """青禾街道城镇燃气安全专项整治实施方案

为消除辖区燃气安全隐患，结合街道实际，制定本方案。

一、工作目标
辖区用气单位排查覆盖率达到100%，隐患整改率达到100%。

二、组织领导
成立青禾街道燃气安全专项整治领导小组。
组长：陆怀民  街道办事处主任
领导小组办公室设在街道应急办，负责日常工作。

三、实施步骤
（一）宣传发动阶段（{begun}前）。各社区负责宣传燃气安全知识。
（二）排查治理阶段（{begun}至{ends}）。各网格负责对辖区餐饮场所开展拉网式排查。
（三）巩固提高阶段（{after}至{last}）。街道应急办负责对各社区落实情况进行督查。

四、工作要求
（一）信息报送。各社区每日{first}时前将排查情况报送街道应急办，街道应急办汇总后于每日{second}时前报市专班。
（二）督促问责。逾期未完成的予以督办，仍未完成的予以通报。
（三）资料归档。各社区将检查记录、图片收集归档，形成台账。
"""
STREET = "530199001"
REED, GRID = f"{STREET}003", f"{STREET}003-01"
ORGS = [[REED, "芦苇社区", "", "社区", STREET, "111"], [GRID, "芦苇第一网格", "区域", "网格", "芦苇社区", ""]]
POSTS = [
    ["芦苇社区", "社区干部", "社区副主任", "方又青", "fangyouqing", "13800000011", ""],
    [GRID, "网格员", "", "温春生", "wenchunsheng", "13800000012", ""],
    [GRID, "网格员", "", "乔若谷", "qiaoruogu", "13800000013", ""],
]
OWN_PASSWORD = "reeds-in-the-wind-2026"


def plan_for(now: datetime) -> str:
    """The plan's text: its screening runs now, and no cut-off falls into the test."""
    today = now.astimezone(CHINA)
    first = 20 if today.hour in (15, 16) else 16
    days = {"begun": -10, "ends": 40, "after": 41, "last": 70}
    dates = {name: today + timedelta(days=days) for name, days in days.items()}
    written = {name: f"{day.year}年{day.month}月{day.day}日" for name, day in dates.items()}
    return PLAN.format(**written, first=first, second=first + 1)


def desk(cast: Cast, name: str) -> Person:
    client = Client()
    client.force_login(cast.user(name))
    return Person(client, name)


def office_starts_the_campaign(cast: Cast, office: Person, now: datetime) -> Campaign:
    """Upload, review, answer what is open, correct what was read wrongly, start."""
    upload_plan(office.client, as_docx(plan_for(now)), "燃气方案.docx")
    draft = PlanDraft.objects.get()
    review = office.look(f"/drafts/{draft.pk}/")
    assert "排查治理阶段" in review and "各网格负责对辖区餐饮场所开展拉网式排查" in review
    assert "从哪一天开始" in review  # a gap of the plan is asked for, not guessed
    save(office.client, draft, the_item(draft, "phase", "宣传"), start=f"{now - timedelta(days=20):%Y-%m-%d}")
    for misread in [item for item in live_items(draft) if item.section == "duty" and "归档" in str(item.data)]:
        office.client.post(f"/drafts/{draft.pk}/items/{misread.pk}/remove")
    draft.refresh_from_db()
    start_page = office.look(f"/drafts/{draft.pk}/start/")
    assert "拉网式排查" in start_page
    unit = the_item(draft, "unit", "街道应急办").data["id"]
    fields = {"root": cast.orgs[STREET].number, "revision": draft.revision}
    fields[f"unit-{unit}"] = cast.orgs[f"{STREET}-AJB"].number
    answer = office.client.post(f"/drafts/{draft.pk}/start/", fields)
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}/"
    return campaign


def people_and_register_come_in(cast: Cast, office: Person) -> dict[str, str]:
    """A new community with its grid and people, and its shops; returns the first passwords."""
    admin = desk(cast, "system_admin").client
    people = upload(admin, book(ORGS, POSTS), name="组织.xlsx", kind="", space="orgs")
    people = confirmed(admin, checked(admin, people, space="orgs"), space="orgs")
    assert people.state == "done", people.message
    listed = load_workbook(io.BytesIO(b"".join(admin.post(f"/orgs/import/{people.pk}/passwords").streaming_content)))
    passwords = {str(row[1]): str(row[2]) for row in listed.active.iter_rows(values_only=True)}
    place = {"所属社区": "芦苇社区", "所属网格": "芦苇第一网格"}
    rows = [
        shop(单位名称="苇岸饭庄", 地址="苇岸街1号", **place),
        shop(单位名称="荻花小馆", 地址="苇岸街3号", **place),
        shop(单位名称="水鸟茶楼", 地址="苇岸街5号", 联系电话="138", **place),
    ]
    register = checked(office.client, upload(office.client, workbook(rows, title="芦苇社区用气餐饮场所底数")))
    assert register.counts["faulty"] == 1
    assert not Subject.objects.exists()  # nothing is half imported
    register = confirmed(office.client, register, leave_faulty="1")
    assert register.state == "done", register.message
    return passwords


def signs_in_for_the_first_time(page: Page, name: str, password: str) -> None:
    """With the password from the list, which must be replaced by an own one."""
    page.goto("/sign-in?next=/phone/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.fill("input[name=old_password]", password)
    page.fill("input[name=new_password1]", OWN_PASSWORD)
    page.fill("input[name=new_password2]", OWN_PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    page.wait_for_load_state()
    page.goto("/phone/")
    page.get_by_role("heading", name="今日任务").wait_for()
    until(page, CONTROLLED)


def inspects_a_restaurant(page: Page, picture: Path) -> None:
    """Everything as it should be but the alarm."""
    page.get_by_role("link", name="苇岸饭庄").click()
    page.get_by_role("link", name="开始检查").click()
    page.locator("#item-gas_kind").get_by_role("button", name="管道天然气").click()
    for item in page.locator("fieldset.item").all():
        good = item.get_by_role("button", name="合格", exact=True)
        if good.count() and item.get_attribute("id") != "item-alarm":
            good.click()
    page.locator("#item-alarm").get_by_role("button", name="不合格", exact=True).click()
    page.locator("#item-alarm textarea").fill("后厨没有报警器")
    photograph(page, "#item-alarm", picture)
    page.get_by_role("button", name="保存，立案 1 个问题").click()
    page.get_by_role("heading", name="苇岸饭庄的检查已保存").wait_for()


def goes_round_the_loop(case: UUID, phone: Page, clerk: Person, second: Person, office: Person, picture: Path) -> None:
    """Assigned, mended with a photo, looked at again, accepted, struck off: each by whom it may be."""
    clerk.take(case, "assigned", handler=Org.objects.get(code=GRID).number)
    tab(phone, "我的")
    phone.get_by_role("button", name="更新任务").click()
    tab(phone, "问题")
    phone.locator(".row").filter(has_text="整改中").click()
    phone.get_by_role("link", name="提交整改").click()
    photograph(phone, "main", picture)
    phone.get_by_role("button", name="提交“提交整改”").click()
    all_sent(phone)
    assert "rechecked" in second.may(case)
    second.take(case, "rechecked", reason="现场试验，报警正常")
    clerk.take(case, "accepted")
    office.take(case, "struck")
    told = office.case(case)
    for words in ("温春生", "乔若谷", "方又青", "程思远", "现场试验，报警正常"):
        assert words in told, words


def figures_stand_at_every_level(campaign: Campaign, office: Person, clerk: Person, number: str) -> None:
    for person, code in ((office, STREET), (office, REED), (clerk, REED)):
        board = person.look(f"/board/{campaign.pk}/{Org.objects.get(code=code).number}")
        assert "销号" in board
    row = Case.objects.get()
    struck = office.look(f"/ledger/?campaign={campaign.pk}&state=struck")
    assert number in struck and "苇岸饭庄" in struck
    export = office.client.get(f"/lists/ledger/export.xlsx?campaign={campaign.pk}")
    content = b"".join(export.streaming_content) if export.streaming else export.content
    lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    cells = {str(cell) for line in lines for cell in line}
    assert {row.number, "苇岸饭庄"} <= cells


def report_goes_up_and_is_frozen(
    cast: Cast, clerk: Person, office: Person, set_now: Callable[[datetime], None], found: datetime
) -> None:
    """The community confirms, the street's bureau confirms, the clock freezes; the Word file holds the figures."""
    period = {"counted_from__lte": found, "counted_to__gt": found}
    mine = Report.objects.get(org=Org.objects.get(code=REED).number, **period)
    above = Report.objects.get(org=cast.orgs[f"{STREET}-AJB"].number, **period)
    set_now(mine.cut_off - timedelta(minutes=10))
    clerk.client.post("/sign-in", {"username": clerk.name, "password": OWN_PASSWORD})  # it may be the next day
    office.client.force_login(cast.user("office"))
    clerk.client.post(f"/reports/{mine.pk}/confirm", {})
    desk(cast, "bureau").client.post(f"/reports/{above.pk}/confirm", {})
    set_now(above.cut_off + timedelta(minutes=1))
    worker.turn()
    mine.refresh_from_db()
    above.refresh_from_db()
    assert (mine.state, above.state) == ("on_time", "on_time")
    assert mine.frozen_at and above.frozen_at and above.digest
    assert mine.figures["inspections.done"] == above.figures["inspections.done"] == 1
    assert mine.figures["cases.struck"] == above.figures["cases.struck"] == 1
    missing = Report.objects.get(org=cast.orgs[f"{STREET}001"].number, cut_off=mine.cut_off)
    assert missing.state == "missing"  # the community that was silent is named
    word = office.client.get(f"/reports/{above.pk}/report.docx")
    content = b"".join(word.streaming_content) if word.streaming else word.content
    document = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "检查次数1次" in text and "按时报送：由顾安宁于" in text and "定稿" in text


def archive_is_made_and_verified(campaign: Campaign, office: Person, folder: Path) -> None:
    """On a machine that has nothing but Python."""
    fonds = {"code": "Z007", "unit": "青禾街道办事处", "matter": "RQAQ"}
    office.client.post(f"/archive/{campaign.pk}/make", fonds)
    run_waiting()
    job = ArchiveJob.objects.get()
    assert (job.state, job.findings) == ("done", [])
    bundle = b"".join(office.client.get(f"/archive/runs/{job.pk}/bundle.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(bundle)) as whole:
        whole.extractall(folder)
        names = whole.namelist()
    assert sum(name.endswith(".jpg") for name in names) >= 2  # before and after
    (verifier,) = folder.rglob("verify.py")
    verified = subprocess.run(
        [sys.executable, "-I", verifier, verifier.parent], capture_output=True, text=True, timeout=120, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.mission("X3", "X4", "X6", "X8", "X9", "X10", "X14", "C1", "C7", "C17", "C33", "C48", "C51", "C70")
def test_a_plan_becomes_a_campaign_that_is_lived_through_to_the_archive(
    new_phone: Callable[..., BrowserContext],
    camera: Camera,
    cast: Cast,
    now: datetime,
    set_now: Callable[[datetime], None],
    tmp_path: Path,
) -> None:
    office = desk(cast, "office")
    campaign = office_starts_the_campaign(cast, office, now)
    passwords = people_and_register_come_in(cast, office)
    field = new_phone()
    phone = field.new_page()
    signs_in_for_the_first_time(phone, "wenchunsheng", passwords["wenchunsheng"])
    assert sorted(phone.locator(".rows .row strong").all_inner_texts())[:2] == ["苇岸饭庄", "荻花小馆"]
    field.set_offline(True)
    inspects_a_restaurant(phone, camera())
    expect(phone.get_by_role("region", name="连接状态")).to_contain_text("没有网络")
    field.set_offline(False)
    all_sent(phone)
    case = Case.objects.get()
    assert (case.state, case.subject) == ("filed", Subject.objects.get(name="苇岸饭庄").pk)
    assert Inspection.objects.get().failures[0]["item"] == "alarm"
    clerk, second = (Person(Client(), name) for name in ("fangyouqing", "qiaoruogu"))
    for person in (clerk, second):
        first_password(person, passwords[person.name])
    goes_round_the_loop(case.pk, phone, clerk, second, office, camera())
    figures_stand_at_every_level(campaign, office, clerk, case.number)
    report_goes_up_and_is_frozen(cast, clerk, office, set_now, case.filed_at)
    archive_is_made_and_verified(campaign, office, tmp_path / "bundle")


def first_password(person: Person, password: str) -> None:
    signed: Any = person.client.post("/sign-in", {"username": person.name, "password": password}, follow=True)
    assert signed.redirect_chain[-1][0].startswith("/password")
    form = {"old_password": password, "new_password1": OWN_PASSWORD, "new_password2": OWN_PASSWORD}
    person.client.post("/password", form)
