"""The page of the organisation: unfolds level by level, shows people and gaps, and is changed by the administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from taizhang.accounts.models import User
from taizhang.orgs.models import Org, Post
from taizhang.orgs.operations import NewOrg, set_orgs
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOP = "530199001"


@pytest.mark.mission("C7", "X5")
def test_the_tree_unfolds_by_level_with_people_figures_and_gaps(office: Client, cast: Cast, at: datetime) -> None:
    set_orgs([NewOrg(f"{TOP}009", "area", "village", "芦苇社区", TOP)], by="user:0", at=at)
    add_subjects(
        [NewSubject(kind="restaurant", name="麦香面馆", org=cast.orgs["530199001001"].number)], by=cast.office, at=at
    )
    html = office.get("/orgs/").content.decode()
    assert "柳荫社区" in html
    assert "江小禾（社区（村）经办人）" in html
    assert "柳荫第一网格" not in html
    assert "展开 2 个下级" in html
    assert "未落网格 1" in html
    assert "青禾街道应急办" in html
    assert "2 个网格没有责任人" in html
    assert "1 个社区（村）没有划网格" in html
    below = office.get(f"/orgs/{cast.orgs['530199001001'].number}/below").content.decode()
    assert "柳荫第一网格" in below
    assert "周麦生（网格员）、吴秋实（网格员）" in below
    assert "没有责任人" in below
    gaps = office.get(f"/orgs/{cast.orgs[TOP].number}/gaps").content.decode()
    assert "柳荫第二网格" in gaps
    assert "芦苇社区" in gaps


def test_a_page_of_the_tree_costs_the_same_however_many_orgs_there_are(
    office: Client, cast: Cast, at: datetime, django_assert_max_num_queries: Any
) -> None:
    new = [NewOrg(f"{TOP}{n:03d}", "area", "village", f"芦苇{n}社区", TOP) for n in range(100, 160)]
    set_orgs(new, by="user:0", at=at)
    with django_assert_max_num_queries(20):
        assert office.get("/orgs/").status_code == 200


@pytest.mark.mission("C9")
def test_a_clerk_sees_the_own_community_only(browser: Callable[[str], Client], cast: Cast) -> None:
    clerk = browser("clerk")
    html = clerk.get("/orgs/").content.decode()
    assert "柳荫第一网格" in html
    assert "稻香" not in html
    assert clerk.get(f"/orgs/{cast.orgs['530199001002'].number}/").status_code == 404
    assert clerk.get(f"/orgs/{cast.orgs[TOP].number}/").status_code == 404
    assert clerk.get("/orgs/999999/").status_code == 404


@pytest.mark.mission("X1")
def test_the_administrator_registers_appoints_renames_and_closes_by_hand(admin: Client, cast: Cast) -> None:
    top = cast.orgs[TOP].number
    admin.post(f"/orgs/{top}/add", {"code": f"{TOP}003", "name": "芦苇社区", "kind": "area", "level": ""})
    reed = Org.objects.get(code=f"{TOP}003")
    assert (reed.level, reed.parent) == ("village", top)
    shown = admin.post(f"/orgs/{reed.number}/appoint", {"role": "网格员", "person": "温春生", "phone": "13800000012"})
    assert "只显示这一次" in shown.content.decode()
    person = User.objects.get(username="13800000012")
    assert person.must_change_password
    post = Post.objects.get(user=person)
    refused = admin.post(f"/orgs/{reed.number}/close", {"back": f"/orgs/{reed.number}/"}, follow=True)
    assert "1 个在任岗位" in refused.content.decode()
    old = person.password
    assert "只显示这一次" in admin.post(f"/orgs/posts/{post.number}/password").content.decode()
    person.refresh_from_db()
    assert person.password != old
    admin.post(f"/orgs/posts/{post.number}/end", {"reason": "调离"})
    admin.post(f"/orgs/{reed.number}/rename", {"name": "芦花社区"})
    admin.post(f"/orgs/{reed.number}/close")
    reed.refresh_from_db()
    assert (reed.name, reed.closed) == ("芦花社区", True)
    assert "已停用芦花社区" in admin.get("/orgs/").content.decode()
    assert "芦花社区" not in admin.get("/orgs/").content.decode()


def test_a_wrong_entry_by_hand_is_refused_with_the_words_of_an_import(admin: Client, cast: Cast) -> None:
    top = cast.orgs[TOP].number
    form = {"code": "530199002001", "name": "芦苇社区", "kind": "area", "level": "village", "back": "/orgs/"}
    assert "与上级代码 530199001 的前 9 位不同" in admin.post(f"/orgs/{top}/add", form, follow=True).content.decode()
    taken = {**form, "code": "530199001001"}
    assert "已经在使用" in admin.post(f"/orgs/{top}/add", taken, follow=True).content.decode()
    held = admin.post(f"/orgs/{top}/close", {"back": "/orgs/"}, follow=True).content.decode()
    assert "这是您自己所在的组织" in held
