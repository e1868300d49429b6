"""Every page that somebody can reach: the table of addresses first, then whatever the pages lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.loop.test_scope import addresses

TELLING = frozenset({"step", "tab", "view"})
"""Words of an address that make another page of it, each of their values. Otherwise one thing stands for its kind."""


@dataclass
class Walk:
    """One person's way through the product."""

    client: Client
    kinds: set[str] = field(default_factory=set)

    def pages(self) -> Iterator[tuple[str, str]]:
        """(address, HTML) of each page that opens."""
        waiting = deque(route for route, _, converters in addresses() if not converters and "(" not in route)
        while waiting:
            url = waiting.popleft()
            if not self._wanted(url):
                continue
            answer = self.client.get(url)
            assert answer.status_code < 500, url
            if answer.status_code in {301, 302}:
                waiting.append(urljoin(url, answer["Location"]))
            if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
                continue
            text = answer.content.decode()
            if answer.status_code == 200:
                waiting.extend(links(text, url))
            if text.lstrip().startswith("<!doctype"):
                yield url, text

    def _wanted(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.netloc or parts.path.startswith(("/api", "/odk", "/static", "/sign-out")):
            return False
        try:
            route = resolve(parts.path).route
        except Resolver404:
            return False
        asked = parse_qs(parts.query)
        kept = sorted(f"{name}={asked[name][0]}" for name in asked if name in TELLING)
        kind = f"{route}?{'&'.join(kept)}"
        if kind in self.kinds:
            return False
        self.kinds.add(kind)
        return True


def links(text: str, url: str) -> list[str]:
    tree: Any = html.document_fromstring(text)
    return [urljoin(url, href.partition("#")[0]) for href in tree.xpath("//a/@href") if not href.startswith("mailto:")]


def form_of(text: str) -> frozenset[tuple[str, ...]]:
    """What a page is made of, without its words: every element with what holds it, its classes and attributes."""
    tree: Any = html.document_fromstring(text)
    return frozenset(
        (_drawn(one.getparent()), _drawn(one), *sorted(one.attrib), "" if one.text_content().strip() else "-")
        for one in tree.iter()
        if isinstance(one.tag, str)
    )


def _drawn(one: Any) -> str:
    return "" if one is None else f"{one.tag}.{one.get('class', '')}"
