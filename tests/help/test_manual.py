"""The manual never names what is not there, and its guides are walked from the first line to the last."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve

from taizhang.accounts.appearance import CHINESE, COOKIE, ENGLISH
from taizhang.web.help.manual import CHAPTERS, chapter_file
from taizhang.web.help.words import WORDS
from tests.installation import Maker

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = re.compile(r"写进 `([\w./-]+)`：\n```\w*\n(.*?)```", re.DOTALL)
PLACES = re.compile(r"\]\((/[^)]*)\)")
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_place_that_the_manual_names_exists(name: str, language: str, client: Client, db: None) -> None:
    client.cookies[COOKIE] = language
    text = chapter_file(name, language).read_text(encoding="utf-8")
    places = PLACES.findall(text)
    assert places
    for place in places:
        resolve(place)
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    page = client.get(f"/help/{name}")
    assert page.status_code == 200 and "<h2>" in page.content.decode()
    shown = re.findall(r'src="(/help/pictures/[^"]+)"', page.content.decode())
    assert len(shown) == len(pictures)
    assert all(client.get(one)["Content-Type"] == "image/png" for one in shown)


@pytest.mark.mission("C80")
@pytest.mark.parametrize("name", ["office", "cadre", "subject", "supervisor", "resident", "admin"])
def test_the_manual_of_a_post_is_served_in_the_language_of_the_reader(name: str, client: Client, db: None) -> None:
    client.cookies[COOKIE] = ENGLISH
    index = client.get("/help/").content.decode()
    assert CHAPTERS[name][1] in html.unescape(index) and "strike off" in index and WORDS[0].meaning not in index
    page = client.get(f"/help/{name}").content.decode()
    assert CHAPTERS[name][1] in page and f"<h1>{CHAPTERS[name][0]}" not in page
    english, chinese = (chapter_file(name, one).read_text(encoding="utf-8") for one in (ENGLISH, CHINESE))
    assert set(PLACES.findall(english)) == set(PLACES.findall(chinese))
    assert english.count("\n## ") >= chinese.count("\n## ")


def test_every_picture_is_shown_somewhere_and_all_together_are_light() -> None:
    kept = sorted((DOCS / "manual" / "pictures").iterdir())
    texts = "".join(chapter_file(name).read_text(encoding="utf-8") for name in CHAPTERS)
    assert [one.name for one in kept if f"pictures/{one.name})" not in texts] == []
    assert sum(one.stat().st_size for one in kept) < 2_000_000


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_commands_of_the_administrators_guide_exist(language: str) -> None:
    from taizhang.commands.main import COMMANDS as KNOWN

    text = chapter_file("admin", language).read_text(encoding="utf-8")
    assert set(re.findall(r"taizhang ([a-z]+)", text)) <= set(KNOWN)


@pytest.mark.mission("C1")
def test_who_follows_the_guide_has_a_pack_that_passes_the_check_and_is_rehearsed(installations: Maker) -> None:
    guide = (DOCS / "own-pack.md").read_text(encoding="utf-8")
    place = installations.empty("sqlite")
    for name, content in FILE.findall(guide):
        (place.home / name).parent.mkdir(parents=True, exist_ok=True)
        (place.home / name).write_text(content, encoding="utf-8")
    commands = [line for block in COMMANDS.findall(guide) for line in block.splitlines()]
    assert len(commands) == 2
    for command in commands:
        done = place.run(*shlex.split(command)[1:])
        assert done.returncode == 0, (command, done.stdout, done.stderr)
