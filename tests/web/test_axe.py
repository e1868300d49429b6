"""No page has a serious fault for people who read with a screen reader, a keyboard or weak eyes."""

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
from playwright.sync_api import Browser, Page, Route

from taizhang.commands.main import main
from taizhang.core.roles import Role
from tests.web.walk import Walk, form_of

GRAVE = {"serious", "critical"}
RESIDENT = "居民"
WHO = (Role.OFFICE, Role.CLERK, Role.OWNER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
ADDRESS = "http://testserver"


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
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", reduced_motion="reduce")
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
  const found = await axe.run({resultTypes: ["violations"], preload: false, elementRef: false});
  return found.violations.map(({id, impact, nodes}) => ({id, impact, html: nodes[0].html}));
}"""
"""Lays a page upon the one that is open and examines it: much quicker than to open every page."""


def test_no_page_has_a_serious_fault(accounts: Callable[[str], Client], page: Page) -> None:
    known, grave = set[Any](), dict[str, str]()
    page.route("**/*", answer)
    page.goto(ADDRESS)
    page.evaluate(Axe().axe_script)
    for who in (*(role.label for role in WHO), RESIDENT):
        for url, text in Walk(accounts(who)).pages():
            form = form_of(text)
            if form <= known:
                continue
            known |= form
            for rule in page.evaluate(LAID, text):
                if rule["impact"] in GRAVE:
                    grave.setdefault(f"{rule['id']}: {rule['html'][:200]}", f"{who} {url}")
    assert not grave, "\n".join(f"{where}  {what}" for what, where in grave.items())
