"""Signing in through WeCom, against a small server that speaks its interface."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from taizhang.accounts.models import OutsideIdentity
from taizhang.config.outside import wecom
from tests.accounts.small_server import SmallServer
from tests.cast import Cast
from tests.loop.scene import in_words

pytestmark = pytest.mark.mission("C14")

CORP, AGENT, SECRET = "ww0123456789", "1000002", "rye-and-barley"


class WeCom(SmallServer):
    """`member` sits before it; `leads_to`: an address that it tries to lead the next question to."""

    def __init__(self) -> None:
        super().__init__()
        self.member: dict[str, str] = {"userid": "clerk"}
        self.leads_to = ""
        self.codes: set[str] = set()
        self.key = secrets.token_hex(8)

    def agree(self, url: str) -> str:
        """The person scans: returns the address that their browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert (asked["appid"], asked["agentid"]) == (CORP, AGENT)
        code = secrets.token_urlsafe(8)
        self.codes.add(code)
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}&appid={CORP}"

    def answer(self, path: str, query: dict[str, str], form: dict[str, str], headers: Any) -> tuple[int, Any]:
        if self.leads_to:
            return 302, self.leads_to
        if path == "/cgi-bin/gettoken":
            if (query["corpid"], query["corpsecret"]) != (CORP, SECRET):
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": self.key, "expires_in": 7200}
        if path == "/cgi-bin/auth/getuserinfo" and query["access_token"] == self.key:
            if query["code"] not in self.codes:
                return 200, {"errcode": 40029, "errmsg": "invalid code"}
            self.codes.discard(query["code"])
            return 200, {"errcode": 0, "errmsg": "ok", **self.member}
        return 404, {}


@pytest.fixture
def server(settings: Any) -> Iterator[WeCom]:
    found = WeCom()
    with found.running():
        settings.WECOM = wecom(environment(found))
        yield found


def environment(server: WeCom, **more: str) -> dict[str, str]:
    own = {"CORP": CORP, "AGENT": AGENT, "SECRET": SECRET, "API": server.address, "SAME_LOGIN": "1", **more}
    return {f"TAIZHANG_WECOM_{name}": value for name, value in own.items()}


def arrive(browser: Client, server: WeCom) -> Any:
    out = browser.get("/sign-in/wecom?next=/ledger/")
    return browser.get(server.agree(out.headers["Location"]), follow=True)


def in_at(browser: Client) -> bool:
    return browser.get("/ledger/").status_code == 200


def test_a_member_scans_and_is_in(cast: Cast, server: WeCom) -> None:
    browser = Client()
    assert "用企业微信登录" in in_words(browser.get("/sign-in"))
    out = browser.get("/sign-in/wecom").headers["Location"]
    assert out.startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&")
    assert arrive(browser, server).request["PATH_INFO"] == "/ledger/" and in_at(browser)
    identity = OutsideIdentity.objects.get()
    assert (identity.user, identity.provider, identity.subject) == (cast.user("clerk"), f"wecom:{CORP}", "clerk")


def test_within_the_app_nothing_is_scanned(cast: Cast, server: WeCom) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) wxwork/4.1.30 MicroMessenger/7.0.1"})
    out = phone.get("/sign-in/wecom").headers["Location"]
    assert out.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?") and out.endswith("#wechat_redirect")
    phone.get(server.agree(out))
    assert in_at(phone)


def test_unless_the_names_are_agreed_on_an_administrator_binds(cast: Cast, server: WeCom, settings: Any) -> None:
    settings.WECOM = wecom(environment(server, SAME_LOGIN="0"))
    browser, guard = Client(), Client()
    assert "还没有绑定账号" in in_words(arrive(browser, server)) and not in_at(browser)
    guard.force_login(cast.user("security_admin"))
    number = OutsideIdentity.objects.get().number
    guard.post(f"/security/{cast.user('clerk').pk}/bind-identity", {"number": number})
    arrive(browser, server)
    assert in_at(browser)


def test_who_is_no_member_is_not_let_in(cast: Cast, server: WeCom) -> None:
    server.member = {"openid": "oAAA", "external_userid": "clerk"}
    browser = Client()
    assert "不是本单位企业微信的成员" in in_words(arrive(browser, server)) and not in_at(browser)


def test_a_code_counts_once_and_only_in_the_browser_that_asked(cast: Cast, server: WeCom) -> None:
    browser, other = Client(), Client()
    back = server.agree(browser.get("/sign-in/wecom").headers["Location"])
    other.get("/sign-in/wecom")
    assert "没有通过核对" in in_words(other.get(back, follow=True))
    assert "没有通过核对" in in_words(browser.get(back.replace("code=", "code=x"), follow=True))
    assert "没有通过核对" in in_words(browser.get(back, follow=True)), "the state is used up"
    assert not in_at(browser)


def test_it_does_not_lead_us_anywhere_else(cast: Cast, server: WeCom) -> None:
    inner = WeCom()
    with inner.running():
        server.leads_to = inner.address + "/cgi-bin/gettoken"
        browser = Client()
        assert "对方系统现在不能使用" in in_words(arrive(browser, server))
        assert inner.asked == [] and not in_at(browser)


@pytest.mark.parametrize("wrong", [{"SECRET": "another"}, {"API": "http://127.0.0.1:9"}])
def test_without_its_answer_the_password_still_works(
    cast: Cast, server: WeCom, settings: Any, wrong: dict[str, str]
) -> None:
    settings.WECOM = wecom(environment(server, **wrong))
    browser = Client()
    assert "请改用密码登录" in in_words(arrive(browser, server))
    browser.post("/sign-in", {"username": "clerk", "password": cast.PASSWORD})
    assert in_at(browser)


def test_half_a_setting_is_refused_when_the_installation_starts() -> None:
    with pytest.raises(ImproperlyConfigured, match="TAIZHANG_WECOM_SECRET"):
        wecom({"TAIZHANG_WECOM_CORP": CORP})
    whole = {"TAIZHANG_WECOM_CORP": CORP, "TAIZHANG_WECOM_AGENT": AGENT, "TAIZHANG_WECOM_SECRET": SECRET}
    with pytest.raises(ImproperlyConfigured, match="https"):
        wecom({**whole, "TAIZHANG_WECOM_API": "http://inner.example.org"})
    assert wecom({}) is None
