"""Twice a day up the line of bureaus, half an hour for each stop: one below is late, one above corrects."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.cases.operations import file
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.reports.models import Report
from taizhang.reports.operations import sweep
from taizhang.workflows.clock import tick
from tests.cast import Cast, build_cast
from tests.reports.conftest import Clock
from tests.reports.scene import FIRST, FIRST_GRID, SECOND, SECOND_GRID, STREET, on

WATER, HOUSING = "530199001-SLJ", "530199001-ZJJ"
PLAN: dict[str, Any] = {
    "id": "river",
    "title": "青禾街道河道违建专项整治实施方案",
    "phases": [{"id": "removal", "name": "集中拆除", "start": "2026-05-11", "end": "2026-06-30"}],
    "units": [{"id": "water", "name": "水利局", "kind": "lead"}, {"id": "housing", "name": "住建局"}],
    "categories": [{"id": "shed", "name": "河道管理范围内搭建棚屋", "period": "10d"}],
    "reports": [
        {
            "id": "twice", "title": "拆除进度日报", "every": "twice-daily", "measures": ["cases.filed", "cases.open"],
            "chain": [
                {"level": "village", "at": ["10:00", "16:00"]},
                {"unit": "water", "at": ["10:30", "16:30"]},
                {"unit": "housing", "at": ["11:00", "17:00"]},
            ],
            "receiver": "上级领导小组办公室",
        }
    ],
}  # fmt: skip


class Line:
    """The campaign, and who is at which desk."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        at = on(11, "07:00")
        new = [
            NewOrg(code=code, kind="bureau", level="township", name=name, parent_code=STREET)
            for code, name in ((WATER, "水利局"), (HOUSING, "住建局"))
        ]
        set_orgs(new, by="user:0", at=at)
        self.orgs = {org.code: org for org in Org.objects.all()}
        posts = []
        for username, code, name in (("water", WATER, "江一苇"), ("housing", HOUSING, "安广厦")):
            user = User.objects.create_user(username, password=cast.PASSWORD, name=name)
            posts.append(NewPost(org=self.orgs[code], role=Role.BUREAU, user=user.pk, person=name))
        set_posts(posts, by="user:0", at=at)
        for username in ("water", "housing"):
            user = User.objects.get(username=username)
            cast.actors[username] = actors_of(user.pk, user.name, at=at)[0]
        units = {"water": self.orgs[WATER].number, "housing": self.orgs[HOUSING].number}
        about = start(
            by=cast.office, at=on(11, "08:00"), plan=Plan.from_dict(PLAN), root=self.orgs[STREET], units=units
        )
        self.campaign = Campaign.objects.get(pk=about)

    def found(self, grid: str, at: datetime) -> None:
        finder = self.cast.grid_worker if grid == FIRST_GRID else self.cast.other_grid_worker
        org = self.orgs[grid]
        file(by=finder, at=at, campaign=self.campaign, org=org, category="shed", title="河边棚屋")

    def report(self, code: str, cut_off: datetime) -> Report:
        return Report.objects.get(definition="twice", org=self.orgs[code].number, cut_off=cut_off)

    def hand_in(self, who: str, report: Report, **form: str) -> None:
        """Through the page, as the person of the desk."""
        answer = self.browser(who).post(f"/reports/{report.pk}/confirm", form)
        assert answer.status_code == 302, answer.content.decode()

    def browser(self, who: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=who))
        return client


@pytest.fixture
def line(db: None) -> Line:
    return Line(build_cast(on(1, "09:00")))


@pytest.mark.mission("R3", "X10", "C48", "C49", "C52", "C54")
def test_the_morning_and_the_afternoon_go_up_the_line_and_are_frozen_stop_by_stop(line: Line, clock: Clock) -> None:
    line.found(FIRST_GRID, on(13, "08:30"))
    line.found(SECOND_GRID, on(13, "09:00"))
    clock.to(13, "09:40")
    line.hand_in("clerk", line.report(FIRST, on(13, "10:00")))
    clock.to(13, "10:05")
    tick(now=clock.now)
    sweep(now=clock.now)
    assert line.report(SECOND, on(13, "10:00")).state == "missing"
    line.found(FIRST_GRID, on(13, "10:06"))  # belongs to the afternoon
    clock.to(13, "10:10")
    line.hand_in("other_clerk", line.report(SECOND, on(13, "10:00")))
    clock.to(13, "10:20")
    water = line.report(WATER, on(13, "10:30"))
    page = line.browser("water").get(f"/reports/{water.pk}/").content.decode()
    assert "按时" in page and "迟报" in page
    marks = {"value-cases.filed": "3", "reason-cases.filed": "对岸一处由水利局直接登记"}
    line.hand_in("water", water, **marks)
    clock.to(13, "10:50")
    sweep(now=clock.now)
    line.hand_in("housing", line.report(HOUSING, on(13, "11:00")))
    clock.to(13, "11:01")
    sweep(now=clock.now)

    stops = {FIRST: "10:00", SECOND: "10:00", WATER: "10:30", HOUSING: "11:00"}
    states = [line.report(code, on(13, time)).state for code, time in stops.items()]
    assert states == ["on_time", "late", "on_time", "on_time"]
    housing = line.report(HOUSING, on(13, "11:00"))
    assert (housing.figures["cases.filed"], housing.counted_to) == (2, on(13, "10:00"))
    page = line.browser("housing").get(f"/reports/{housing.pk}/").content.decode()
    assert "对岸一处由水利局直接登记" in page and "水利局" in page  # where it does not tie, the place is named
    word = b"".join(line.browser("housing").get(f"/reports/{housing.pk}/report.docx").streaming_content)  # type: ignore[attr-defined]
    said = "\n".join(one.text for one in Document(io.BytesIO(word)).paragraphs)
    assert "相差1个" in said and "水利局由2更正为3（对岸一处由水利局直接登记）" in said

    afternoon = line.report(FIRST, on(13, "16:00"))
    clock.to(13, "15:30")
    line.hand_in("clerk", afternoon)
    clock.to(13, "17:30")
    sweep(now=clock.now)
    assert line.report(FIRST, on(13, "16:00")).figures == {"cases.filed": 1, "cases.open": 2}
    assert line.report(HOUSING, on(13, "17:00")).state == "missing"
    assert line.report(HOUSING, on(13, "17:00")).figures == {"cases.filed": 1, "cases.open": 3}
