"""Reading case files under law: the posts of the line, the office and who stands above; no village."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.enforcement import OPEN, STEPS, LawStep, Stage
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role

from .models import LawFile

COMMAND = frozenset({Role.OFFICE, Role.LEADER, Role.SUPERVISOR})


def of_the_line(actor: Actor) -> bool:
    """Who has to do with enforcement at all: command, bureaus, and the clerks of stations (bodies, not areas)."""
    return (
        actor.role in COMMAND or actor.role is Role.BUREAU or (actor.role is Role.CLERK and actor.path != actor.reach)
    )


def files_for(actor: Actor) -> QuerySet[LawFile]:
    return visible(actor, LawFile.objects.all()) if of_the_line(actor) else LawFile.objects.none()


def file_for(actor: Actor, about: UUID) -> LawFile:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = files_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "执法案件")
    return row


def may_open(actor: Actor, path: str) -> bool:
    return of_the_line(actor) and actor.role not in {Role.LEADER, Role.SUPERVISOR} and actor.covers(path)


def steps_for(actor: Actor, row: LawFile) -> list[LawStep]:
    """What the post may do now: the bureau of the line and the office; nobody decides what they investigated."""
    handles = actor.role is Role.OFFICE or (actor.role is Role.BUREAU and actor.org == row.line_org)
    if not handles or not actor.covers(row.path):
        return []
    steps = [step for step in STEPS.values() if Stage(row.stage) in step.frm]
    return [step for step in steps if step.verb != "decided" or row.investigator != actor.identity]


def slow(rows: QuerySet[LawFile], today: date) -> QuerySet[LawFile]:
    """Open files beyond the period of their stage, the longest first."""
    return rows.filter(stage__in=[stage.value for stage in OPEN], due_on__lt=today).order_by("due_on", "pk")


def unexamined(actor: Actor, campaign: UUID) -> QuerySet[Case]:
    """Grave problems of the ledger of which nobody has opened a clue yet."""
    if not of_the_line(actor):
        return Case.objects.none()
    known = LawFile.objects.filter(campaign=campaign).exclude(case=None).values("case")
    grave = cases_for(actor, Filter()).filter(campaign=campaign, severity="major")
    return grave.exclude(pk__in=known).order_by("filed_at", "pk")


def of_case(case: UUID) -> Iterable[LawFile]:
    """What came of a case under law: stage and outcome are told to whoever sees the case, nothing more."""
    return LawFile.objects.filter(case=case).order_by("opened_at")


def searching(rows: QuerySet[LawFile], text: str) -> QuerySet[LawFile]:
    return rows.filter(Q(title__icontains=text) | Q(number__icontains=text)) if text else rows
