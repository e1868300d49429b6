"""How somebody reads, in which language and how large: what they set themselves, else what their browser asks for."""

from __future__ import annotations

import re

from django.http import HttpRequest

from taizhang.accounts.models import User

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = [(CHINESE, "中文"), (ENGLISH, "English")]
TYPE_SIZES = [("", "普通"), ("large", "大"), ("largest", "特大")]
COOKIE = "language"
SIZE_COOKIE = "type-size"
_ASKED = re.compile(r"\s*([a-zA-Z]+)[^,;]*(?:;\s*q=([\d.]+))?")


def language_of(request: HttpRequest) -> str:
    """A person's own setting; without one the switch of this browser; signed out, also what it asks for."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.language or request.COOKIES.get(COOKIE, CHINESE))
    switched = request.COOKIES.get(COOKIE)
    return switched if switched in {CHINESE, ENGLISH} else _asked_for(request.headers.get("Accept-Language", ""))


def type_size_of(request: HttpRequest) -> str:
    """A person's own setting, else the switch of this browser: residents have no account."""
    user = getattr(request, "user", None)
    own = user.type_size if user is not None and user.is_authenticated else ""
    switched = request.COOKIES.get(SIZE_COOKIE, "")
    return str(own or (switched if switched in dict(TYPE_SIZES) else ""))


def set_appearance(user: User, *, language: str | None = None, type_size: str | None = None) -> None:
    """What is no language or size of ours changes nothing."""
    if language in dict(LANGUAGES):
        user.language = language
    if type_size in dict(TYPE_SIZES):
        user.type_size = type_size
    user.save(update_fields=["language", "type_size"])


def _asked_for(header: str) -> str:
    """English only for a browser that wants it and did not say that Chinese is as good or better."""
    wanted: dict[str, float] = {}
    for part in header.split(","):
        if found := _ASKED.match(part):
            wanted.setdefault(found[1].lower(), float(found[2] or 1))
    return ENGLISH if wanted.get("en", 0) > wanted.get("zh", 0) else CHINESE
