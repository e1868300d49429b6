"""The places of a post as choices of a filter."""

from __future__ import annotations

from taizhang.access.actor import Actor
from taizhang.orgs.models import Org

MOST = 400


def areas_of(actor: Actor) -> list[Org]:
    """The areas that the post covers, each under the one to which it belongs."""
    return list(Org.objects.filter(path__under=actor.reach, kind=Org.AREA, closed=False).order_by("path")[:MOST])


def handlers_of(actor: Actor) -> list[Org]:
    """The areas, and the bodies that can be charged with a case."""
    kinds = (Org.AREA, "bureau", "station")
    return list(Org.objects.filter(path__under=actor.reach, kind__in=kinds, closed=False).order_by("path")[:MOST])
