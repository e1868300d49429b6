"""Every screen of the phone: legible, reachable, light."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tests.phone.hands import (
    SignIn,
)
from tests.phone.scene import Scene


def test_every_screen_is_accessible_and_keeps_to_the_policy(
    field: BrowserContext, sign_in: SignIn, scene: Scene
) -> None:
    page = sign_in("grid_worker")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    subject = scene.subject("湖边渔家")
    for place in ("", f"subject/{subject}", f"inspect/{subject}/", "problem", "cases", "outbox", "me"):
        page.goto(f"/phone/#/{place}")
        page.locator("h1").wait_for()
        found = Axe().run(page)
        broken = {violation["id"] for violation in found.response["violations"]}
        assert not broken - {"meta-viewport"}, (place, found.generate_report())
        small = page.locator(".button, .choice, .tabs a, .row[href], .photo-take").evaluate_all(
            "nodes => nodes.filter(node => node.getBoundingClientRect().height < 48).map(node => node.outerHTML)"
        )
        assert not small, place
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, place
    assert not [line for line in said if "Content Security Policy" in line]


@pytest.mark.mission("C22")
def test_the_first_load_is_light_and_the_app_can_be_installed(
    field: BrowserContext, sign_in: SignIn, live_server: Any
) -> None:
    page = sign_in("grid_worker")
    shell = json.loads(page.request.get("/phone/worker.js").text().partition(" = ")[2].partition(";\n")[0])
    bodies = [page.request.get(file).body() for file in shell["files"]]
    assert sum(len(gzip.compress(body)) for body in bodies) < 300_000
    manifest = page.request.get("/phone/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["display"]) == ("/phone/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512"}
