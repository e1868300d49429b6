"""Ways to one person: e-mail, a message of a WeCom app, and a signed call to whatever sends SMS or takes it on."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import urlencode

from taizhang.outgoing.client import Unreachable, get, post
from taizhang.outgoing.mail import MailServer, send_letter

from .message import Message, Setup
from .robots import checked


def email(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """Plain text and simple HTML."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = message.title, setup["sender"], to
    letter["Date"] = format_datetime(at)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    lines = "".join(f"<li>{escape(line)}</li>" for line in message.lines)
    link = f'<p><a href="{escape(message.link)}">打开台账</a></p>' if message.link else ""
    letter.add_alternative(f"<p>{escape(message.title)}</p><ul>{lines}</ul>{link}", subtype="html")
    port = int(setup["port"]) if setup["port"].isdecimal() else 25
    send_letter(MailServer(setup["host"], port, setup["security"], setup["user"], setup.secret), letter)
    return "250"


def wecom_app(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """A message of the office's own app; WeCom itself drops the same message that comes twice within half an hour."""
    base = setup["base"]
    asked = urlencode({"corpid": setup["corp"], "corpsecret": setup.secret})
    key = _token(get(f"{base}/cgi-bin/gettoken?{asked}"))
    body = {
        "touser": to, "msgtype": "text", "agentid": setup["agent"], "text": {"content": message.text},
        "enable_duplicate_check": 1,
    }  # fmt: skip
    content = json.dumps(body, ensure_ascii=False).encode()
    answer = post(f"{base}/cgi-bin/message/send?{urlencode({'access_token': key})}", content, media_type=JSON)
    said = checked(answer, "errcode")
    if json.loads(answer).get("invaliduser"):
        raise Unreachable("企业微信里没有这个成员，或不在应用的可见范围内")
    return said


def webhook(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """JSON to any address, signed: X-Taizhang-Signature is the HMAC-SHA256 of "timestamp.body" in hex.

    For SMS the template of the gateway stands in `template`, with {to} and {text}.
    """
    text = message.text
    body: Any = {"to": to, "title": message.title, "lines": list(message.lines), "link": message.link, "text": text}
    if setup["template"]:
        body = _filled(json.loads(setup["template"]), {"{to}": to, "{text}": text})
    content = json.dumps(body, ensure_ascii=False).encode()
    stamp = str(int(at.timestamp()))
    signature = hmac.digest(setup.secret.encode(), f"{stamp}.".encode() + content, hashlib.sha256).hex()
    heads = {"X-Taizhang-Timestamp": stamp, "X-Taizhang-Signature": signature}
    post(setup["base"], content, media_type=JSON, headers=heads)
    return "2xx"


JSON = "application/json; charset=utf-8"


def _filled(part: Any, words: dict[str, str]) -> Any:
    """A JSON template with its words put in as values: what is told cannot break out of its place."""
    if isinstance(part, dict):
        return {name: _filled(one, words) for name, one in part.items()}
    if isinstance(part, list):
        return [_filled(one, words) for one in part]
    for name, word in words.items() if isinstance(part, str) else ():
        part = part.replace(name, word)
    return part


def _token(answer: bytes) -> str:
    checked(answer, "errcode")
    return str(json.loads(answer).get("access_token", ""))
