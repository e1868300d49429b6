"""A phone of 390 points in the field: Chromium with the live server, a place, and a campaign that runs now."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import Cast
from tests.phone.hands import CONTROLLED, until
from tests.phone.scene import Scene, build_scene, settle_owner

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "permissions": ["geolocation", "microphone"],
}

PATIENCE = 60_000
"""Milliseconds until something that a test waits for is given up: a machine of two cores may have other work."""

expect.set_options(timeout=PATIENCE)

HERE = {"latitude": 30.6652, "longitude": 104.0851, "accuracy": 8}
"""A few metres from 湖边渔家."""


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def scene(transactional_db: None, cast: Cast, now: datetime) -> Scene:
    return build_scene(cast, now)


@pytest.fixture
def new_phone(chromium: Browser, live_server: Any, scene: Scene) -> Iterator[Callable[..., BrowserContext]]:
    """Phones, each with its own storage; what goes wrong in a console fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(**more: Any) -> BrowserContext:
        context = chromium.new_context(**PHONE, geolocation=HERE, base_url=live_server.url, **more)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    answered()
    assert not faults


def answered() -> None:
    """The server has answered whatever was on its way: then nothing holds the database any more."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture
def field(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """The phone of the one whom the test is about."""
    return new_phone()


@pytest.fixture
def sign_in(field: BrowserContext, cast: Cast) -> Callable[[str], Page]:
    """Signs somebody of the cast in on the phone and waits until the app can do without network."""

    def act(name: str) -> Page:
        page = field.new_page()
        page.goto("/phone/")
        page.get_by_role("link", name="登录").click()
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", cast.PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", name="今日任务").wait_for()
        until(page, CONTROLLED)
        return page

    return act


@pytest.fixture
def owner(cast: Cast, scene: Scene, now: datetime) -> str:
    """The user name of who runs 阿婆面馆."""
    settle_owner(cast, scene, now)
    return "owner"


@pytest.fixture
def camera(tmp_path: Path) -> Callable[[], Path]:
    """A new photo as a phone's camera makes it: larger than what is sent."""
    taken = 0

    def take() -> Path:
        nonlocal taken
        taken += 1
        stored = io.BytesIO()
        Image.effect_noise((2400, 1800), 20 + taken).convert("RGB").save(stored, "JPEG", quality=70)
        path = tmp_path / f"photo-{taken}.jpg"
        path.write_bytes(stored.getvalue())
        return path

    return take
