"""Registers: a line a day, mostly that there was nothing; who is absent is told on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.books.keepers import Keeper, keeper_of, keeping_places, keeping_subjects, keeps, may_write
from taizhang.books.models import BookLine
from taizhang.books.operations import take_step, write
from taizhang.core.plan import Book, SubjectField
from taizhang.core.roles import Role
from taizhang.duties.models import Duty

from .course import Course
from .town import Resident

QUIET = 0.8
"""How often there is nothing to write."""

NOW_AND_THEN = 0.1
"""How likely a line is written on a day in a book that no duty asks for."""

MOST_KEEPERS = 50


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


def write_unasked(course: Course, who: Resident, at: datetime) -> None:
    """In books that no duty asks for (works, help given) whoever keeps them writes a line now and then: places, and
    officials for subjects that write no book themselves."""
    asked = [rule.log for rule in course.plan.duties if rule.log and rule.log.book]
    written, writing = {log.book for log in asked}, {log.kind for log in asked}
    for book in course.plan.books:
        chance = course.chance("unasked", book.id, who.username, at.date())
        if book.id in written or writing & set(book.kinds) or chance.random() > NOW_AND_THEN:
            continue
        for actor in who.actors:
            keeper = _own_keeper(course, actor, book, chance)
            if keeper is not None and course.spend(who, at, 5):
                _write_in(course, actor, book, keeper, at, chance)


def _own_keeper(course: Course, actor: Actor, book: Book, chance: Random) -> Keeper | None:
    places = keeping_places(actor, course.campaign, book).order_by("path", "number")
    kept = [Keeper(row.number, row.path, row.name) for row in places]
    own = [keeper for keeper in kept if keeps(actor, book, keeper)]
    if own:
        return own[0]
    if not book.kinds or actor.role is not Role.CLERK:
        return None
    subjects = list(keeping_subjects(actor, course.campaign, book).order_by("pk")[:MOST_KEEPERS])
    found = [Keeper(row.org, row.path, row.name, row) for row in subjects]
    may = [keeper for keeper in found if may_write(actor, book, keeper)]
    return chance.choice(may) if may else None


def _write(course: Course, actor: Actor, duty: Duty, book: Book, at: datetime, *, whole: bool = False) -> None:
    chance = course.chance("lines", duty.pk)
    org = None if duty.subject else duty.bearer
    keeper = keeper_of(actor, course.campaign, book, subject=duty.subject, org=org)
    quiet = bool(book.nothing) and not whole and chance.random() < QUIET
    _write_in(course, actor, book, keeper, at, chance, quiet=quiet, duty=None if whole else duty.pk)


def _write_in(
    course: Course, actor: Actor, book: Book, keeper: Keeper, at: datetime, chance: Random, *, quiet: bool = False,
    duty: UUID | None = None,
) -> None:  # fmt: skip
    given = {} if quiet else {field.id: _value(field, chance.randint(1, 40)) for field in book.fields}
    about = write(
        by=actor, at=at, campaign=course.campaign, book=book, keeper=keeper, given=given, nothing=quiet, duty=duty,
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
