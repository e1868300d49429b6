"""A newcomer is shown what to do first; the records tick it; put away it stays away until it is asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from taizhang.web.help.words import WORDS
from tests.cast import PEOPLE, Cast, build_cast
from tests.loop.scene import BEGIN, build_scene


@pytest.mark.mission("C80")
@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_everybody_is_told_what_to_do_first(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.user(name))
    page = client.get("/help/first-steps", headers={"HX-Request": "true"}).content.decode()
    assert "还没有" in page and "<html" not in page
    assert "您的岗位" in client.get("/help/").content.decode()


def test_a_step_is_ticked_by_what_happened(cast: Cast, office: Client) -> None:
    assert "已完成 0 / 4" in office.get("/help/first-steps").content.decode()
    office.get("/board/urgings")
    assert "已完成 1 / 4" in office.get("/help/first-steps").content.decode()


def test_the_card_stays_away_for_whom_put_it_away_until_it_is_asked_for(cast: Cast, office: Client) -> None:
    assert "/help/first-steps" in office.get("/").content.decode()
    office.post("/help/first-steps/away", {"away": "1"})
    assert "/help/first-steps" not in office.get("/").content.decode()
    assert "放回工作台" in office.get("/help/").content.decode()
    office.post("/help/first-steps/away", {"away": ""})
    assert "/help/first-steps" in office.get("/").content.decode()


def test_the_help_is_open_to_everybody_and_explains_the_words(client: Client, db: None) -> None:
    page = client.get("/help/").content.decode()
    assert all(one.word in page and one.meaning in page for one in WORDS)


def test_the_card_of_a_business_looks_at_its_own_records_only(db: None) -> None:
    scene = build_scene(build_cast(BEGIN))
    said = scene.person("owner").look("/help/first-steps")
    assert "做第一次自查" in said and "已完成 0 / 3" in said
