"""The tree, the posts and the people come in from one Excel file; every code, parent and account is checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from xlsxwriter import Workbook

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.imports.models import Import
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org, Post
from tests.cast import Cast
from tests.imports.scene import checked, confirmed, page, upload

pytestmark = pytest.mark.django_db

ORG_HEADS = ["代码", "名称", "类型", "级别", "上级代码", "城乡分类代码"]
POST_HEADS = ["组织", "岗位", "职务", "姓名", "登录名", "手机号", "离任"]
TOP = "530199001"
REED = [f"{TOP}003", "芦苇社区", "", "社区", TOP, "111"]
REED_GRID = [f"{TOP}003-01", "芦苇第一网格", "区域", "网格", "芦苇社区", ""]
CLERK = ["芦苇社区", "社区干部", "社区副主任", "方又青", "", "13800000011", ""]
WORKER = [f"{TOP}003-01", "网格员", "", "温春生", "wenchunsheng", "13800000012", ""]


def book(orgs: Sequence[Sequence[str]] = (), posts: Sequence[Sequence[str]] = ()) -> bytes:
    """A workbook with the two sheets; a sheet without rows is left out."""
    target = BytesIO()
    with Workbook(target) as made:
        for name, heads, rows in (("组织", ORG_HEADS, orgs), ("岗位人员", POST_HEADS, posts)):
            if rows:
                sheet = made.add_worksheet(name)
                for number, row in enumerate([heads, *rows]):
                    sheet.write_row(number, 0, row)
    return target.getvalue()


def check(admin: Client, orgs: Sequence[Sequence[str]] = (), posts: Sequence[Sequence[str]] = ()) -> Import:
    return checked(admin, upload(admin, book(orgs, posts), name="组织.xlsx", kind="", space="orgs"), space="orgs")


def bring(
    admin: Client, orgs: Sequence[Sequence[str]] = (), posts: Sequence[Sequence[str]] = (), **options: str
) -> Import:
    return confirmed(admin, check(admin, orgs, posts), space="orgs", **options)


def faults(work: Import) -> list[tuple[int, str, str]]:
    return list(work.faults.filter(grave=True).order_by("pk").values_list("row", "column", "message"))


@pytest.mark.mission("X1", "C7", "X5")
def test_a_community_with_its_grid_and_people_comes_in_and_a_second_run_changes_nothing(
    admin: Client, cast: Cast
) -> None:
    rows = ([REED_GRID, REED], [CLERK, WORKER, ["芦苇社区", "领导小组成员", "组长", "温长庚", "", "", ""]])
    work = bring(admin, *rows)
    assert work.state == "done", work.message
    grid = Org.objects.get(code=f"{TOP}003-01")
    assert Org.objects.get(code=f"{TOP}003").urban == "111"
    assert grid.path == f"{cast.orgs[TOP].path}{Org.objects.get(code=f'{TOP}003').number}/{grid.number}/"
    posts = {
        post.person: (post.role, post.user.username if post.user else None)
        for post in Post.objects.filter(path__under=Org.objects.get(code=f"{TOP}003").path)
    }
    assert posts == {
        "方又青": ("clerk", "13800000011"), "温春生": ("grid-worker", "wenchunsheng"), "温长庚": ("leader", None),
    }  # fmt: skip
    entries = StoredEntry.objects.count()
    again = check(admin, *rows)
    assert again.counts["orgs.unchanged"] == 2
    assert again.counts["posts.unchanged"] == 3
    assert "没有需要导入的变化" in page(admin, again, space="orgs")
    confirmed(admin, again, space="orgs")
    assert StoredEntry.objects.count() == entries


@pytest.mark.mission("X1")
def test_first_passwords_are_shown_once_and_must_be_changed(admin: Client) -> None:
    work = bring(admin, [REED, REED_GRID], [CLERK, WORKER])
    assert not User.objects.get(username="wenchunsheng").has_usable_password()
    response = admin.post(f"/orgs/import/{work.pk}/passwords")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    listed = {row[1]: row[2] for row in sheet.iter_rows(values_only=True) if row[1]}
    assert response.headers["Cache-Control"] == "no-store"
    assert admin.post(f"/orgs/import/{work.pk}/passwords").status_code == 409
    assert "已经下载过" in page(admin, work, space="orgs")
    person = Client()
    assert person.login(username="wenchunsheng", password=listed["wenchunsheng"])
    assert person.get("/").headers["Location"] == "/password"
    assert person.get("/register/").headers["Location"] == "/password"


@pytest.mark.mission("X1")
def test_leaving_a_post_ends_access_at_once_and_the_successor_takes_over(
    admin: Client, cast: Cast, browser: Callable[[str], Client], at: datetime
) -> None:
    grid_worker = browser("grid_worker")
    assert grid_worker.get("/register/").status_code == 200
    code = "530199001001-01"
    bring(
        admin,
        posts=[[code, "网格员", "", "周麦生", "grid_worker", "", "是"], [code, "网格员", "", "温春生", "wen", "", ""]],
    )
    assert grid_worker.get("/register/").headers["Location"].startswith("/sign-in"), "signed out at once"
    assert browser("grid_worker").get("/register/").status_code == 403
    assert actors_of(cast.grid_worker.user, "周麦生", at=at + timedelta(seconds=1)) == []
    held = Post.objects.filter(org=cast.orgs[code].number, until=None).values_list("person", flat=True)
    assert set(held) == {"吴秋实", "温春生"}
    assert "历任" in admin.get(f"/orgs/{cast.orgs[code].number}/").content.decode()


@pytest.mark.mission("X1")
def test_a_vacant_post_is_shown_and_filled_later(admin: Client, cast: Cast) -> None:
    code = "530199001002-02"
    bring(admin, posts=[[code, "网格员", "", "", "", "", ""]])
    html = admin.get(f"/orgs/{cast.orgs[code].number}/").content.decode()
    assert "（空缺）" in html
    assert "1 个网格没有责任人" in html
    bring(admin, posts=[[code, "网格员", "", "温春生", "wen", "", ""]])
    assert "没有责任人" not in admin.get(f"/orgs/{cast.orgs[code].number}/").content.decode()
    assert Post.objects.filter(org=cast.orgs[code].number, until=None).count() == 1


@pytest.mark.mission("C8")
@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (["5301990010031", "芦苇社区", "", "社区", TOP, ""], "代码", "区划代码应为 12 位，现在是 13 位"),
        (["530199002001", "芦苇社区", "", "社区", TOP, ""], "代码", "与上级代码 530199001 的前 9 位不同"),
        (["530199001000", "芦苇社区", "", "社区", TOP, ""], "代码", "与级别不符：第 10 至 12 位不应全是 0"),
        (["530199001003", "芦苇镇", "", "街道", TOP, ""], "代码", "与级别不符：第 10 位以后应全是 0"),
        (["530199001003", "芦苇社区", "", "社区", TOP, "999"], "城乡分类代码", "不是城乡分类代码"),
        (["530199001003", "芦苇社区", "水域", "社区", TOP, ""], "类型", "不认识这个类型"),
        (["530199001003", "芦苇社区", "", "片区", TOP, ""], "级别", "不认识这个级别"),
        (["530199001003", "芦苇社区", "", "社区", "", ""], "上级代码", "没有写上级"),
        (["530199001003", "芦苇社区", "", "社区", "云上街道", ""], "上级代码", "找不到这个上级"),
        (["", "芦苇社区", "", "社区", TOP, ""], "代码", "没有填写"),
        (["530199001003", "芦苇社区", "", "社区", "530199001-AJB", ""], "上级代码", "区域不能在部门之下"),
        (
            ["530199001003-1", "芦苇网格", "", "网格", "530199001001-01", ""],
            "级别",
            "级别应低于上级（柳荫第一网格是网格）",
        ),
        (["530199001001", "柳荫社区", "", "网格", TOP, ""], "级别", "已登记为社区（村）、区域"),
        (["530199001001-01", "柳荫第一网格", "", "", "530199001002", ""], "上级代码", "已登记在 530199001001 之下"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_org_is_told_by_row(admin: Client, row: list[str], column: str, message: str) -> None:
    work = check(admin, [row])
    assert (2, column, message) in faults(work)


@pytest.mark.mission("C8")
def test_ranges_of_the_code_that_do_not_fit_the_name_are_a_notice_only(admin: Client) -> None:
    work = bring(admin, [[f"{TOP}201", "芦苇社区", "", "社区", TOP, ""]])
    assert work.state == "done"
    assert "代码段 201 一般是村委会，名称像社区居委会" in page(admin, work, "?show=notices", space="orgs")


@pytest.mark.mission("C7")
def test_parents_in_any_order_cycles_duplicates_and_what_hangs_below_a_fault(admin: Client) -> None:
    ring = [
        ["A1", "甲站", "站所", "", "A2", ""],
        ["A2", "乙站", "站所", "", "A3", ""],
        ["A3", "丙站", "站所", "", "A1", ""],
    ]
    below = [["A4", "丁站", "站所", "", "A2", ""]]
    twice = [[f"{TOP}003", "芦苇社区", "", "社区", TOP, ""], [f"{TOP}003", "芦花社区", "", "社区", TOP, ""]]
    work = check(admin, [*ring, *below, *twice, REED_GRID])
    found = {(row, message.split("：")[0]) for row, _, message in faults(work)}
    assert found == {
        (2, "上级绕成一圈"), (3, "上级绕成一圈"), (4, "上级绕成一圈"), (5, "上级（第 3 行）有错"),
        (7, "与第 6 行的代码相同"),
    }  # fmt: skip
    assert confirmed(admin, work, space="orgs", leave_faulty="1").state == "done"
    assert Org.objects.get(code=f"{TOP}003").name == "芦苇社区"
    assert not Org.objects.filter(code__startswith="A").exists()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (["云上社区", "网格员", "", "温春生", "wen", "", ""], "组织", "找不到这个组织"),
        ([TOP, "片长", "", "温春生", "wen", "", ""], "岗位", "不认识这个岗位"),
        ([TOP, "整治对象负责人", "", "温春生", "wen", "", ""], "岗位", "不认识这个岗位"),
        ([TOP, "部门经办人", "", "温春生", "wen", "", ""], "岗位", "部门经办人应在部门、站所"),
        ([TOP, "网格员", "", "", "wen", "", ""], "姓名", "有账号却没有姓名"),
        ([TOP, "网格员", "", "温春生", "温 春生", "", ""], "登录名", "登录名不能用"),
        ([TOP, "网格员", "", "温春生", "clerk", "", ""], "登录名", "这个登录名已属于另一个人"),
        ([TOP, "网格员", "", "温春生", "", "12", ""], "手机号", "不是电话号码（2 位数字）"),
        ([TOP, "网格员", "", "温春生", "wen", "", "也许"], "离任", "看不出是或否"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_post_is_told_by_row(admin: Client, row: list[str], column: str, message: str) -> None:
    work = check(admin, posts=[row])
    assert (2, column, message) in faults(work)


@pytest.mark.mission("X1")
def test_one_person_is_not_both_system_administrator_and_auditor(admin: Client) -> None:
    rows = [[TOP, "系统管理员", "", "温春生", "wen", "", ""], [TOP, "审计员", "", "温春生", "wen", "", ""]]
    assert "同一人不能兼任系统管理员、安全管理员和审计员中的两个" in {
        message for _, _, message in faults(check(admin, posts=rows))
    }


@pytest.mark.mission("C9")
def test_only_the_administrator_imports_and_only_below_the_own_place(
    browser: Callable[[str], Client], cast: Cast, at: datetime
) -> None:
    from taizhang.core.roles import Role
    from taizhang.orgs.operations import NewPost, set_posts

    for name in ("office", "leader", "clerk", "grid_worker", "bureau", "supervisor", "auditor"):
        assert browser(name).get("/orgs/import/").status_code == 403
        assert browser(name).post(f"/orgs/{cast.orgs[TOP].number}/rename", {"name": "别名"}).status_code == 403
    user = User.objects.create_user("small", password=cast.PASSWORD, name="管小荫")
    set_posts([NewPost(cast.orgs["530199001001"], Role.SYSTEM_ADMIN, user.pk, "管小荫")], by="user:0", at=at)
    small = Client()
    small.force_login(user)
    rows = [["530199001002", "稻香新社区", "", "", "", ""], [f"{TOP}003", "芦苇社区", "", "社区", TOP, ""]]
    work = check(small, rows, [["稻香第一网格", "网格员", "", "温春生", "wen", "", ""]])
    told = {message for _, _, message in faults(work)}
    assert told == {"这个代码已在别处使用，不在您管辖的范围里", "没有写上级", "找不到这个上级", "找不到这个组织"}
    outside, post = cast.orgs["530199001002"].number, cast.other_clerk.post
    for address in (f"/orgs/{outside}/", f"/orgs/{outside}/below", f"/orgs/{outside}/gaps"):
        assert small.get(address).status_code == 404
    for address in (
        f"/orgs/{outside}/rename",
        f"/orgs/{outside}/appoint",
        f"/orgs/posts/{post}/end",
        f"/orgs/posts/{post}/password",
    ):
        assert small.post(address, {"name": "x"}).status_code == 404
    assert Post.objects.get(number=cast.other_clerk.post).until is None


@pytest.mark.mission("X1")
def test_nothing_of_an_organisation_is_half_written(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.imports import org_import

    work = check(admin, [REED, REED_GRID], [CLERK, WORKER])

    def dying(*arguments: Any, **named: Any) -> None:
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(org_import, "set_posts", dying)
    assert confirmed(admin, work, space="orgs").state == "failed"
    assert not Org.objects.filter(code=f"{TOP}003").exists()
    assert not User.objects.filter(username="wenchunsheng").exists()
