"""The ledger as a file: rows come from the database in batches, names from two dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.cases.models import Case
from taizhang.core.cases.steps import STATE_LABELS
from taizhang.render.workbook import Column
from taizhang.web.list_book import Book, Line, local, names_within, with_subjects

SEVERITIES = {"general": "一般", "serious": "较大", "major": "重大"}
STATES = {str(state): label for state, label in STATE_LABELS.items()}
READ = (
    "number", "campaign", "subject", "org", "category", "severity", "title", "description", "found_by_name", "filed_at",
    "handler", "due_at", "state", "overdue", "extensions", "returns", "rectified_at", "closed_at",
)  # fmt: skip
"""What a line is written from: less than half of a case, and none of its JSON."""


def ledger_lines(actor: Actor, rows: QuerySet[Case]) -> Iterator[list[Any]]:
    """Rows as the database gives them: a case is not made into an object to be written down."""
    orgs = names_within(actor)
    categories = {
        (campaign.pk, item.id): item.name for campaign in campaigns_for(actor) for item in plan_of(campaign).categories
    }
    for row, subject in with_subjects(actor, rows, READ):
        yield _line(row, subject, orgs, categories)


def _line(row: Line, subject: str, orgs: Mapping[int, str], categories: Mapping[tuple[UUID, str], str]) -> list[Any]:
    (
        number, campaign, _, org, category, severity, title, description, found_by, filed_at, handler, due_at,
        state, overdue, extensions, returns, rectified_at, closed_at,
    ) = row  # fmt: skip
    return [
        number,
        orgs.get(org, ""),
        subject,
        categories.get((campaign, category), category),
        SEVERITIES.get(severity, severity),
        f"{title}。{description}" if description else title,
        found_by,
        local(filed_at),
        orgs.get(handler, ""),
        local(due_at),
        STATES.get(state, state),
        "是" if overdue else "",
        extensions,
        returns,
        local(rectified_at),
        local(closed_at),
    ]


LEDGER_BOOK = Book(
    "问题台账",
    "问题整改台账",
    (
        ("number", Column("案卷编号", 14)),
        ("place", Column("所在网格", 18)),
        ("subject", Column("整治对象", 24)),
        ("category", Column("问题类别", 22)),
        ("severity", Column("等级", 8)),
        ("title", Column("问题描述", 40)),
        ("finder", Column("发现人", 10)),
        ("filed", Column("发现时间", 17, "datetime")),
        ("handler", Column("承办单位", 18)),
        ("due", Column("整改期限", 17, "datetime")),
        ("state", Column("状态", 18)),
        ("overdue", Column("逾期", 6)),
        ("extensions", Column("延期次数", 9, "number")),
        ("returns", Column("退回次数", 9, "number")),
        ("rectified", Column("整改时间", 17, "datetime")),
        ("closed", Column("办结时间", 17, "datetime")),
    ),
    ledger_lines,
)
