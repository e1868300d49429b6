"""Everybody's pages in English: nothing Chinese is left but names, plans and what people wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from taizhang.accounts.appearance import set_appearance
from taizhang.accounts.models import User
from taizhang.config.settings import PROJECT
from tests.english.left import Written, chinese_left
from tests.loop.conftest import clock, scene
from tests.loop.test_scope import World, addresses, filled, world

__all__ = ["clock", "scene", "world"]

pytestmark = pytest.mark.mission("C80")

READERS = ["office", "clerk", "grid_worker", "owner", "auditor", "system_admin"]


@pytest.fixture(scope="module")
def packs() -> list[str]:
    """Plans that no database holds yet."""
    return [path.read_text("utf-8") for path in Path(PROJECT / "packs").rglob("*") if path.suffix in {".yaml", ".md"}]


def pages(world: World, client: Client) -> Any:
    for route, spaces, converters in addresses():
        if "(" in route or route.startswith(("/api", "/odk", "/styleguide", "/files")):
            continue
        for url in list(filled(world, route, spaces, converters))[:2]:
            answer = client.get(url)
            if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
                yield url, answer.content.decode()


@pytest.mark.parametrize("name", READERS)
def test_no_page_in_english_has_chinese_of_its_own(world: World, packs: list[str], name: str) -> None:
    client = world.client(name)
    set_appearance(User.objects.get(username=name), language="en")
    written = Written(*packs)
    left: dict[str, str] = {}
    walked = 0
    for url, page in pages(world, client):
        walked += 1
        for word, text in chinese_left(page, written).items():
            left.setdefault(word, f"{text[:120]}    {url}")
    assert not left, "\n".join(f"{word}    {where}" for word, where in sorted(left.items()))
    assert walked > 8


def test_the_pages_of_everybody_else_stay_as_they_were(world: World) -> None:
    """Whoever reads Chinese is answered byte for byte as if there were no English."""
    client = world.client("clerk")
    for url, page in pages(world, client):
        assert '<html lang="en"' not in page, url
        assert "Sign out" not in page, url
