"""The second factor and the open sign-ins: bound with a code, asked for at sign-in, lost, ended from afar."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from lxml import html

from taizhang.accounts.models import SecondFactor, User
from taizhang.core.refusals import Refused
from taizhang.core.roles import APART, Role
from taizhang.core.totp import code_at, step_of
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org, Post
from taizhang.orgs.operations import NewPost, set_posts
from tests.loop.conftest import Clock
from tests.loop.scene import STREET, Scene, in_words

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PHONE = "Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // 30) == code


def password(scene: Scene, browser: Client, name: str = "clerk") -> Any:
    return browser.post("/sign-in", {"username": name, "password": scene.cast.PASSWORD}, follow=True)


def bind(scene: Scene, clock: Clock, name: str = "clerk") -> tuple[Client, str, list[str]]:
    """A browser in which somebody has bound an authenticator: (browser, secret, recovery codes)."""
    browser = Client(headers={"user-agent": PHONE})
    password(scene, browser, name)
    secret = re.search(r"密钥：<code>(\w+)</code>", browser.get("/account/").content.decode())[1]  # type: ignore[index]
    page = browser.post("/account/bind", {"code": now_code(secret, clock)})
    return browser, secret, re.findall(r"<li><code>([\w-]+)</code>", page.content.decode())


def now_code(secret: str, clock: Clock) -> str:
    return code_at(secret, int(clock.now.timestamp()) // 30)


def in_at(browser: Client) -> bool:
    return browser.get("/ledger/").status_code == 200


@pytest.mark.mission("C12")
def test_with_an_authenticator_the_password_alone_lets_nobody_in(scene: Scene, clock: Clock) -> None:
    _, secret, codes = bind(scene, clock)
    assert len(set(codes)) == 10
    clock.to(5, 13, "10:00")
    browser = Client()
    assert "再验证一次" in in_words(password(scene, browser))
    assert not in_at(browser)
    assert "还可以试 4 次" in in_words(browser.post("/sign-in/code", {"code": "000000"}))
    browser.post("/sign-in/code", {"code": " ".join(now_code(secret, clock))})
    assert in_at(browser)
    again = Client()
    password(scene, again)
    assert "已经用过" in in_words(again.post("/sign-in/code", {"code": now_code(secret, clock)}))
    assert not in_at(again)


def test_a_wrong_code_binds_nothing_and_a_secret_is_shown_once_only(scene: Scene, clock: Clock) -> None:
    browser = Client()
    password(scene, browser)
    browser.get("/account/")
    assert "动态码不对" in in_words(browser.post("/account/bind", {"code": "12"}))
    assert not SecondFactor.objects.exists()
    bound, secret, codes = bind(scene, clock, "office")
    page = bound.get("/account/").content.decode()
    assert secret not in page and codes[0] not in page and "还有 10 个备用码" in in_words(bound.get("/account/"))


def test_a_recovery_code_signs_in_once(scene: Scene, clock: Clock) -> None:
    _, _, codes = bind(scene, clock)
    for attempt, let_in in ((codes[0].upper(), True), (codes[0], False), (codes[1].replace("-", ""), True)):
        browser = Client()
        password(scene, browser)
        browser.post("/sign-in/code", {"code": attempt})
        assert in_at(browser) is let_in
    assert StoredEntry.objects.filter(kind="account.recovered").count() == 2


def test_wrong_codes_make_it_rest_and_a_late_code_begins_anew(scene: Scene, clock: Clock) -> None:
    _, secret, _ = bind(scene, clock)
    browser = Client()
    clock.to(5, 13, "10:00")
    password(scene, browser)
    for _ in range(5):
        said = in_words(browser.post("/sign-in/code", {"code": "000000"}))
    assert "10:15 以后再试" in said
    assert "10:15 以后再试" in in_words(browser.post("/sign-in/code", {"code": now_code(secret, clock)}))
    clock.to(5, 13, "10:20")
    assert browser.post("/sign-in/code", {"code": now_code(secret, clock)}).headers["Location"] == "/sign-in"
    assert not in_at(browser)
    assert Client().get("/sign-in/code").headers["Location"] == "/sign-in"


def test_removing_the_authenticator_takes_the_password(scene: Scene, clock: Clock) -> None:
    browser, _, _ = bind(scene, clock)
    assert "没有解除" in in_words(browser.post("/account/unbind", {"password": "wrong"}))
    browser.post("/account/unbind", {"password": scene.cast.PASSWORD})
    assert not SecondFactor.objects.exists()
    told = StoredEntry.objects.filter(kind__startswith="account.").order_by("position")
    assert list(told.values_list("kind", flat=True)) == ["account.factor_set", "account.factor_removed"]


@pytest.mark.mission("C12")
def test_a_post_that_asks_for_a_second_factor_gets_nothing_before(scene: Scene, clock: Clock, settings: Any) -> None:
    settings.SECOND_FACTOR = frozenset({"clerk"})
    browser = Client()
    password(scene, browser)
    assert browser.get("/ledger/").headers["Location"] == "/account/"
    assert browser.get("/api/day").json()["code"] == "second-factor-first"
    assert in_at(scene.person("office").client)
    bound, _, _ = bind(scene, clock)
    assert in_at(bound)


def test_open_sign_ins_are_listed_and_ended(scene: Scene, clock: Clock) -> None:
    here, phone, other = Client(), Client(headers={"user-agent": PHONE}), Client()
    for browser in (here, phone):
        password(scene, browser)
    password(scene, other, "office")
    page = here.get("/account/")
    told = in_words(page)
    assert "安卓设备，微信" in told and told.count("本机") == 1 and len(re.findall("登录 ?127.0.0.1", told)) == 2
    urls = html.fromstring(page.content.decode()).xpath("//form[contains(@action, '/sign-ins/')]/@action")
    one = next(url for url in urls if "others" not in url)
    assert other.post(one).status_code == 404
    assert in_at(phone)
    here.post(one)
    assert not in_at(phone) and in_at(here) and in_at(other)
    assert phone.get("/api/day").status_code == 401


def test_a_changed_password_and_signing_out_end_what_they_should(scene: Scene, clock: Clock) -> None:
    here, phone = Client(), Client(headers={"user-agent": PHONE})
    for browser in (here, phone):
        password(scene, browser)
    form = {"old_password": scene.cast.PASSWORD, **dict.fromkeys(("new_password1", "new_password2"), "oats-barley-9")}
    here.post("/password", form)
    assert in_at(here) and not in_at(phone)
    assert "安卓" not in in_words(here.get("/account/")) and "本机" in in_words(here.get("/account/"))
    here.post("/sign-out")
    assert not User.objects.get(username="clerk").sign_ins.filter(ended_at=None).exists()


def test_a_sixth_sign_in_ends_the_first(scene: Scene, clock: Clock) -> None:
    browsers = [Client() for _ in range(6)]
    for browser in browsers:
        password(scene, browser)
    assert [in_at(browser) for browser in browsers] == [False, True, True, True, True, True]


@pytest.mark.mission("C12")
def test_the_security_administrator_cuts_off_and_helps_and_the_auditor_reads_it(scene: Scene, clock: Clock) -> None:
    browser, _, _ = bind(scene, clock)
    guard = scene.person("security_admin")
    number = User.objects.get(username="clerk").pk
    assert "江小禾" in guard.look("/security/?q=clerk") and "在 1 处登录" in guard.look("/security/?q=clerk")
    guard.client.post(f"/security/{number}/reset-factor")
    assert not in_at(browser) and not SecondFactor.objects.exists()
    for _ in range(5):
        Client().post("/sign-in", {"username": "clerk", "password": "wrong"})
    assert "锁定到 09:15" in guard.look("/security/?q=clerk")
    guard.client.post(f"/security/{number}/unlock")
    fresh = Client()
    password(scene, fresh)
    assert in_at(fresh)
    guard.client.post(f"/security/{number}/sign-out")
    assert not in_at(fresh)
    told = scene.person("auditor").look("/journal/?who=安守正")
    for words in ("解除江小禾的登录动态码", "解除江小禾的登录锁定", "结束江小禾在 1 处的登录"):
        assert words in told


@pytest.mark.mission("C12")
def test_the_three_administrators_do_none_of_the_others_work(scene: Scene, clock: Clock) -> None:
    number = User.objects.get(username="clerk").pk
    street = scene.org(STREET).number
    allowed = {
        "security_admin": {"/security/"},
        "auditor": {"/journal/"},
        "system_admin": {"/orgs/import/"},
    }
    for name, own in allowed.items():
        client = scene.person(name).client
        for url in ("/security/", "/journal/", "/orgs/import/", "/ledger/", "/register/", "/reports/", "/inspections/"):
            assert client.get(url).status_code == (200 if url in own else 403), (name, url)
        if name != "security_admin":
            client.post(f"/security/{number}/sign-out")
        if name != "system_admin":
            client.post(f"/orgs/{street}/rename", {"name": "改名"})
    assert Org.objects.get(number=street).name == "青禾街道"
    assert not StoredEntry.objects.filter(kind="account.signed_out").exists()


@pytest.mark.mission("C12")
@pytest.mark.parametrize("second", sorted(APART - {Role.AUDITOR}))
def test_nobody_holds_two_of_the_three_offices(scene: Scene, clock: Clock, second: Role) -> None:
    auditor = User.objects.get(username="auditor")
    street = scene.org(STREET)
    with pytest.raises(Refused, match="posts-apart"):
        set_posts([NewPost(street, second, auditor.pk, auditor.name)], by="user:0", at=clock.now)
    form = {"role": second.label, "person": auditor.name, "login": "auditor", "title": "", "phone": ""}
    answer = scene.person("system_admin").client.post(f"/orgs/{street.number}/appoint", form, follow=True)
    assert "不能兼任" in in_words(answer)
    assert Post.objects.filter(user=auditor).count() == 1


def test_a_code_counts_for_a_clock_that_is_a_little_off() -> None:
    at = datetime.fromisoformat("2026-05-13T09:00:10+08:00")
    step = int(at.timestamp()) // 30
    assert [step_of(RFC_SECRET, code_at(RFC_SECRET, step + off), at=at) == step + off for off in (-2, -1, 0, 1, 2)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, step), at=at, after=step) is None
    assert step_of(RFC_SECRET, "１２３４５６", at=at) is None
