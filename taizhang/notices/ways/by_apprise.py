"""Any other service that Apprise speaks to, by one address that an administrator enters; it holds the keys too."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings

from taizhang.outgoing.addresses import Forbidden
from taizhang.outgoing.client import Unreachable

from .message import Message, Setup

OFFERED = frozenset(
    {
        "tgram", "slack", "discord", "pover", "schan", "wxpusher", "workflows", "json", "jsons", "ntfy", "ntfys",
        "gotify", "gotifys", "mmost", "mmosts", "rocket", "rockets", "bark", "barks", "matrix", "matrixs",
    }
)  # fmt: skip
"""Apprise also knows ways that write to this very machine: those are none."""


def by_apprise(setup: Setup, to: str, message: Message, at: datetime) -> str:
    """Raises Forbidden for an address that is none of those offered, or leads to a machine that nobody allowed."""
    service = _service(setup.secret)
    if not service.send(body=message.text, title=""):
        raise Unreachable(f"{service.service_name} 没有收下，请核对地址里的密钥")
    return f"{service.service_name}：已收下"


def _service(address: str) -> Any:
    from apprise import Apprise, AppriseAsset  # a hundred modules, wanted by the few who have such a channel

    scheme = re.match(r"(\w+)://", address)
    if scheme is None or scheme[1].lower() not in OFFERED:
        raise Forbidden(f"Apprise 地址要以其中一种开头：{'、'.join(sorted(OFFERED))}")
    service: Any = Apprise.instantiate(address, asset=AppriseAsset(secure_logging=True), suppress_exceptions=True)
    if service is None:
        raise Forbidden("Apprise 地址看不懂，请按 Apprise 对这种服务的说明填写")
    leads_anywhere = any("{host}" in template for template in service.templates)
    if leads_anywhere and service.host not in settings.OUTGOING:  # Apprise looks the name up anew: only those trusted
        raise Forbidden(f"{service.host} 由管理员写进 TAIZHANG_OUTGOING 以后才能用 Apprise 连接")
    return service
