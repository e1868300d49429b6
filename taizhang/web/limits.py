"""The doors that are counted, and the answer to whoever knocks too often: 429, in Chinese, saying when to come back."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from taizhang.accounts.limits import wait_at
from taizhang.accounts.sources import address_of, is_this_machine, source_of
from taizhang.core.refusals import Refused

log = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

DOORS: list[tuple[str, re.Pattern[str], bool]] = [
    ("second", re.compile(r"/sign-in/code|/account/(unbind|passkeys/)|/password$"), True),
    ("sign-in", re.compile(r"/sign-in/(oidc|wecom)"), False),
    ("sign-in", re.compile(r"/sign-in"), True),
    ("link", re.compile(r"/own/|/screen/key/"), False),
    ("odk", re.compile(r"/odk/"), False),
    ("tip", re.compile(r"/(report|village)/"), False),
    ("upload", re.compile(r"/api/files"), True),
    ("api", re.compile(r"/api/"), False),
    ("data", re.compile(r"/data/"), False),
]
"""(door, the addresses behind it, whether only what writes counts); the first that fits."""


def limited_by_source(get_response: Handler) -> Handler:
    """Whoever sits at the machine itself is not counted: there is nobody in between to be protected from."""

    def handle(request: HttpRequest) -> HttpResponse:
        door = _door(request)
        address = address_of(request) if door else ""
        if not door or is_this_machine(address):
            return get_response(request)
        try:
            wait = wait_at(door, source_of(address), at=timezone.now())
        except DatabaseError:  # a full disk must not shut out whoever only reads
            log.warning("knocks at %s could not be counted", door)
            wait = 0
        return _too_often(request, wait) if wait else get_response(request)

    return handle


def _door(request: HttpRequest) -> str:
    reads = request.method in {"GET", "HEAD", "OPTIONS"}
    for door, addresses, writes_only in DOORS:
        if addresses.match(request.path):
            return "" if reads and writes_only else door
    many = (request.content_type or "") == "multipart/form-data"
    return "upload" if not reads and many else ""


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    when = f"{wait} 秒" if wait < 60 else f"{-(-wait // 60)} 分钟"
    refused = Refused("too-fast", f"请 {when}后再试")
    refusal = refused.refusal
    if request.path.startswith(("/api/", "/data/")):
        words = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy, "detail": refused.detail}
        response: HttpResponse = JsonResponse(words, status=refusal.status)
    else:
        response = render(None, "too_often.html", {"sentence": refused.sentence, "wait": wait}, status=refusal.status)
    response.headers["Retry-After"] = str(wait)
    return response
