"""One source knocks too often: 429 in Chinese with the time to wait, counted past our own servers in front."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.utils import timezone

from taizhang.accounts.limits import wait_at
from taizhang.accounts.models import SourceCount
from taizhang.accounts.sources import address_of, source_of
from taizhang.config.limits import by_source
from tests.cast import Cast
from tests.loop.scene import in_words

pytestmark = pytest.mark.mission("C12")

AWAY = "203.0.113.7"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.LIMITS = dict.fromkeys(("sign-in", "second", "link", "api", "odk", "upload", "tip"), (3, 86400))


def browser(address: str = AWAY, **more: str) -> Client:
    return Client(headers=more, REMOTE_ADDR=address)


DOORS = {
    "sign-in": ("post", "/sign-in"),
    "through another system": ("get", "/sign-in/oidc/back"),
    "passkey": ("post", "/sign-in/passkey/begin"),
    "second": ("post", "/sign-in/code"),
    "password asked again": ("post", "/account/unbind"),
    "link": ("get", "/own/some-key/"),
    "api": ("get", "/api/day"),
    "odk": ("get", "/odk/some-key/formList"),
    "tip": ("get", "/report/"),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_fourth_knock_is_answered_with_when_to_come_back(cast: Cast, door: str) -> None:
    method, url = DOORS[door]
    client = browser()
    answers = [getattr(client, method)(url) for _ in range(4)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 86400
    told = answers[3].json()["message"] if url.startswith("/api/") else in_words(answers[3])
    assert "同一网络来的请求太多" in told
    assert getattr(browser("203.0.113.8"), method)(url).status_code != 429, "another source is not held back"
    assert getattr(browser("127.0.0.1"), method)(url).status_code != 429, "nor who sits at the machine"


def test_uploads_are_counted_wherever_they_go(cast: Cast) -> None:
    client = browser()
    client.force_login(cast.user("office"))
    answers = [client.post("/register/import", {"x": "y"}).status_code for _ in range(4)]
    assert answers[3] == 429 and 429 not in answers[:3]
    assert client.get("/ledger/").status_code == 200, "reading goes on"


def test_looking_at_the_page_is_no_attempt(cast: Cast) -> None:
    client = browser()
    for _ in range(5):
        assert client.get("/sign-in").status_code == 200
    client.post("/sign-in", {"username": "clerk", "password": cast.PASSWORD})
    assert client.get("/ledger/").status_code == 200


def test_a_window_ends(db: None) -> None:
    at = timezone.now()
    assert [wait_at("api", "a", at=at) > 0 for _ in range(5)] == [False] * 3 + [True] * 2
    assert wait_at("api", "b", at=at) == 0
    assert wait_at("link", "a", at=at) == 0
    assert wait_at("api", "a", at=at + timedelta(days=1)) == 0
    wait_at("api", "a", at=at + timedelta(days=3))
    assert SourceCount.objects.count() == 1, "what is over is forgotten"
    assert AWAY not in str(list(SourceCount.objects.values()))


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "198.51.100.1", AWAY),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "1.1.1.1, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "10.0.0.1", AWAY),
        (1, "", AWAY),
        (1, "not-an-address", AWAY),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
        (1, "127.0.0.1' OR 1=1", AWAY),
    ],
)
def test_only_what_our_own_servers_wrote_counts(settings: Any, hops: int, forwarded: str, seen: str) -> None:
    settings.TRUSTED_HOPS = hops
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=AWAY, headers={"X-Forwarded-For": forwarded})) == seen


def test_an_invented_address_in_front_of_ones_own_does_not_help(cast: Cast, settings: Any) -> None:
    settings.TRUSTED_HOPS = 1
    answers = [
        browser("10.0.0.1", **{"X-Forwarded-For": f"1.1.1.{number}, {AWAY}"}).get("/api/day").status_code
        for number in range(4)
    ]
    assert answers[3] == 429 and 429 not in answers[:3]


def test_a_line_with_ipv6_is_one_source() -> None:
    assert source_of("2001:db8:1:2:aaaa::1") == source_of("2001:db8:1:2:bbbb::2") != source_of("2001:db8:1:3::1")
    assert source_of(AWAY) != source_of("203.0.113.8")


def test_limits_are_read_from_the_environment_or_refused() -> None:
    assert by_source({"TAIZHANG_LIMITS": "sign-in=200/300, api=9/1"}) == {"sign-in": (200, 300), "api": (9, 1)}
    assert by_source({}) == {}
    for wrong in ("sign-in", "sign-in=0/3", "sign-in=1", "door=1/1", "api=-1/3"):
        with pytest.raises(ImproperlyConfigured, match="TAIZHANG_LIMITS"):
            by_source({"TAIZHANG_LIMITS": wrong})
