"""Robots of groups: WeCom, DingTalk and Feishu, signed as each asks for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from taizhang.outgoing.client import Unreachable, post

from .message import Message, Setup


def wecom_robot(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """The key stands in the address: it is the secret."""
    url = f"{setup['base']}/cgi-bin/webhook/send?key={quote_plus(setup.secret)}"
    return _said(url, {"msgtype": "text", "text": {"content": message.text}}, "errcode")


def dingtalk_robot(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """加签: HMAC-SHA256 of "timestamp\\nsecret" with the secret, base64, URL-encoded; milliseconds."""
    token, _, secret = setup.secret.partition(" ")
    stamp = str(int(at.timestamp() * 1000))
    url = f"{setup['base']}/robot/send?access_token={quote_plus(token)}"
    if secret:
        url += f"&timestamp={stamp}&sign={quote_plus(dingtalk_sign(stamp, secret))}"
    return _said(url, {"msgtype": "text", "text": {"content": message.text}}, "errcode")


def feishu_robot(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """签名校验: HMAC-SHA256 of nothing with "timestamp\\nsecret" as the key, base64; seconds."""
    token, _, secret = setup.secret.partition(" ")
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": message.text}}
    if secret:
        stamp = str(int(at.timestamp()))
        body |= {"timestamp": stamp, "sign": feishu_sign(stamp, secret)}
    return _said(f"{setup['base']}/open-apis/bot/v2/hook/{quote_plus(token)}", body, "code")


def dingtalk_sign(stamp: str, secret: str) -> str:
    return _base64(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256))


def feishu_sign(stamp: str, secret: str) -> str:
    return _base64(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _said(url: str, body: dict[str, Any], column: str) -> str:
    content = json.dumps(body, ensure_ascii=False).encode()
    return checked(post(url, content, media_type="application/json; charset=utf-8"), column)


def checked(answer: bytes, column: str) -> str:
    """The code of the answer. Raises Unreachable where it is no yes: their errors come with status 200."""
    try:
        code = json.loads(answer).get(column)
    except (ValueError, AttributeError):
        raise Unreachable("对方的答复看不懂") from None
    if code != 0:
        raise Unreachable(f"对方答复 {column}={str(code)[:20]}")
    return f"{column}=0"
