"""Work notices of DingTalk (工作通知): from the office's own app to one member."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from taizhang.core.calendar import CHINA
from taizhang.outgoing.client import Unreachable, get, post

from .message import Message, Setup
from .robots import checked

LONGEST = 600
"""Characters: DingTalk takes 2048 bytes in all."""
BEFORE_ITS_END = timedelta(minutes=5)
NO_TOKEN = {40001, 40014, 42001}
"""What DingTalk answers where it does not know the token, or no longer."""
_tokens: dict[tuple[str, str, str], tuple[str, datetime]] = {}
"""{(address, app key, digest of the secret): (token, when to ask anew)}; in memory only."""


def dingtalk_app(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """DingTalk shows a member the same words once a day: the moment stands in the message."""
    words = f"{message.text[:LONGEST]}\n（{at.astimezone(CHINA):%m-%d %H:%M}）"
    body = {
        "agent_id": setup["agent"], "userid_list": to, "to_all_user": False,
        "msg": {"msgtype": "text", "text": {"content": words}},
    }  # fmt: skip
    answer = _asked(setup, body, at)
    if _code(answer) in NO_TOKEN:
        _tokens.pop(_app(setup), None)
        answer = _asked(setup, body, at)
    return checked(answer, "errcode")


def _asked(setup: Setup, body: dict[str, object], at: datetime) -> bytes:
    query = urlencode({"access_token": _token(setup, at)})
    content = json.dumps(body, ensure_ascii=False).encode()
    url = f"{setup['base']}/topapi/message/corpconversation/asyncsend_v2?{query}"
    return post(url, content, media_type="application/json; charset=utf-8")


def _token(setup: Setup, at: datetime) -> str:
    """Asked for once and used until shortly before it ends: DingTalk limits how often one asks."""
    known, until = _tokens.get(_app(setup), ("", at))
    if at < until:
        return known
    query = urlencode({"appkey": setup["key"], "appsecret": setup.secret})
    answer = get(f"{setup['base']}/gettoken?{query}")
    checked(answer, "errcode")
    told = json.loads(answer)
    token, lasts = told.get("access_token"), told.get("expires_in", 7200)
    if not isinstance(token, str) or not token or not isinstance(lasts, int):
        raise Unreachable("对方的答复看不懂")
    _tokens[_app(setup)] = token, at + timedelta(seconds=lasts) - BEFORE_ITS_END
    return token


def _app(setup: Setup) -> tuple[str, str, str]:
    return setup["base"], setup["key"], sha256(setup.secret.encode()).hexdigest()


def _code(answer: bytes) -> object:
    try:
        return json.loads(answer).get("errcode")
    except (ValueError, AttributeError):
        return None
