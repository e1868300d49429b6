"""Reading views and columns, always for an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused

from .models import OwnList, SavedView


def views_for(actor: Actor, list_name: str) -> list[SavedView]:
    """The own ones, then those shared by people of the own org, each by name."""
    rows = SavedView.objects.filter(Q(owner=actor.user) | Q(shared_with=actor.org), list_name=list_name)
    return sorted(rows, key=lambda row: (row.owner != actor.user, row.name))


def view_at(about: UUID) -> SavedView:
    """By its link, which shows nobody more than the own post covers. Raises Refused("unknown-thing")."""
    row = SavedView.objects.filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "视图")
    return row


def own_list(actor: Actor, list_name: str) -> OwnList:
    """What the person keeps of the list, or nothing yet."""
    row = OwnList.objects.filter(user=actor.user, list_name=list_name).first()
    return row or OwnList(user=actor.user, list_name=list_name)
