"""A campaign with a daily chain (community 16:00, street 17:30), a weekly report, and problems found at known times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.cases.operations import file, file_draft
from taizhang.core.calendar import CHINA
from taizhang.core.plan import Plan
from taizhang.journal.append import append
from taizhang.reports.models import Report
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

STREET, FIRST, SECOND = "530199001", "530199001001", "530199001002"
FIRST_GRID, SECOND_GRID = "530199001001-01", "530199001002-01"

PLAN = {
    "id": "gas",
    "title": "青禾街道燃气安全专项整治实施方案",
    "phases": [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-06-30"}],
    "subject_kinds": [{"id": "restaurant", "name": "用气餐饮场所", "fields": [{"id": "name", "label": "店名"}]}],
    "categories": [
        {"id": "hose", "name": "软管不符合要求", "severity": "general", "period": "1d"},
        {"id": "no-alarm", "name": "未装报警装置", "severity": "serious", "period": "3d"},
    ],
    "duties": [
        {
            "id": "check",
            "title": "逐户检查用气餐饮场所",
            "inspect": {"kind": "restaurant"},
            "by": {"level": "grid"},
            "during": "screening",
        }
    ],
    "reports": [
        {
            "id": "daily",
            "title": "燃气安全专项整治日报",
            "every": "daily",
            "measures": ["subjects.total", "duties.inspect.owed", "cases.filed", "cases.fixed_on_spot", "cases.open",
                         "cases.overdue"],
            "chain": [{"level": "village", "at": "16:00"}, {"level": "township", "role": "office", "at": "17:30"}],
            "receiver": "市燃气安全专项整治工作专班",
            "otherwise": ["remind@-1h", "supervise@0d"],
        },
        {
            "id": "weekly",
            "title": "燃气安全专项整治周报",
            "every": "weekly",
            "on": "fri",
            "measures": ["cases.filed", "cases.open"],
            "chain": [{"level": "village", "at": "16:00"}, {"level": "township", "role": "office", "at": "17:30"}],
        },
    ],
    "archive": [
        {"id": "files", "title": "方案等文件", "what": "documents", "retention": "D30"},
        {"id": "register", "title": "整治对象名册", "what": "register", "retention": "D30"},
        {"id": "inspections", "title": "检查记录", "what": "inspections", "retention": "D30"},
        {"id": "cases", "title": "问题台账和案卷", "what": "cases", "retention": "D30"},
        {"id": "photos", "title": "现场图片", "what": "photos"},
        {"id": "reports", "title": "日报、周报", "what": "reports"},
        {"id": "activities", "title": "宣传培训材料", "what": "activities"},
        {"id": "journal", "title": "流水和封签", "what": "journal", "retention": "Y"},
    ],
}  # fmt: skip


def on(day: int, clock: str) -> datetime:
    """A moment of May 2026 in China."""
    return datetime.combine(datetime(2026, 5, day), time.fromisoformat(clock), CHINA)


@dataclass
class Scene:
    """The campaign, with short words for what happens in it."""

    cast: Cast
    campaign: Campaign

    def report(self, org: str, day: int, definition: str = "daily") -> Report:
        """The daily report of a day of May 2026; for the weekly one, of the week that ends on it."""
        moment = on(day, "16:00")
        number = self.cast.orgs[org].number
        return Report.objects.get(campaign=self.campaign.pk, definition=definition, org=number, counted_to=moment)

    def found(self, grid: str, at: datetime, title: str = "软管老化", category: str = "hose", **more: Any) -> UUID:
        """A problem found and entered at once."""
        org = self.cast.orgs[grid]
        return file(
            by=self.finder(grid), at=at, campaign=self.campaign, org=org, category=category, title=title, **more
        )

    def found_offline(self, grid: str, at: datetime, received: datetime) -> UUID:
        """A problem found without network, that reaches us later."""
        org = self.cast.orgs[grid]
        draft = file_draft(
            by=self.finder(grid), at=at, campaign=self.campaign, org=org, category="hose", title="阀门松动"
        )
        append([draft], at=received)
        return draft.about

    def finder(self, grid: str) -> Actor:
        return self.cast.grid_worker if grid == FIRST_GRID else self.cast.other_grid_worker


def build_scene(cast: Cast, clock: str = "09:00", plan: dict[str, Any] = PLAN) -> Scene:
    """Started on Monday 11 May 2026, with two restaurants."""
    at = on(11, clock)
    new = [
        NewSubject(kind="restaurant", name=name, org=cast.orgs[grid].number)
        for name, grid in (("阿婆面馆", FIRST_GRID), ("稻香饭庄", SECOND_GRID))
    ]
    add_subjects(new, by=cast.office, at=at - timedelta(days=10))
    about = start(by=cast.office, at=at, plan=Plan.from_dict(plan), root=cast.orgs[STREET], units={})
    return Scene(cast, Campaign.objects.get(pk=about))
