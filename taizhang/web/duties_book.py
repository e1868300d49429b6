"""The list of duties as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.duties.queries import VERB_WORDS
from taizhang.render.workbook import Column
from taizhang.web.list_book import Book, local, names_within, with_subjects

READ = ("title", "verb", "bearer", "role", "place", "subject", "opens_at", "due_at", "state", "met_at")
ROLES = {str(role): role.label for role in Role}


def duty_lines(actor: Actor, rows: QuerySet[Duty]) -> Iterator[list[Any]]:
    orgs = names_within(actor)
    for row, subject in with_subjects(actor, rows, READ):
        title, verb, bearer, role, place, _, opens_at, due_at, state, met_at = row
        yield [
            title, VERB_WORDS.get(verb, verb), orgs.get(bearer, ""), ROLES.get(role, ""), orgs.get(place, ""),
            subject, local(opens_at), local(due_at), Duty.STATES[state], local(met_at),
        ]  # fmt: skip


DUTIES_BOOK = Book(
    "任务清单",
    "任务清单",
    (
        ("title", Column("任务", 40)),
        ("verb", Column("动作", 10)),
        ("bearer", Column("由谁", 18)),
        ("bearer", Column("岗位", 12)),
        ("place", Column("地方", 18)),
        ("subject", Column("整治对象", 24)),
        ("opens", Column("开始", 17, "datetime")),
        ("due", Column("截止", 17, "datetime")),
        ("state", Column("状态", 12)),
        ("met", Column("完成时间", 17, "datetime")),
    ),
    duty_lines,
)
