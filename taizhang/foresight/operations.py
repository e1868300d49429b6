"""What people ask of a rehearsal: to begin, to stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .ground import Ground
from .models import Rehearsal
from .queries import rehearsal_for

SILENT = timedelta(minutes=15)
"""A run of which nothing was heard for so long died with its worker; it begins anew."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the plan comes from: one of the three."""

    draft: UUID | None = None
    campaign: UUID | None = None
    pack: str = ""


def ask(
    *, by: Actor, at: datetime, plan: Plan, ground: Ground, origin: Origin, path: str, seed: int, days: int | None
) -> Rehearsal:
    """Begin a rehearsal; the same one that still runs is the answer.

    Raises Refused("not-permitted" | "out-of-scope" | "plan-not-ready").
    """
    from .jobs import run

    by.demand(Power.MANAGE_CAMPAIGN, path)
    if plan.start is None or plan.end is None:
        raise Refused("plan-not-ready", "方案没有写明各阶段的起止日期，无法推演")
    asked = {"plan": plan.to_dict(), "ground": ground.model_dump(mode="json"), "seed": seed, "days": days}
    for one in Rehearsal.objects.filter(path=path, state__in=Rehearsal.RUNNING):
        if all(getattr(one, name) == value for name, value in asked.items()):
            return one
    row = Rehearsal.objects.create(
        title=plan.title[:200], draft=origin.draft, campaign=origin.campaign, pack=origin.pack, path=path,
        asked_by=by.identity, asked_name=by.name, asked_at=at, beat_at=at, **asked,
    )  # fmt: skip
    run.enqueue(str(row.pk))
    return row


def stop(*, by: Actor, at: datetime, about: UUID) -> None:
    """End a run before its time; what it found so far is not kept. Raises Refused("unknown-thing" | "already-done")."""
    row = rehearsal_for(by, about)
    stopped = Rehearsal.objects.filter(pk=row.pk, state__in=Rehearsal.RUNNING).update(state="stopped", ended_at=at)
    if not stopped:
        raise Refused("already-done", "推演已经结束")


def resume_silent(*, at: datetime) -> int:
    """Begin anew what died with its worker; returns how many."""
    from .jobs import run

    silent = list(Rehearsal.objects.filter(state__in=Rehearsal.RUNNING, beat_at__lt=at - SILENT))
    for row in silent:
        Rehearsal.objects.filter(pk=row.pk).update(state="waiting", beat_at=at, done=0)
        run.enqueue(str(row.pk))
    return len(silent)
