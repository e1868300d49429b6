"""Where a page leaves the house: for who reads English it is put into English, for all others it is untouched."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from taizhang.accounts.appearance import ENGLISH, language_of
from taizhang.web.english.page import in_english
from taizhang.web.english.phrases import whole_book
from taizhang.web.english.sentences import Translator

Handler = Callable[[HttpRequest], HttpResponse]
SPOKEN = {"message", "remedy", "detail", "msg", "error"}
"""The words of a refusal that are for people; all else in JSON is data."""


@cache
def translator() -> Translator:
    return Translator(whole_book())


def english(get_response: Handler) -> Handler:
    """Django's own words (of fields, days, months) come in English by its own means, all others by the book."""

    def handle(request: HttpRequest) -> HttpResponse:
        if language_of(request) != ENGLISH:
            return _varied(get_response(request))
        with translation.override("en"):
            response = get_response(request)
        if not response.streaming:
            _translate(response)
        return _varied(response)

    return handle


def _varied(response: HttpResponse) -> HttpResponse:
    if response.get("Content-Type", "").startswith("text/html"):
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _translate(response: HttpResponse) -> None:
    kind = response.get("Content-Type", "")
    if kind.startswith("text/html"):
        response.content = in_english(response.content.decode(), translator().text).encode()
    elif kind.startswith("application/json") and response.status_code >= 400:
        response.content = json.dumps(_spoken(json.loads(response.content)), ensure_ascii=False).encode()
    else:
        return
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def _spoken(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_spoken(part) for part in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        name: translator().text(value) if name in SPOKEN and isinstance(value, str) else _spoken(value)
        for name, value in answer.items()
    }
