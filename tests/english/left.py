"""What Chinese a page in English still shows, apart from what people wrote and what plans say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import models

HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\d]*")
QUOTED = re.compile("“[^”]*”|[\u3400-\u9fff]＊+|\\{[^{}]*\\}")
"""What is to be typed as it stands, and names of which only the beginning is shown."""
READ = {"title", "placeholder", "aria-label", "alt", "label", "content"}
SILENT = {"script", "style", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SHORT = 5
"""So short a word is only somebody's if it stands by itself somewhere; longer ones may be part of what they wrote."""


class Shown(HTMLParser):
    """Every text and label that a reader meets, what is marked `translate="no"` left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if self._silent or tag in SILENT or found.get("translate") == "no":
            if tag not in VOID:
                self._silent.append(tag)
            return
        self.texts += [found[name] or "" for name in READ & found.keys()]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


class Written:
    """All text that the database holds: names, titles, descriptions, plans."""

    def __init__(self, *more: str) -> None:
        self.whole = "\n".join({*_stored(), *more})
        self.words = set(HAN.findall(self.whole))
        self._known: dict[str, bool] = {}

    def __contains__(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = word in self.words or (len(word) >= SHORT and self._holds(word))
        return self._known[word]

    def _holds(self, word: str) -> bool:
        """As it stands, or put together of two, such as a place and a post."""
        return word in self.whole or any(
            word[:cut] in self.words and word[cut:] in self.words for cut in range(2, len(word) - 1)
        )


def chinese_left(page: str, written: Written) -> dict[str, str]:
    """By word the text in which it stands."""
    shown = Shown()
    shown.feed(page)
    return {
        word: text.strip() for text in shown.texts for word in HAN.findall(QUOTED.sub("", text)) if word not in written
    }


def _stored() -> Iterator[str]:
    for model in apps.get_models():
        kept = [field.attname for field in model._meta.concrete_fields if _holds_text(field)]
        for row in model._default_manager.values_list(*kept) if kept else ():
            yield from _texts(row)


def _holds_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
