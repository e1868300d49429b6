"""Limits that an installation sets otherwise, from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from taizhang.core.roles import Role

ROLES = {*Role, "*"}

DOORS = {"sign-in", "second", "link", "api", "odk", "upload", "tip", "data"}


def by_source(environ: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """TAIZHANG_LIMITS="sign-in=200/300,api=3000/300": so often within so many seconds. Raises ImproperlyConfigured."""
    found = {}
    for part in filter(None, environ.get("TAIZHANG_LIMITS", "").split(",")):
        read = re.fullmatch(r"([a-z-]+)=([1-9]\d*)/([1-9]\d*)", part.strip())
        if not read or read[1] not in DOORS:
            raise ImproperlyConfigured(f"TAIZHANG_LIMITS 中的 {part} 看不懂，要写成 sign-in=200/300（次数/秒数）。")
        found[read[1]] = (int(read[2]), int(read[3]))
    return found


def minutes_by_role(environ: Mapping[str, str], name: str, otherwise: str) -> dict[str, int]:
    """ "auditor=15,*=60": minutes by the role of a post, * for every other one. Raises ImproperlyConfigured."""
    found = {}
    for part in filter(None, environ.get(name, otherwise).split(",")):
        role, _, minutes = part.strip().partition("=")
        if role not in ROLES or not minutes.isdecimal():
            raise ImproperlyConfigured(f"{name} 中的 {part} 看不懂，要写成 auditor=15（角色代码=分钟，* 指其他角色）。")
        found[role] = int(minutes)
    return found
