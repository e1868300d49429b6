"""Each person reads in their own language; who has not signed in, in that of their browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = [pytest.mark.mission("C80"), pytest.mark.django_db]

ENGLISH = {"language": "en", "next": "/account/"}


def text(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_a_page_is_chinese_until_a_person_chooses_english(browser: Callable[[str], Client]) -> None:
    office = browser("office")
    assert '<html lang="zh-Hans"' in text(office, "/account/")
    assert "Account security" not in text(office, "/account/", accept_language="en-GB,en")
    assert office.post("/appearance", ENGLISH).headers["Location"] == "/account/"
    page = text(office, "/account/")
    assert '<html lang="en"' in page
    assert "Account security" in page
    assert "程思远" in page


def test_the_choice_stays_with_the_person_on_every_device(cast: Cast, browser: Callable[[str], Client]) -> None:
    browser("office").post("/appearance", ENGLISH)
    assert "Account security" in text(browser("office"), "/account/")
    assert "Account security" not in text(browser("clerk"), "/account/")
    browser("office").post("/appearance", {"language": "zh"})
    assert "账号安全" in text(browser("office"), "/account/")


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("en-GB,en;q=0.9", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", False),
        ("en;q=0.5,zh;q=0.9", False),
        ("", False),
        ("de", False),
    ],
)
def test_the_sign_in_page_speaks_as_the_browser_asks(asked: str, english: bool) -> None:
    page = text(Client(), "/sign-in", accept_language=asked)
    assert ("Sign in" in page) is english
    assert ("用户名" in page) is not english


def test_the_switch_on_the_sign_in_page_outlives_the_visit() -> None:
    stranger = Client()
    stranger.post("/appearance", {"language": "en", "next": "/sign-in"})
    assert "Sign in" in text(stranger, "/sign-in", accept_language="zh-CN")


def test_the_switch_leads_nowhere_else(browser: Callable[[str], Client]) -> None:
    assert (
        browser("office")
        .post("/appearance", {"language": "en", "next": "https://elsewhere.example/"})
        .headers["Location"]
        == "/"
    )
    assert browser("office").post("/appearance", {"language": "xx", "type_size": "huge"}).status_code == 302
    assert '<html lang="en"' in text(browser("office"), "/account/")


def test_a_refusal_of_the_api_is_in_the_language_of_the_person(browser: Callable[[str], Client]) -> None:
    office = browser("office")
    chinese = office.get("/api/nowhere").json()
    office.post("/appearance", ENGLISH)
    english = office.get("/api/nowhere").json()
    assert chinese["code"] == english["code"] == "unknown-thing"
    assert chinese["message"] == "找不到要办理的事项"
    assert english["message"].isascii()


def test_larger_type_is_a_setting_of_the_person(browser: Callable[[str], Client]) -> None:
    office = browser("office")
    assert "type-large" not in text(office, "/account/")
    office.post("/appearance", {"type_size": "largest"})
    assert '<html lang="zh-Hans" class="type-largest">' in text(browser("office"), "/account/")
    assert browser("office").get("/api/day").json()["me"]["type_size"] == "largest"


def test_the_phone_learns_the_language_and_the_phrases(browser: Callable[[str], Client]) -> None:
    office = browser("office")
    office.post("/appearance", ENGLISH)
    assert office.get("/api/day").json()["me"]["language"] == "en"
    assert dict(office.get("/phone/english.json").json())["报问题"] == "Report"
    assert "/phone/english.json" in office.get("/phone/worker.js").content.decode()
