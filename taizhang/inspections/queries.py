"""Reading inspections, always for an actor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import history, plan_of
from taizhang.core.checklists import Checklist
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused

from .models import Inspection


def inspections_for(actor: Actor, *, root: str = "") -> QuerySet[Inspection]:
    """`root`: the top of the tree that they come from, where known (access.scope)."""
    return visible(actor, Inspection.objects.all(), root=root)


def inspection_for(actor: Actor, about: UUID) -> Inspection:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = inspections_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def last_inspected(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of the subjects was last inspected by officials, as far as the actor may see."""
    rows = inspections_for(actor).filter(subject__in=subjects, self_made=False)
    return dict(rows.values_list("subject").annotate(latest=Max("happened_at")))


def located_before(row: Inspection) -> Inspection | None:
    """The inspector's record before this one that has a position."""
    rows = Inspection.objects.filter(inspector=row.inspector, happened_at__lte=row.happened_at, lat__isnull=False)
    return rows.exclude(pk=row.pk).order_by("-happened_at", "-pk").first()


def checklist_in(campaign: Campaign, name: str, version: str) -> Checklist | None:
    """The checklist in the version that the inspector had: a phone may not have heard of an amended plan.

    The governing one where that version never was; None where the plan has no checklist of the name.
    """
    found = plan_of(campaign).checklist(name)
    if version and (found is None or found.version != version):
        return _earlier(campaign, name, version) or found
    return found


def _earlier(campaign: Campaign, name: str, version: str) -> Checklist | None:
    for entry in reversed(history(campaign)):
        if "plan" in entry.body:
            found = Plan.from_dict(entry.body["plan"]).checklist(name)
            if found is not None and found.version == version:
                return found
    return None
