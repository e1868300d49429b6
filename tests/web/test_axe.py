"""No page has a serious fault for people who read with a screen reader, a keyboard, weak eyes, or on a phone."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, ViewportSize

from taizhang.commands.main import main
from taizhang.core.roles import Role
from tests.web.walk import Walk, form_of

GRAVE = {"serious", "critical"}
RESIDENT = "居民"
WHO = (
    Role.OFFICE, Role.LEADER, Role.BUREAU, Role.CLERK, Role.GRID_WORKER, Role.SUPERVISOR, Role.OWNER,
    Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR,
)  # fmt: skip
ADDRESS = "http://testserver"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 780}


@pytest.fixture
def accounts(db: None, tmp_path: Path, settings: Any) -> Callable[[str], Client]:
    """The browsers of the people of a small demonstration, by role."""
    settings.DEMONSTRATION = tmp_path / "demonstration.json"
    assert main(["demo", "--prepare-only", "--villages", "2", "--subjects", "6"]) == 0
    told = json.loads(settings.DEMONSTRATION.read_text(encoding="utf-8"))
    names = {account["role"]: account["username"] for account in told["accounts"]}

    def signed_in(role: str) -> Client:
        client = Client()
        if role != RESIDENT:
            assert client.login(username=names[role], password=told["password"])
        return client

    return signed_in


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=DESK, locale="zh-CN", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def answer(route: Route) -> None:
    """Static files from where they lie; every other address is a blank page, on which pages are laid."""
    path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        route.fulfill(path=str(found), content_type=mimetypes.guess_type(str(found))[0] or "text/plain")
    else:
        route.fulfill(body="<!doctype html><title>-</title>", content_type="text/html")


LAID = """async (text) => {
  const next = new DOMParser().parseFromString(text, "text/html");
  const known = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
  const wanted = [...next.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
  for (const link of document.querySelectorAll("link[rel=stylesheet]"))
    if (!wanted.includes(link.getAttribute("href"))) link.remove();
  const loaded = wanted.filter((href) => !known.includes(href)).map((href) => new Promise((done) => {
    document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", href, onload: done}));
  }));
  await Promise.all(loaded);
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  document.body.replaceWith(next.body);
}"""
"""Lays a page upon the one that is open: much quicker than to open every page."""

EXAMINED = """async (grave) => {
  window.dispatchEvent(new Event("resize"));
  const found = await axe.run({resultTypes: ["violations"], preload: false, elementRef: false});
  return found.violations.filter((one) => grave.includes(one.impact)).map((one) => one.id + ": " + one.nodes[0].html);
}"""

MEASURED = """(phone) => {
  const found = [], width = document.documentElement.clientWidth;
  const told = (what, one) => found.push(what + ": " + one.outerHTML);
  if (document.documentElement.scrollWidth > width) told("wider than the screen", document.querySelector("h1, #app"));
  const app = document.querySelector("#app"), main = document.querySelector("main") ?? document.body;
  if (!app && document.querySelectorAll("h1").length !== 1) told("not one heading", main);
  for (const table of document.querySelectorAll("main table"))
    if (!table.querySelector("tbody tr")) told("an empty table that says nothing", table);
  if (!phone) return found;
  for (const one of document.querySelectorAll(".button, .menu > summary, select"))
    if (one.checkVisibility() && one.offsetHeight < 36) told("too low for a finger", one);
  for (const cell of document.querySelectorAll("main :is(td, th)"))
    if (cell.offsetWidth < 96 && cell.offsetHeight > 200 && cell.innerText.length > 24) told("squeezed", cell);
  return found;
}"""
"""What an eye sees at once: cut off, without a heading, empty, too small to hit, one letter to a line."""


def test_no_page_has_a_serious_fault(accounts: Callable[[str], Client], page: Page) -> None:
    """At a desk and on a phone; the office's pages also in English, whose words are longer, where room is least."""
    known, grave = set[Any](), dict[str, str]()
    page.route("**/*", answer)
    page.goto(ADDRESS)
    page.evaluate(Axe().axe_script)
    page.add_script_tag(url=f"{ADDRESS}/static/built/office.js", type="module")
    for who in (*(role.label for role in WHO), RESIDENT):
        client = accounts(who)
        for url, text in Walk(client).pages():
            form = form_of(text)
            if form <= known:
                continue
            known |= form
            found = [*faults(page, text, DESK), *faults(page, text, PHONE)]
            if who == Role.OFFICE.label:
                found += faults(page, in_english(client, url), PHONE)
            for what in found:
                grave.setdefault(what[:240], f"{who} {url}")
    assert not grave, "\n".join(f"{where}  {what}" for what, where in grave.items())


def in_english(client: Client, url: str) -> str:
    client.cookies["language"] = "en"
    text = client.get(url).content.decode()
    del client.cookies["language"]
    return text


def faults(page: Page, text: str, size: ViewportSize) -> Iterator[str]:
    page.set_viewport_size(size)
    page.evaluate(LAID, text)
    yield from page.evaluate(EXAMINED, list(GRAVE))
    yield from page.evaluate(MEASURED, size is PHONE)
