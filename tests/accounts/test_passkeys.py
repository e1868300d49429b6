"""Passkeys: registered, signed in with, named, removed; what a lying key gets; and all of it once in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from taizhang.accounts.models import Passkey, User
from taizhang.journal.models import StoredEntry
from tests.accounts.soft_key import SoftKey
from tests.cast import PASSWORD, Cast, build_cast
from tests.loop.scene import BEGIN, in_words

pytestmark = pytest.mark.mission("C12")


def in_at(browser: Client) -> bool:
    return browser.get("/ledger/").status_code == 200


def own(cast: Cast, name: str = "clerk") -> Client:
    client = Client()
    client.force_login(cast.user(name))
    return client


def add(client: Client, key: SoftKey, name: str = "办公电脑", **more: str) -> Any:
    options = client.post("/account/passkeys/begin").json()
    form = {"response": key.registered(options), "name": name, "password": PASSWORD, **more}
    return client.post("/account/passkeys/add", form, follow=True)


def with_key(key: SoftKey, client: Client | None = None) -> tuple[Client, str]:
    """A browser after the attempt to sign in with nothing but the key, and what the page then says."""
    client = client or Client()
    options = client.post("/sign-in/passkey/begin").json()
    page = client.post("/sign-in/passkey", {"response": key.signed(options)}, follow=True)
    return client, in_words(page)


def with_password(name: str = "clerk") -> Client:
    client = Client()
    client.post("/sign-in", {"username": name, "password": PASSWORD})
    return client


def second(client: Client, key: SoftKey) -> str:
    options = client.post("/sign-in/code/passkey/begin").json()
    return in_words(client.post("/sign-in/code/passkey", {"response": key.signed(options)}, follow=True))


def test_a_key_signs_in_alone_and_after_the_password(cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR = frozenset({"clerk"})
    key = SoftKey()
    page = add(own(cast), key)
    assert len(re.findall(r"<li><code>", page.content.decode())) == 10, "recovery codes with the first factor"
    client, _ = with_key(key)
    assert in_at(client)
    half = with_password()
    assert "用通行密钥验证" in in_words(half.get("/sign-in/code")) and not in_at(half)
    second(half, key)
    assert in_at(half)
    assert Passkey.objects.get().used_at is not None


def test_several_are_kept_named_and_removed(cast: Cast) -> None:
    client, desk, phone = own(cast), SoftKey(), SoftKey()
    add(client, desk, "办公电脑")
    assert "备用码，只显示这一次" not in in_words(add(client, phone, "手机"))
    first, other = Passkey.objects.order_by("pk")
    client.post(f"/account/passkeys/{first.pk}/rename", {"name": " 三楼  电脑 "})
    told = in_words(client.get("/account/"))
    assert "三楼 电脑" in told and "手机" in told
    assert own(cast, "office").post(f"/account/passkeys/{first.pk}/rename", {"name": "偷"}).status_code == 404
    assert "密码不对，没有删除" in in_words(client.post(f"/account/passkeys/{first.pk}/remove", {"password": "x"}))
    client.post(f"/account/passkeys/{first.pk}/remove", {"password": PASSWORD})
    assert "没有通过核对" in with_key(desk)[1]
    assert in_at(with_key(phone)[0])
    client.post(f"/account/passkeys/{other.pk}/remove", {"password": PASSWORD})
    assert in_at(with_password()), "without any factor the password is enough again"
    kinds = StoredEntry.objects.filter(kind__startswith="account.passkey").values_list("kind", flat=True)
    assert sorted(kinds) == ["account.passkey_added"] * 2 + ["account.passkey_removed"] * 2
    assert not cast.user("clerk").recovery_codes.exists()


def test_a_recovery_code_stands_in_for_a_lost_key(cast: Cast) -> None:
    page = add(own(cast), SoftKey())
    code = re.findall(r"<li><code>([\w-]+)</code>", page.content.decode())[0]
    client = with_password()
    client.post("/sign-in/code", {"code": code})
    assert in_at(client)
    guard = own(cast, "security_admin")
    number = cast.user("clerk").pk
    assert "通行密钥" in in_words(guard.get("/security/?q=clerk"))
    guard.post(f"/security/{number}/reset-factor")
    assert not in_at(client) and not Passkey.objects.exists() and in_at(with_password())


def cut(answer: str) -> list[str]:
    """The answer with its innermost parts cut off after a few bytes."""
    whole = json.loads(answer)
    made = whole["response"]["attestationObject"]
    return [
        json.dumps({**whole, "response": {**whole["response"], "attestationObject": made[:length]}})
        for length in (0, 3, 40, len(made) // 2, len(made) - 8)
    ]


def test_registering_takes_the_password_and_the_challenge_of_this_page(cast: Cast) -> None:
    client, key = own(cast), SoftKey()
    assert "登录密码不对" in in_words(add(client, key, password="wrong"))
    assert "没有填写通行密钥的名称" in in_words(add(client, key, name=" "))
    options = client.post("/account/passkeys/begin").json()
    answer = key.registered(options)
    client.post("/account/passkeys/begin")
    form = {"name": "旧", "password": PASSWORD, "response": answer}
    assert "通行密钥没有登记成功" in in_words(client.post("/account/passkeys/add", form))
    for garbage in ("", "[]", "{}", "null", '{"id": 1}', json.dumps({"response": {}}), *cut(answer)):
        client.post("/account/passkeys/begin")
        assert client.post("/account/passkeys/add", {**form, "response": garbage}).status_code == 422
    assert not Passkey.objects.exists()
    add(client, key)
    assert "已经登记过" in in_words(add(own(cast, "office"), key)), "one key opens one account"


def test_a_page_of_another_site_gets_nothing(cast: Cast) -> None:
    false = SoftKey(origin="http://testserver.example.org")
    assert "没有登记成功" in in_words(add(own(cast), false))
    key = SoftKey()
    add(own(cast), key)
    key.origin = "https://testserver"
    client, told = with_key(key)
    assert "没有通过核对" in told and not in_at(client)


def test_a_signature_counts_once_and_only_for_its_challenge(cast: Cast) -> None:
    key = SoftKey()
    add(own(cast), key)
    client, other = Client(), Client()
    options = client.post("/sign-in/passkey/begin").json()
    answer = key.signed(options)
    other.post("/sign-in/passkey/begin")
    for _ in range(2):
        assert "没有通过核对" in in_words(other.post("/sign-in/passkey", {"response": answer}, follow=True))
    client.post("/sign-in/passkey", {"response": answer})
    assert in_at(client)
    client.post("/sign-out")
    assert "没有通过核对" in in_words(client.post("/sign-in/passkey", {"response": answer}, follow=True))


def test_another_key_under_the_same_number_opens_nothing(cast: Cast) -> None:
    key, false = SoftKey(), SoftKey()
    add(own(cast), key)
    false.number = key.number
    client, told = with_key(false)
    assert "没有通过核对" in told and not in_at(client)


def test_without_finger_or_pin_it_is_a_second_factor_only(cast: Cast) -> None:
    key = SoftKey(verified=False)
    add(own(cast), key)
    client, told = with_key(key)
    assert "没有通过核对" in told and not in_at(client)
    half = with_password()
    second(half, key)
    assert in_at(half)


def test_the_key_of_another_person_is_no_second_factor(cast: Cast) -> None:
    mine, others = SoftKey(), SoftKey()
    add(own(cast), mine)
    add(own(cast, "office"), others)
    half = with_password()
    assert "没有通过核对" in second(half, others) and not in_at(half)
    options = half.post("/sign-in/code/passkey/begin").json()
    half.post("/sign-in/passkey", {"response": mine.signed(options)})
    assert not in_at(half), "what was asked for the second step does not open the first"


def test_a_counter_that_goes_back_stops_the_key(cast: Cast) -> None:
    key = SoftKey()
    add(own(cast), key)
    for _ in range(3):
        with_key(key)
    key.counter = 1
    client, told = with_key(key)
    assert "可能被复制过" in told and not in_at(client)
    key.counter = 90
    assert "可能被复制过" in with_key(key)[1]
    assert StoredEntry.objects.filter(kind="account.passkey_copied").count() == 1
    assert "疑被复制，已停用" in in_words(own(cast).get("/account/"))


def test_who_has_left_is_not_let_in(cast: Cast) -> None:
    key = SoftKey()
    add(own(cast), key)
    User.objects.filter(username="clerk").update(is_active=False)
    assert not in_at(with_key(key)[0])


DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(transactional_db: None, chromium: Browser, live_server: Any) -> Iterator[BrowserContext]:
    build_cast(BEGIN)
    opened = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live_server.url)
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")


def test_in_a_browser_a_passkey_is_registered_and_signs_in(context: BrowserContext) -> None:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    page.goto("/sign-in?next=/account/")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", PASSWORD)
    page.click("button:text-is('登录')")
    page.fill("#passkey-name", "手机")
    page.fill("#passkey-password", PASSWORD)
    page.click("text=登记通行密钥")
    page.wait_for_selector("text=备用码，只显示这一次")
    assert fits(page) and "手机" in page.inner_text("main")

    page.fill("#passkey-name", "再来")
    page.fill("#passkey-password", PASSWORD)
    page.click("text=再登记一个")
    page.wait_for_selector("text=这台设备上已经登记过通行密钥")

    sign_out(page)
    page.click("text=用通行密钥登录")
    page.wait_for_selector("text=江小禾", state="attached")  # on a phone it is in the menu
    sign_out(page)
    page.fill("#id_username", "clerk")
    page.fill("#id_password", PASSWORD)
    page.click("button:text-is('登录')")
    assert fits(page)
    page.click("text=用通行密钥验证")
    page.wait_for_selector("text=江小禾", state="attached")  # on a phone it is in the menu

    sign_out(page)
    kept = device.send("WebAuthn.getCredentials", {"authenticatorId": made})["credentials"][0]
    device.send("WebAuthn.removeCredential", {"authenticatorId": made, "credentialId": kept["credentialId"]})
    older = {"authenticatorId": made, "credential": {**kept, "signCount": 0}}
    device.send("WebAuthn.addCredential", older)
    page.click("text=用通行密钥登录")
    page.wait_for_selector("text=可能被复制过")
    device.send("WebAuthn.clearCredentials", {"authenticatorId": made})
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": False})
    page.click("text=用通行密钥登录")
    page.wait_for_selector("text=没有完成")
    assert fits(page) and not faults
