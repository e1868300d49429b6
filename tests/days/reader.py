"""Somebody at a browser of one width who reads one language; every screen at which they stop is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from taizhang.accounts.appearance import set_appearance
from taizhang.config.settings import PROJECT
from taizhang.web.english.door import translator
from tests.cast import Cast
from tests.english.left import Shown, Written, chinese_left
from tests.phone.conftest import HERE, PATIENCE, PHONE, answered

DESK = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1, "has_touch": False, "is_mobile": False}
READERS = [
    pytest.param(language, width, id=f"{language}-{width}") for language in ("zh", "en") for width in (390, 1280)
]

THUMB = 44
"""Points that a thumb needs."""
FOR_THUMBS = (
    "button, .button, summary, select, textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio])"
)
TOO_SMALL = """([selector, least]) => [...document.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility() && !one.closest(".photo-take, .is-file, .drop, [hidden]"))
    .filter((one) => { const box = one.getBoundingClientRect(); return box.height > 1 && box.height < least - 0.5; })
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 20)}`)"""

LATIN = re.compile(r"(?<![\w-])[A-Za-z]*[a-z]{2}[A-Za-z]*(?![\w-])")
NAMES = {"English", "SHA", "Excel", "Word", "PDF", "WPS", "ODK", "GPS", "JavaScript", "Wi", "Fi"}
"""What is written so in Chinese as well."""


@dataclass
class Reader:
    page: Page
    language: str
    width: int
    seen: list[tuple[str, str]] = field(default_factory=list)

    def words(self, chinese: str) -> str:
        """A label as this reader finds it on the screen."""
        said = chinese if self.language == "zh" else translator().text(chinese)
        assert self.language == "zh" or said != chinese, f"the phrase book has nothing for {chinese}"
        return said

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=self.words(name), exact=True).first

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(name), exact=True).first

    def box(self, label: str) -> Locator:
        """What is filled in under a label, whatever mark of a must stands behind it."""
        return self.page.get_by_label(re.compile(f"^{re.escape(self.words(label))}")).first

    def thing(self, name: str) -> Locator:
        """A link that is called by what somebody wrote: the same in each language."""
        return self.page.get_by_role("link", name=re.compile(re.escape(name))).first

    def menu(self, name: str) -> None:
        """A place of the desk: in the column beside, or behind the button at the top of a phone."""
        if self.width < 900:
            self.page.locator(".menu-nav > summary").click()
            self.page.locator(".menu-nav").get_by_role("link", name=self.words(name), exact=True).click()
        else:
            self.page.locator(".side").get_by_role("link", name=self.words(name), exact=True).click()

    def at(self, heading: str, *, written: bool = False) -> None:
        """Stops at a screen and looks at it: nothing too wide, nothing too small for a thumb."""
        title = heading if written else self.words(heading)
        self.page.get_by_role("heading", name=re.compile(re.escape(title))).first.wait_for()
        self.look(heading)

    def look(self, where: str) -> None:
        self.page.wait_for_load_state()  # with its styles
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, (where, self.width, wider)
        if self.width < 900 and self.page.locator("#app, main.plain").count():
            small = self.page.evaluate(TOO_SMALL, [FOR_THUMBS, THUMB])
            assert not small, (where, small)
        self.seen.append((where, self.page.content()))

    def takes(self, step: str, **filled: str) -> None:
        """A step of a case whose page is open, through its form, as far as that is not filled in already."""
        if not self.page.locator("#step").count():
            self.link(step).click()
        for label, words in filled.items():
            self.box(label).fill(words)
        self.look(step)
        self.button(f"确认{step}").click()
        self.told(f"已办理：{step}")

    def told(self, sentence: str) -> None:
        self.page.get_by_text(self.words(sentence)).first.wait_for()


Enter = Callable[..., Reader]


@pytest.fixture
def readers(chromium: Browser, live_server: Any, cast: Cast, scene: Any, language: str, width: int) -> Iterator[Enter]:
    """Readers of the asked language and width, signed in or not; what they saw is read through at the end."""
    made: list[Reader] = []
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            faults.append(f"{message.text} {message.location}")

    def enter(name: str = "", *, next: str = "/") -> Reader:
        size = PHONE if width < 900 else PHONE | DESK
        locale = "zh-CN" if language == "zh" else "en-GB"
        context = chromium.new_context(**(size | {"locale": locale}), geolocation=HERE, base_url=live_server.url)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", heard)
        contexts.append(context)
        reader = Reader(context.new_page(), language, width)
        made.append(reader)
        if name:
            set_appearance(cast.user(name), language=language)
            reader.page.goto(f"/sign-in?next={next}")
            reader.at("登录")
            reader.box("用户名").fill(name)
            reader.box("密码").fill(cast.PASSWORD)
            reader.button("登录").click()
        return reader

    yield enter
    for context in contexts:
        context.close()
    answered()
    assert not faults
    packs = [path.read_text("utf-8") for path in Path(PROJECT / "packs").rglob("*.yaml")]
    written = Written(*packs)
    for reader in made:
        for where, page in reader.seen:
            left = foreign(page, reader.language, written)
            assert not left, (where, left)


def foreign(page: str, language: str, written: Written) -> dict[str, str]:
    """Words of the other language, each with the text in which it stands."""
    if language == "en":  # the tip of a word of the trade names the word itself
        return chinese_left(re.sub('<b lang="zh-Hans">[^<]*</b>', "", page), written)
    shown = Shown()
    shown.feed(re.sub("<meta[^>]*>", "", page))
    found = {word: text.strip() for text in shown.texts for word in LATIN.findall(text)}
    return {word: text for word, text in found.items() if word not in NAMES and word not in written.whole}


def photograph(within: Locator, picture: Path) -> None:
    """Through the box of the phone app or of a page; done when the picture shows."""
    within.locator("input[type=file]").first.set_input_files(picture)
    within.locator("img").first.wait_for()


with_each_reader = pytest.mark.parametrize(("language", "width"), READERS)
