"""Kinds of entry about sealed referrals. Nothing in them says what a referral is about."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class KeyMade(Body):
    """Base64; the private half lies under a passphrase that only its maker knows."""

    path: str
    public: str = Field(min_length=1, max_length=60)
    locked: str = Field(min_length=1, max_length=200)
    name: str = ""


class Sent(Body):
    """`box` is base64; `files` are boxes of their own, whose names stand in the box."""

    path: str
    key: UUID
    box: str = Field(min_length=1)
    files: list[FileRef] = []


class Opened(Body):
    name: str = ""


class Answered(Body):
    outcome: Literal["accepted", "declined"]
    answer: str = Field(default="", max_length=200)
    name: str = ""


register(
    Kind("sealkey.made", "设置启封口令", KeyMade, lambda b: "设置了密封移送的启封口令"),
    Kind("referral.sent", "密封移送", Sent, lambda b: "密封移送一份，内容只有纪检监察人员能启封"),
    Kind("referral.opened", "启封", Opened, lambda b: "启封查看"),
    Kind("referral.answered", "答复", Answered, lambda b: "受理" if b["outcome"] == "accepted" else "不予受理"),
)
