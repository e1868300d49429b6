"""Other systems through which people may sign in, from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def oidc(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """What `accounts.oidc.Setting` takes. Raises ImproperlyConfigured."""
    issuer = environ.get("TAIZHANG_OIDC_ISSUER", "")
    if not issuer:
        return None
    client = environ.get("TAIZHANG_OIDC_CLIENT", "")
    if not client:
        raise ImproperlyConfigured("写了 TAIZHANG_OIDC_ISSUER，还要写 TAIZHANG_OIDC_CLIENT。")
    return {
        "issuer": address("TAIZHANG_OIDC_ISSUER", issuer),
        "client": client,
        "secret": environ.get("TAIZHANG_OIDC_SECRET", ""),
        "label": environ.get("TAIZHANG_OIDC_NAME", "统一身份认证"),
        "scope": environ.get("TAIZHANG_OIDC_SCOPE", "openid profile"),
        "claim": environ.get("TAIZHANG_OIDC_CLAIM", ""),
        "strong": frozenset(filter(None, environ.get("TAIZHANG_OIDC_STRONG", "mfa").split(","))),
    }


def wecom(environ: Mapping[str, str]) -> dict[str, Any] | None:
    """What `accounts.wecom.Setting` takes. Raises ImproperlyConfigured."""
    names = ("CORP", "AGENT", "SECRET")
    corp, agent, secret = (environ.get(f"TAIZHANG_WECOM_{name}", "") for name in names)
    if not corp:
        return None
    if not agent or not secret:
        raise ImproperlyConfigured("写了 TAIZHANG_WECOM_CORP，还要写 TAIZHANG_WECOM_AGENT 和 TAIZHANG_WECOM_SECRET。")
    return {
        "corp": corp,
        "agent": agent,
        "secret": secret,
        "label": environ.get("TAIZHANG_WECOM_NAME", "企业微信"),
        "api": _given(environ, "TAIZHANG_WECOM_API", "https://qyapi.weixin.qq.com"),
        "login": _given(environ, "TAIZHANG_WECOM_LOGIN", "https://login.work.weixin.qq.com/wwlogin/sso/login"),
        "oauth": _given(environ, "TAIZHANG_WECOM_OAUTH", "https://open.weixin.qq.com/connect/oauth2/authorize"),
        "who": environ.get("TAIZHANG_WECOM_WHO", "/cgi-bin/auth/getuserinfo"),
        "same_login": environ.get("TAIZHANG_WECOM_SAME_LOGIN") == "1",
    }


def _given(environ: Mapping[str, str], name: str, otherwise: str) -> str:
    return address(name, environ.get(name, otherwise))


def address(name: str, value: str) -> str:
    """Raises ImproperlyConfigured unless it is an https address, or one of this machine."""
    parts = urlsplit(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ImproperlyConfigured(f"{name}={value}：要以 https:// 开头。")
    return value
