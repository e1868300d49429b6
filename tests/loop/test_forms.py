"""Forms that meet the world: sent twice, sent too late, sent after somebody else, sent without a session."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.journal.models import AsideEntry, StoredEntry
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, FIRST_GRID, Scene, in_words, photo
from tests.loop.test_loop import assign


def entries(about: UUID) -> int:
    return StoredEntry.objects.filter(about=about).count()


def value_of(page: str, name: str) -> str:
    """What stands in a field of the page."""
    (found,) = html.fromstring(page).xpath(f"//form[@id='step']//*[@name='{name}']")
    return str(found.value or "")


def test_an_impatient_double_click_counts_once(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker = scene.person("grid_worker")
    form = worker.form(f"/ledger/{about}/?step=rectified")
    pages = [worker.send(about, "rectified", **{**form, "reason": "换好了", "photos": [photo()]}) for _ in range(2)]
    assert all("已办理：提交整改" in page for page in pages)
    assert entries(about) == 3
    changed = worker.send(about, "rectified", **{**form, "reason": "又改了说法", "photos": [photo()]})
    assert "同一编号的记录已存在，但内容不同" in changed
    assert entries(about) == 3 and not AsideEntry.objects.exists()


def test_a_filing_sent_twice_makes_one_case(scene: Scene, clock: Clock) -> None:
    clerk = scene.person("clerk")
    form = {**clerk.form("/ledger/new"), "org": scene.org(FIRST_GRID).number, "category": "leak", "title": "巷口漏气"}
    places = [clerk.client.post("/ledger/new", form).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Case.objects.filter(title="巷口漏气").count() == 1


def test_a_duty_done_twice_is_done_once(scene: Scene, clock: Clock) -> None:
    duty = Duty.objects.get(rule="training", bearer=scene.org(FIRST).number)
    clerk = scene.person("clerk")
    form = {**clerk.form(f"/duties/{duty.pk}/"), "attendance": "32", "note": "讲了阀门检查"}
    said = in_words(clerk.client.post(f"/duties/{duty.pk}/fulfil", form, follow=True))
    assert "方案要求至少 1 张照片" in said
    page = clerk.client.get(f"/duties/{duty.pk}/").content.decode()
    assert "讲了阀门检查" not in page  # the words were handed out once, to the page that followed
    for _ in range(2):
        said = in_words(clerk.client.post(f"/duties/{duty.pk}/fulfil", {**form, "photos": [photo()]}, follow=True))
        assert "已登记完成" in said
    assert entries(duty.pk) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_at": "2026-05-01"}, "期限早于当前时间（整改期限 2026年5月1日）"),
        ({"due_at": "下个月"}, "整改期限：下个月 不是日期"),
        ({"handler": ""}, "没有指定承办单位"),
        ({"handler": "999999"}, "没有指定承办单位"),
        ({"responsible": "字" * 300}, "整改责任人写了 300 个字，最多 200 个"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_filled(
    scene: Scene, clock: Clock, fields: dict[str, str], words: str
) -> None:
    about = scene.found("hose", clock.now)
    clerk = scene.person("clerk")
    offered = clerk.form(f"/ledger/{about}/?step=assigned")
    typed = {**offered, "measures": "更换金属软管并加装卡箍", "reason": "务必今天通知到店", **fields}
    page = clerk.client.post(f"/ledger/{about}/assigned", typed, follow=True)
    assert words in in_words(page)
    assert value_of(page.content.decode(), "measures") == "更换金属软管并加装卡箍"
    assert value_of(page.content.decode(), "reason") == "务必今天通知到店"
    assert entries(about) == 1


def test_photos_that_are_none_are_named(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker = scene.person("grid_worker")
    fake = SimpleUploadedFile("整改后.jpg", b"GIF89a" + b"\0" * 200, "image/jpeg")
    said = worker.take(about, "rectified", photos=[fake], reason="换好了")
    assert "这不是一张可以打开的照片（整改后.jpg）" in said
    huge = SimpleUploadedFile("巨大.jpg", photo().read() + b"\0" * (21 * 1024 * 1024), "image/jpeg")
    said = worker.take(about, "rectified", photos=[huge], reason="换好了")
    assert "文件太大" in said and "巨大.jpg" in said
    assert Case.objects.get().state == "assigned"


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker, second, clerk = (scene.person(name) for name in ("grid_worker", "second_grid_worker", "clerk"))
    worker.take(about, "rectified", photos=[photo()], reason="换好了")
    form = second.form(f"/ledger/{about}/?step=returned")
    clerk.take(about, "rechecked", reason="看过了")
    page = in_words(
        second.client.post(f"/ledger/{about}/returned", {**form, "reason": "接头处仍有气味，须重装"}, follow=True)
    )
    assert "别人刚刚修改过这一项" in page and "江小禾" in page and "复查合格" in page
    assert "接头处仍有气味，须重装" in page
    assert Case.objects.get().state == "rechecked"


def test_the_clock_does_not_make_a_page_stale(scene: Scene, clock: Clock) -> None:
    from taizhang.workflows.clock import tick

    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker = scene.person("grid_worker")
    form = worker.form(f"/ledger/{about}/?step=rectified")
    clock.to(5, 19)
    tick(now=clock.now)
    assert "已办理" in worker.send(about, "rectified", **{**form, "photos": [photo()]})


def test_a_session_that_ended_loses_no_words(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    browser = Client()
    browser.force_login(scene.cast.user("clerk"))
    clerk = scene.person("clerk")
    form = {**clerk.form(f"/ledger/{about}/?step=assigned"), "measures": "更换金属软管"}
    page = browser.get(f"/ledger/{about}/?step=assigned")
    assert page.status_code == 200
    browser.session.flush()
    del browser.cookies["sessionid"]
    page = browser.post(f"/ledger/{about}/assigned", form, follow=True)
    assert "登录已过期" in in_words(page) and "已经保留" in in_words(page)
    following = page.context["next"]
    signed_in = {"username": "clerk", "password": scene.cast.PASSWORD, "next": following}
    page = browser.post("/sign-in", signed_in, follow=True)
    assert page.redirect_chain[-1][0] == f"/ledger/{about}/?step=assigned"
    assert value_of(page.content.decode(), "measures") == "更换金属软管"
    assert entries(about) == 1


def test_a_part_of_a_page_sends_the_whole_browser_to_the_sign_in(scene: Scene) -> None:
    part = {"HX-Request": "true", "HX-Target": "rows", "HX-Current-URL": "http://testserver/ledger/?state=open"}
    answer = Client().get("/ledger/?state=struck", headers=part)
    assert answer.headers["HX-Redirect"] == "/sign-in?next=%2Fledger%2F%3Fstate%3Dopen"


def test_a_form_without_its_token_can_be_opened_again_with_its_words(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    form = {**scene.person("clerk").form(f"/ledger/{about}/?step=assigned"), "measures": "更换金属软管"}
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(scene.cast.user("clerk"))
    page = browser.post(f"/ledger/{about}/assigned", form)
    said = in_words(page)
    assert page.status_code == 403 and "内容没有提交" in said and "整改措施更换金属软管" in said
    again = browser.get(form["back"])
    assert value_of(again.content.decode(), "measures") == "更换金属软管"


ODD = [
    "/ledger/?after=broken",
    "/ledger/?filed_from=never",
    "/ledger/?handler=²",
    "/ledger/?subject=1",
    "/ledger/?campaign=none",
    "/ledger/?q=" + "长" * 3000,
    "/duties/?org=²",
    "/duties/?after=~",
    "/duties/unvisited?after=x~y",
    "/inspections/?after=1~2",
    "/?campaign=none",
]


@pytest.mark.parametrize("url", ODD, ids=[url[:24] for url in ODD])
def test_addresses_nobody_made_break_nothing(scene: Scene, url: str) -> None:
    assert scene.person("office").client.get(url).status_code == 200


@pytest.mark.parametrize("verb", ["nonsense", "filed", "rung", "reported"])
def test_no_step_but_those_of_the_loop(scene: Scene, clock: Clock, verb: str) -> None:
    about = scene.found("hose", clock.now)
    page = scene.person("office").client.post(f"/ledger/{about}/{verb}", {"reason": "x"})
    assert page.status_code == 422
    assert entries(about) == 1


def test_what_is_typed_is_shown_as_text(scene: Scene, clock: Clock) -> None:
    evil = "<script>alert(1)</script>"
    about = scene.found("hose", clock.now, title=evil, description=evil)
    page = scene.person("clerk").client.get(f"/ledger/{about}/").content.decode()
    assert evil not in page and "&lt;script&gt;" in page
