"""Signing in: an account rests after wrong passwords, a given password is changed first, and leaving ends access."""

from __future__ import annotations

import pytest
from django.test import Client

from taizhang.accounts.models import SignInFailure, User
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Post
from taizhang.orgs.operations import end_post
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words


def try_in(browser: Client, username: str, password: str) -> str:
    return in_words(browser.post("/sign-in", {"username": username, "password": password}, follow=True))


@pytest.mark.parametrize("username", ["clerk", "nobody-has-this-name"])
def test_after_five_wrong_passwords_the_account_rests(scene: Scene, clock: Clock, username: str) -> None:
    browser = Client()
    said = [try_in(browser, username, "wrong") for _ in range(5)]
    assert "还可以试 4 次" in said[0] and "还可以试 1 次" in said[3]
    assert "09:15 以后再试" in said[4]
    assert "09:15 以后再试" in try_in(browser, username.upper(), scene.cast.PASSWORD)
    assert "以后再试" in try_in(Client(), username, scene.cast.PASSWORD)
    clock.to(5, 13, "09:16")
    if username == "clerk":
        assert "江小禾" in try_in(browser, username, scene.cast.PASSWORD)
        assert not SignInFailure.objects.exists()


def test_the_right_password_forgives_the_wrong_ones(scene: Scene, clock: Clock) -> None:
    for _ in range(3):
        for _ in range(4):
            try_in(Client(), "clerk", "wrong")
        assert "江小禾" in try_in(Client(), "clerk", scene.cast.PASSWORD)


def test_a_given_password_is_changed_before_anything_else(scene: Scene) -> None:
    User.objects.filter(username="clerk").update(must_change_password=True)
    browser = Client()
    page = browser.post("/sign-in", {"username": "clerk", "password": scene.cast.PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/password"
    assert "请先换成自己的" in in_words(page)
    for url in ("/", "/ledger/", "/phone/"):
        assert browser.get(url).headers["Location"] == "/password"
    answer = browser.get("/api/day")
    assert (answer.status_code, answer.json()["code"]) == (403, "password-first")

    def change(new: str, again: str | None = None) -> str:
        form = {"old_password": scene.cast.PASSWORD, "new_password1": new, "new_password2": again or new}
        return in_words(browser.post("/password", form, follow=True))

    assert "不能和原密码相同" in change(scene.cast.PASSWORD)
    assert "至少" in change("short")
    assert "不" in change("barley-and-rye-7", "barley-and-rye-8")
    assert "密码已修改" in change("barley-and-rye-7")
    assert "江小禾" in in_words(browser.get("/"))
    assert "江小禾" in try_in(Client(), "clerk", "barley-and-rye-7")


def test_signing_out_ends_the_session(scene: Scene) -> None:
    browser = Client()
    try_in(browser, "clerk", scene.cast.PASSWORD)
    assert browser.get("/ledger/").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/ledger/").headers["Location"].startswith("/sign-in")


def test_the_way_back_leads_nowhere_else(scene: Scene) -> None:
    form = {"username": "clerk", "password": scene.cast.PASSWORD, "next": "https://example.org/"}
    assert Client().post("/sign-in", form).headers["Location"] == "/"


@pytest.mark.mission("C9")
def test_who_leaves_a_post_sees_nothing_from_that_moment(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    clerk = scene.person("clerk")
    assert clerk.client.get(f"/ledger/{about}/").status_code == 200
    end_post(Post.objects.get(number=scene.cast.clerk.post), by="user:0", at=clock.now, reason="调离")
    assert clerk.client.get(f"/ledger/{about}/").headers["Location"].startswith("/sign-in"), "signed out everywhere"
    again = Client()
    assert "没有任职岗位" in try_in(again, "clerk", scene.cast.PASSWORD)
    assert again.get(f"/ledger/{about}/").status_code == 403
    told = StoredEntry.objects.filter(kind="account.signed_out")
    assert [entry.body["person"] for entry in told] == ["江小禾"]
