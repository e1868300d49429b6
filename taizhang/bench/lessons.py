"""What users of other systems waited for, on the same work: large imports, many people, many reports."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import xlsxwriter
from django.test import Client

from taizhang.accounts.models import User
from taizhang.campaigns.queries import plan_of
from taizhang.core.ids import uuid7
from taizhang.core.roles import Role
from taizhang.imports import jobs
from taizhang.imports.models import Import
from taizhang.imports.operations import begin, check, confirm
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.reports.freezing import sweep
from taizhang.reports.models import Report

from .figure import Figure, rate
from .town import TOWN, Town

SUBJECTS = 50_000
PEOPLE = 1_000
TOWNSHIPS = 700
VILLAGES, PERIODS = 5_000, 60


def lesson_figures(town: Town, kind: str, *, at: datetime) -> Iterator[Figure]:
    """In rates; the aims say how long the whole may take."""
    yield from _importing(town, kind, at)
    yield _sharing(town, at)
    yield from _reporting(town, at)


def _importing(town: Town, kind: str, at: datetime) -> Iterator[Figure]:
    """A register of 50,000 within a minute; the same file once more changes nothing."""
    content = register_of(town, SUBJECTS)

    def ours() -> int:
        work = begin(by=town.office, at=at, what="subjects", content=content, name="底数.xlsx", kind=kind)
        check(by=town.office, at=at, about=work.pk, mappings={})
        jobs.check_rows.func(str(work.pk))
        confirm(by=town.office, at=at, about=work.pk, leave_alike=True)
        jobs.carry_out.func(str(work.pk))
        work.refresh_from_db()
        assert work.state == "done", (work.state, work.message, work.counts)
        return SUBJECTS

    yield Figure("导入对象（核对和写入）", rate(ours), "个/秒", "一分钟", SUBJECTS / 60, 1)
    before = StoredEntry.objects.count()
    yield Figure("再导一次", rate(ours), "个/秒", "一分钟", SUBJECTS / 60, 1)
    assert StoredEntry.objects.count() == before, "the same file changed something"
    Import.objects.all().delete()


def register_of(town: Town, rows: int) -> bytes:
    """An Excel file of so many subjects."""
    names = {org.number: org.name for org in town.grids}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "统一社会信用代码", "地址", "所属网格", "负责人", "联系电话"])
        grids = list(names.values())
        for row in range(1, rows + 1):
            cells = [f"第{row}号小吃店", "", f"禾苗路{row}号", grids[row % len(grids)], "苏明川", f"139{row:08d}"]
            sheet.write_row(row, 0, cells)
    return content.getvalue()


def _sharing(town: Town, at: datetime) -> Figure:
    """A campaign opened to a thousand more people: each gets a post below its root."""
    users = [User(username=f"more{number}", name=f"新增{number}", password="!") for number in range(PEOPLE)]  # noqa: S106
    User.objects.bulk_create(users)
    posts = [
        NewPost(town.grids[number % len(town.grids)], Role.GRID_WORKER, user.pk, user.name)
        for number, user in enumerate(users)
    ]
    found = rate(lambda: len(set_posts(posts, by="user:0", at=at)))
    return Figure("同时给人开通岗位", found, "人/秒", "一秒", PEOPLE, 1)


def _reporting(town: Town, at: datetime) -> Iterator[Figure]:
    """The reports of 700 townships at one cut-off; then the page over 5,000 villages and 60 days."""
    assert town.campaign is not None
    rule = plan_of(town.campaign).reports[0]
    Report.objects.filter(frozen_at=None).update(frozen_at=at)  # those of the town itself are not what is measured
    townships = _orgs(town, "township", TOWNSHIPS, 1, at)
    _reports(town, rule, townships, [at - timedelta(minutes=1)])
    yield Figure("到点定稿（各乡镇同一时刻）", rate(lambda: sweep(now=at)), "份/秒", "十秒", TOWNSHIPS / 10, 1)
    villages = _orgs(town, "village", VILLAGES, 2, at)
    _reports(
        town, rule, villages, [at + timedelta(minutes=1) - timedelta(days=day) for day in range(PERIODS)], frozen=at
    )
    client = Client()
    client.force_login(User.objects.get(pk=town.office.user))

    def page() -> int:
        assert client.get("/reports/", {"definition": rule.id}).status_code == 200
        return 1

    page()
    yield Figure(f"报送一览（{VILLAGES} 村、{PERIODS} 期）", rate(page), "页/秒", "一秒一页", 1, 1)


def _orgs(town: Town, level: str, count: int, series: int, at: datetime) -> Sequence[Org]:
    """More places directly below the root."""
    codes = [f"{TOWN}{series}{number:05d}" for number in range(count)]
    set_orgs([NewOrg(code, Org.AREA, level, f"{level}{code}", TOWN) for code in codes], by="user:0", at=at)
    return list(Org.objects.filter(level=level, code__gte=codes[0], code__lte=codes[-1]))


def _reports(
    town: Town, rule: Any, orgs: Sequence[Org], cut_offs: Sequence[datetime], frozen: datetime | None = None
) -> None:
    """As the engine makes them for each place and period."""
    assert town.campaign is not None
    Report.objects.bulk_create(
        (
            Report(
                id=uuid7(), campaign=town.campaign.pk, definition=rule.id, title=f"{rule.title}（{moment:%m-%d}）",
                stop=0, org=org.number, path=org.path, area=org.path, line=rule.line or "", period=f"{moment:%Y-%m-%d}",
                opens_at=moment - timedelta(hours=20), cut_off=moment, counted_from=moment - timedelta(days=1),
                counted_to=moment, frozen_at=frozen, confirmed_at=moment - timedelta(hours=1) if frozen else None,
                state="on_time" if frozen else "open",
            )
            for moment in cut_offs
            for org in orgs
        ),
        batch_size=500,
    )  # fmt: skip
