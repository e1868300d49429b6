"""Signing in through WeCom (企业微信), or 政务微信 that speaks the same language at an address of its own.

The person scans a code, or has opened the page within the app; WeCom sends them back with a code, for which its
interface names the member. Nothing is asked but the address that the settings name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from taizhang.core.refusals import Refused

from .outside import Proven
from .outward import NoAnswer, ask

WITHIN_APP = "wxwork"
"""What the app's own browser calls itself."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What TAIZHANG_WECOM_… say. `api`, `login` and `oauth` are addresses, `who` is a path under `api`."""

    corp: str
    agent: str
    secret: str
    label: str
    api: str
    login: str
    oauth: str
    who: str
    same_login: bool


def provider() -> Setting | None:
    """None where the installation has none."""
    return Setting(**settings.WECOM) if settings.WECOM else None


def begin(setting: Setting, *, back: str, state: str, browser: str) -> str:
    """Where to send the person: the code to be scanned, or, within the app, straight through."""
    if WITHIN_APP in browser.lower():
        asked = {"appid": setting.corp, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base"}
        return f"{setting.oauth}?{urlencode({**asked, 'state': state, 'agentid': setting.agent})}#wechat_redirect"
    asked = {"login_type": "CorpApp", "appid": setting.corp, "agentid": setting.agent, "redirect_uri": back}
    return f"{setting.login}?{urlencode({**asked, 'state': state})}"


def finish(setting: Setting, *, code: str) -> Proven:
    """Who the code stands for. Raises Refused("no-provider" | "not-vouched")."""
    key = _asked(setting, "/cgi-bin/gettoken", corpid=setting.corp, corpsecret=setting.secret)
    if key.get("errcode", 0) != 0 or not isinstance(key.get("access_token"), str):
        raise Refused("no-provider", f"{setting.label}没有接受本系统的密钥")
    found = _asked(setting, setting.who, access_token=key["access_token"], code=code)
    if found.get("errcode", 0) != 0:
        raise Refused("not-vouched", "登录码无效或已经用过")
    member = found.get("userid") or found.get("UserId")
    if not isinstance(member, str):
        raise Refused("not-vouched", f"您不是本单位{setting.label}的成员")
    return Proven(
        provider=f"wecom:{setting.corp}", label=setting.label, subject=member[:255], name=member[:60],
        login=member if setting.same_login else "",
    )  # fmt: skip


def _asked(setting: Setting, path: str, **params: str) -> dict[str, Any]:
    try:
        return ask(setting.api.rstrip("/") + path, **params)
    except NoAnswer:
        raise Refused("no-provider", f"连不上{setting.label}") from None
