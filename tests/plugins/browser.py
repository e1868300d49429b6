"""One Chromium for all tests of a process: a second one beside it is more than Playwright can drive."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""The microphone is Chromium's own, which beeps once a second."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    from taizhang.web.templatetags.look import BUILT  # after Django is set up

    program = shutil.which("chromium")
    if program is None or not (BUILT / "phone.js").exists():
        if os.environ.get("TAIZHANG_NO_SKIP"):
            pytest.fail("needs Chromium and the built front end")
        pytest.skip("needs Chromium (Debian: chromium) and the built front end (make front)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
