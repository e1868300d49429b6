"""Kinds of entry about keys of other systems."""

from __future__ import annotations

from taizhang.journal.kinds import Body, Kind, register


class OfKey(Body):
    key: str


class KeyMade(OfKey):
    """`tables` and `campaigns` as the administrator chose them; no campaign means all of the place."""

    org_name: str
    tables: list[str]
    campaigns: list[str] = []
    personal: bool
    writes: bool
    screen: bool = False
    per_minute: int
    expires_on: str


register(
    Kind("key.made", "生成系统密钥", KeyMade,
         lambda b: f"为“{b['key']}”生成{'屏幕钥匙' if b.get('screen') else '密钥'}，"
                   f"范围 {b['org_name']}，用到 {b['expires_on']}"
                   f"{'，含个人信息' if b['personal'] else ''}{'，可转来群众反映' if b['writes'] else ''}"),
    Kind("key.revoked", "停用系统密钥", OfKey, lambda b: f"停用“{b['key']}”的密钥"),
)  # fmt: skip
