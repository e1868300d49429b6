"""The three administrators, each with a day of their own: posts and people, sign-ins, the journal."""

from __future__ import annotations

import pytest

from taizhang.accounts.models import User
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Post
from taizhang.workflows.jobs import run_waiting
from tests.cast import Cast
from tests.days.desk_scene import Street, cast, clock, scene
from tests.days.reader import Enter, readers, with_each_reader
from tests.loop.scene import FIRST

__all__ = ["cast", "clock", "readers", "scene"]


@pytest.mark.mission("C11", "C80")
@with_each_reader()
def test_the_system_administrator_appoints_somebody(readers: Enter, scene: Street) -> None:
    reader = readers("system_admin")
    reader.menu("组织与岗位")
    reader.at("青禾街道", written=True)
    reader.thing("柳荫社区").click()
    reader.at("柳荫社区", written=True)
    reader.page.locator("summary").filter(has_text=reader.words("任职")).last.click()
    reader.page.locator("#p-role").select_option("社区（村）经办人")
    reader.page.locator("#p-person").fill("方又青")
    reader.page.locator("#p-login").fill("fangyouqing")
    reader.look("任职")
    reader.page.locator("form").filter(has=reader.page.locator("#p-role")).locator("button[type=submit]").click()
    reader.page.get_by_text("fangyouqing").first.wait_for()
    reader.look("初始密码")
    post = Post.objects.get(person="方又青")
    assert post.org == scene.loop.org(FIRST).number and User.objects.get(username="fangyouqing").pk == post.user_id


@pytest.mark.mission("C75", "C80")
@with_each_reader()
def test_the_security_administrator_asks_for_a_new_password(readers: Enter, cast: Cast, scene: Street) -> None:
    reader = readers("security_admin")
    reader.menu("账号安全")
    reader.at("账号安全")
    reader.box("人员").fill("江小禾")
    reader.button("查找").click()
    reader.page.locator("main details.more > summary").first.click()
    reader.look("办理")
    reader.button("要求更换密码").click()
    reader.page.locator(".message, [role=status]").first.wait_for()
    reader.look("已要求")
    assert StoredEntry.objects.filter(kind__startswith="account.", actor=cast.security_admin.identity).exists()


@pytest.mark.mission("C76", "C80")
@with_each_reader()
def test_the_auditor_has_the_whole_journal_checked(readers: Enter, cast: Cast, scene: Street) -> None:
    reader = readers("auditor")
    reader.menu("流水与封签")
    reader.button("核验全部流水和文件").click()
    reader.at("核验流水和文件")
    run_waiting()
    reader.page.reload()
    reader.told("全部相符")
    reader.look("全部相符")
