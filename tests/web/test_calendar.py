"""One's duties in the calendar of a phone: the address opens this list alone, and only as long as the post lasts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from taizhang.accounts.models import User
from taizhang.duties.models import Duty
from taizhang.orgs.models import Post
from taizhang.render.icalendar import WIDEST, Dated, calendar_feed
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import Scene

pytestmark = pytest.mark.mission("C62")


def address(scene: Scene, name: str) -> str:
    page = scene.person(name).client.get("/duties/mine").content.decode()
    found = re.search(r"value=\"http://testserver(/calendar\.ics[^\"]+)\"", page)
    assert found, page
    return found[1]


def unfolded(answer: Any) -> str:
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return str(answer.content.decode().replace("\r\n ", ""))


def test_a_calendar_without_a_sign_in_reads_ones_own_duties_and_no_others(scene: Scene, clock: Clock) -> None:
    text = unfolded(Client().get(address(scene, "clerk")))
    own = Duty.objects.filter(bearer=scene.cast.clerk.org, role="clerk")
    assert own.count() == text.count("BEGIN:VEVENT") == 1
    assert "DESCRIPTION:青禾街道燃气安全专项整治实施方案" in text
    assert "SUMMARY:组织燃气安全培训" in text and f"UID:{own.get().pk}@taizhang" in text
    assert f"DTSTART:{own.get().due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in text
    assert "阿婆面馆" not in unfolded(Client().get(address(scene, "grid_worker"))), "no subject is named"


def test_the_address_ends_with_the_post_and_with_the_password(scene: Scene, clock: Clock) -> None:
    clerks, grids = address(scene, "clerk"), address(scene, "grid_worker")
    Post.objects.filter(number=scene.cast.clerk.post).update(until=clock.now)
    assert Client().get(clerks).status_code == 404
    user = User.objects.get(username="grid_worker")
    user.set_password("another-harvest-2026")
    user.save()
    assert Client().get(grids).status_code == 404
    for key in ("", "x", grids.partition("key=")[2][:-2] + "xx"):
        assert Client().get("/calendar.ics", {"key": key}).status_code == 404


def test_lines_are_folded_and_words_stay_words() -> None:
    at = datetime(2026, 5, 13, 9, tzinfo=UTC)
    text = calendar_feed("台账", [Dated("1", "甲,乙;丙\\\r\nEND:VEVENT" + "长" * 80, at, at)])
    assert all(len(line.encode()) <= WIDEST for line in text.split("\r\n"))
    assert text.count("\r\nEND:VEVENT") == 1
    assert "甲\\,乙\\;丙\\\\ END:VEVENT" in text.replace("\r\n ", "")
