"""Reading ladders, always for an actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.calendar import working_calendar
from taizhang.core.ids import derived
from taizhang.core.methods import Ladder as Standing
from taizhang.core.methods import climb
from taizhang.core.plan.paper import Method
from taizhang.journal.models import StoredEntry

from .models import Ladder


def ladders_for(actor: Actor) -> QuerySet[Ladder]:
    return visible(actor, Ladder.objects.all())


def ladder_id(case: UUID) -> UUID:
    """A case has one ladder; a resend finds the same."""
    return derived("method", case)


def standing_of(case: UUID, method: Method) -> Standing:
    """Where the case stands on its ladder, which may not have begun."""
    rows = StoredEntry.objects.filter(about=ladder_id(case), thing="method").order_by("happened_at", "id")
    return climb(method, [row.as_entry() for row in rows], working_calendar())[0]


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many ladders are at a step, and of how many its period is over without anything having followed."""

    step: str
    name: str
    running: int
    over: int


def counts_by_step(actor: Actor, campaign: UUID, at: datetime) -> list[StepCount]:
    """Ladders under way in scope, in two queries."""
    rows = ladders_for(actor).filter(campaign=campaign, settled_at=None)
    running = rows.values_list("step", "step_name").annotate(count=Count("pk")).order_by("step_name", "step")
    over = dict(rows.filter(until__lt=at).exclude(next_step="").values_list("step").annotate(count=Count("pk")))
    return [StepCount(step, name, count, over.get(step, 0)) for step, name, count in running]
