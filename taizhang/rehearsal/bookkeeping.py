"""Registers: a line a day, mostly that there was nothing; who is absent is told on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.books.keepers import keeper_of
from taizhang.books.models import BookLine
from taizhang.books.operations import take_step, write
from taizhang.core.plan import Book, SubjectField
from taizhang.duties.models import Duty

from .course import Course
from .town import Resident

QUIET = 0.8
"""How often there is nothing to write."""


def keeps_daily(course: Course) -> bool:
    """Whether the plan asks subjects for lines every day: they then look at their list every day."""
    rules = [rule for rule in course.plan.duties if rule.by == "subject" and rule.log and rule.log.book]
    return any(rule.every in {"daily", "twice-daily"} for rule in rules)


def write_lines(course: Course, who: Resident, actor: Actor, duties: Sequence[Duty], at: datetime) -> None:
    """A line for each duty that asks for one."""
    for duty in duties:
        rule = course.plan.duty(duty.rule)
        book = course.plan.book(rule.log.book) if rule and rule.log and rule.log.book else None
        if rule and rule.log and book and course.spend(who, at, rule.minutes or 2):
            if not rule.log.settled:
                _write(course, actor, duty, book, at)
            elif not _known(course, duty, book):
                _write(course, actor, duty, book, at, whole=True)


def _known(course: Course, duty: Duty, book: Book) -> bool:
    rows = BookLine.objects.filter(campaign=course.campaign.pk, book=book.id, subject=duty.subject)
    return rows.exists()


def _write(course: Course, actor: Actor, duty: Duty, book: Book, at: datetime, *, whole: bool = False) -> None:
    chance = course.chance("lines", duty.pk)
    org = None if duty.subject else duty.bearer
    keeper = keeper_of(actor, course.campaign, book, subject=duty.subject, org=org)
    quiet = bool(book.nothing) and not whole and chance.random() < QUIET
    given = {} if quiet else {field.id: _value(field, chance.randint(1, 40)) for field in book.fields}
    about = write(
        by=actor, at=at, campaign=course.campaign, book=book, keeper=keeper, given=given, nothing=quiet,
        duty=None if whole else duty.pk,
    )  # fmt: skip
    for number, step in enumerate(() if quiet else book.steps, 1):
        course.at(at + timedelta(minutes=11 * number), partial(_follow, course, actor, about, step.id))


def _follow(course: Course, actor: Actor, about: UUID, step: str, at: datetime) -> None:
    row = BookLine.objects.get(pk=about)
    book = course.plan.book(row.book)
    assert book is not None
    keeper = keeper_of(actor, course.campaign, book, subject=row.subject, org=None if row.subject else row.org)
    take_step(by=actor, at=at, campaign=course.campaign, book=book, keeper=keeper, row=row, step=step)


def _value(field: SubjectField, number: int) -> str:
    match field.type:
        case "number":
            return str(number)
        case "choice":
            return field.choices[number % len(field.choices)]
        case "bool":
            return "是"
        case "date":
            return "2026-03-02"
        case "phone":
            return f"138{number:08}"
    return f"{field.label}{number}"
