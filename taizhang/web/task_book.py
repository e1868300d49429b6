"""The sheet into which a plan is broken down (任务分解表), as an Excel file with how much of each task is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting.bearers import bearer_words
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.web.campaign_sheet import duty_figures, words_of
from taizhang.web.standing import standing_of

COLUMNS = [
    Column("序号", 6, "number"),
    Column("任务", 30),
    Column("内容", 30),
    Column("责任单位", 20),
    Column("配合单位", 24),
    Column("时限和频次", 30),
    Column("佐证", 18),
    Column("督促", 36),
    Column("应办", 8, "number"),
    Column("已办", 8, "number"),
    Column("逾期未办", 9, "number"),
    Column("方案原句", 50),
]
EVIDENCE = {"place": "定位", "signature": "签字", "participants": "参加人", "document": "材料"}


def task_workbook(actor: Actor, campaign: Campaign, *, at: datetime) -> bytes:
    """The workbook; a plan has tens of tasks, not thousands."""
    book = BytesIO()
    moment = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    caption = f"方案第 {campaign.plan_version} 版  导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{moment}"
    sheet = Sheet("任务分解表", f"{campaign.title}任务分解表", COLUMNS, _lines(actor, campaign), caption, frozen=2)
    write_workbook(book, [sheet], created=at, author=actor.org_name)
    return book.getvalue()


def _lines(actor: Actor, campaign: Campaign) -> Iterator[list[Any]]:
    plan = plan_of(campaign)
    data, words = plan.to_dict(), words_of(plan)
    counted = duty_figures(campaign, standing_of(actor, campaign))
    duties = [*data.get("duties", []), *data.get("long_term", [])]
    for number, rule in enumerate([*duties, *data.get("reports", [])], start=1):
        facts = dict((words.report if "chain" in rule else words.duty)(rule)[1])
        bearer = facts["链条"] if "chain" in rule else bearer_words(rule["by"], words.units)
        yield [
            number,
            rule["title"],
            "报送" if "chain" in rule else facts["做什么"],
            bearer,
            facts.get("配合", ""),
            facts["何时"],
            _evidence(rule),
            facts["督促"],
            *(counted.get(f"duties.{what}/{rule['id']}", 0) for what in ("owed", "met", "lapsed")),
            rule.get("source", ""),
        ]


def _evidence(rule: Mapping[str, Any]) -> str:
    asked = rule.get("evidence") or {}
    photos = [f"照片{asked['photos']}张"] if asked.get("photos") else []
    return "、".join([*photos, *(label for key, label in EVIDENCE.items() if asked.get(key))])
