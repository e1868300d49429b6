"""How long a sign-in lasts, and what a password may not be."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from taizhang.accounts.models import PastPassword, User
from taizhang.config.limits import minutes_by_role
from taizhang.journal.models import StoredEntry
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, in_words

pytestmark = pytest.mark.mission("C12")


def signed_in(scene: Scene, name: str, password: str = "") -> Client:
    browser = Client()
    browser.post("/sign-in", {"username": name, "password": password or scene.cast.PASSWORD})
    return browser


def test_untouched_it_ends_sooner_for_some_roles(scene: Scene, clock: Clock, settings: Any) -> None:
    settings.IDLE = {"security-admin": 15, "*": 60}
    guard, clerk = signed_in(scene, "security_admin"), signed_in(scene, "clerk")
    clock.to(5, 13, "09:10")
    assert guard.get("/security/").status_code == 200
    clock.to(5, 13, "09:24")
    assert guard.get("/security/", headers={"HX-Request": "true"}).status_code == 200
    clock.to(5, 13, "09:26")
    assert guard.get("/security/").headers["Location"].startswith("/sign-in"), "what asks by itself is no touch"
    clock.to(5, 13, "09:50")
    assert clerk.get("/ledger/").status_code == 200
    clock.to(5, 13, "10:51")
    assert clerk.get("/api/day").status_code == 401
    assert not User.objects.get(username="clerk").sign_ins.filter(ended_at=None).exists()


def test_however_much_it_is_used_it_ends_one_day(scene: Scene, clock: Clock, settings: Any) -> None:
    settings.IDLE, settings.LONGEST = {"*": 60}, {"*": 120, "clerk": 180}
    office, clerk = signed_in(scene, "office"), signed_in(scene, "clerk")
    for time in ("09:50", "10:40"):
        clock.to(5, 13, time)
        assert (office.get("/ledger/").status_code, clerk.get("/ledger/").status_code) == (200, 200)
    clock.to(5, 13, "11:05")
    assert (office.get("/ledger/").status_code, clerk.get("/ledger/").status_code) == (302, 200)


def test_what_was_typed_when_the_time_was_over_is_kept(scene: Scene, clock: Clock, settings: Any) -> None:
    settings.LONGEST = {"*": 60}
    clerk = signed_in(scene, "clerk")
    about = scene.found("hose", clock.now)
    page = f"http://testserver/ledger/{about}/?step=joined"
    clock.to(5, 13, "10:30")
    form = {"note": "已经谈妥的办法"}
    answer = clerk.post(f"/ledger/{about}/joined", form, headers={"Referer": page}, follow=True)
    assert "登录已过期" in in_words(answer)


def change(browser: Client, old: str, new: str) -> str:
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return in_words(browser.post("/password", form, follow=True))


def test_none_of_the_last_five_comes_back(scene: Scene) -> None:
    now = scene.cast.PASSWORD
    browser = signed_in(scene, "clerk")
    assert "不能和最近 5 次用过的相同" in change(browser, now, now) or "不能和原密码相同" in change(browser, now, now)
    for number in range(5):
        assert "密码已修改" in change(browser, now, f"barley-and-rye-{number}")
        now = f"barley-and-rye-{number}"
    for used in ("barley-and-rye-0", "barley-and-rye-3"):
        assert "不能和最近 5 次用过的相同" in change(browser, now, used)
    assert PastPassword.objects.filter(user__username="clerk").count() == 5
    assert "密码已修改" in change(browser, now, scene.cast.PASSWORD), "the sixth before may"


@pytest.mark.parametrize("common", ["1qaz2wsx3edc", "qwertyuiop", "12345678901"])
def test_a_password_from_the_lists_of_the_world_is_refused(scene: Scene, common: str) -> None:
    browser = signed_in(scene, "clerk")
    assert "密码已修改" not in change(browser, scene.cast.PASSWORD, common)
    assert signed_in(scene, "clerk").get("/ledger/").status_code == 200


def test_an_old_password_is_changed_first(scene: Scene, clock: Clock, settings: Any) -> None:
    settings.PASSWORD_DAYS = 90
    browser = signed_in(scene, "clerk")
    change(browser, scene.cast.PASSWORD, "barley-and-rye-7")
    clock.to(8, 1)
    assert signed_in(scene, "clerk", "barley-and-rye-7").get("/ledger/").status_code == 200
    clock.to(8, 20)
    late = signed_in(scene, "clerk", "barley-and-rye-7")
    assert late.get("/ledger/").headers["Location"] == "/password"
    assert "用了太久" in in_words(late.get("/password"))
    assert "密码已修改" in change(late, "barley-and-rye-7", "oats-and-rye-8")
    assert late.get("/ledger/").status_code == 200


def test_the_security_administrator_asks_for_another(scene: Scene) -> None:
    clerk, guard = signed_in(scene, "clerk"), scene.person("security_admin").client
    number = User.objects.get(username="clerk").pk
    assert scene.person("office").client.post(f"/security/{number}/new-password").status_code == 403
    assert "已要求江小禾更换密码" in in_words(guard.post(f"/security/{number}/new-password", follow=True))
    assert clerk.get("/ledger/").status_code == 302
    assert signed_in(scene, "clerk").get("/ledger/").headers["Location"] == "/password"
    assert StoredEntry.objects.filter(kind="account.password_demanded").count() == 1


def test_who_is_locked_out_stands_first(scene: Scene, clock: Clock) -> None:
    guard = scene.person("security_admin").client
    assert "被锁定。" not in in_words(guard.get("/security/"))
    for _ in range(5):
        Client().post("/sign-in", {"username": "Grid_Worker", "password": "wrong"})
    told = in_words(guard.get("/security/"))
    assert "1 人因多次输错被锁定" in told and told.index("周麦生") < told.index("江小禾")
    only = in_words(guard.get("/security/?locked"))
    assert "周麦生" in only and "江小禾" not in only
    clock.to(5, 13, "09:30")
    assert "周麦生" not in in_words(guard.get("/security/?locked"))


def test_minutes_are_read_from_the_environment_or_refused() -> None:
    read = {"TAIZHANG_IDLE": "auditor=15, *=60"}
    assert minutes_by_role(read, "TAIZHANG_IDLE", "") == {"auditor": 15, "*": 60}
    assert minutes_by_role({}, "TAIZHANG_IDLE", "auditor=5") == {"auditor": 5}
    for wrong in ("auditor", "auditor=x", "king=15"):
        with pytest.raises(ImproperlyConfigured, match="TAIZHANG_IDLE"):
            minutes_by_role({"TAIZHANG_IDLE": wrong}, "TAIZHANG_IDLE", "")
