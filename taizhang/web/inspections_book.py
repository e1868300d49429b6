"""The field records as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.inspections.models import Inspection
from taizhang.render.workbook import Column
from taizhang.web.list_book import Book, local, names_within, with_subjects

READ = (
    "happened_at", "subject", "org", "passed", "failures", "self_made", "inspector_name", "campaign", "checklist",
    "participants",
)  # fmt: skip


def inspection_lines(actor: Actor, rows: QuerySet[Inspection]) -> Iterator[list[Any]]:
    orgs, titles = names_within(actor), _titles(actor)
    for row, subject in with_subjects(actor, rows, READ):
        happened_at, _, org, passed, failures, self_made, inspector, campaign, checklist, others = row
        yield [
            local(happened_at), subject, orgs.get(org, ""), "全部合格" if passed else "有不合格", len(failures),
            inspector, "是" if self_made else "", titles.get((campaign, checklist), checklist), others,
        ]  # fmt: skip


def _titles(actor: Actor) -> dict[tuple[UUID, str], str]:
    plans = [(campaign.pk, plan_of(campaign)) for campaign in campaigns_for(actor)]
    found = [(about, name, plan.checklist(name)) for about, plan in plans for name in plan.checklists]
    return {(about, name): checklist.title for about, name, checklist in found if checklist}


INSPECTIONS_BOOK = Book(
    "检查记录",
    "检查记录",
    (
        ("happened", Column("时间", 17, "datetime")),
        ("subject", Column("对象", 24)),
        ("place", Column("地方", 18)),
        ("result", Column("结果", 10)),
        ("result", Column("不合格项数", 10, "number")),
        ("inspector", Column("检查人", 12)),
        ("inspector", Column("自查", 6)),
        ("checklist", Column("检查表", 30)),
        ("participants", Column("参加人", 20)),
    ),
    inspection_lines,
)
