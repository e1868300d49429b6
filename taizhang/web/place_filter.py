"""The place that an address names, for any list that can be narrowed to one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.access.lying import lying_in
from taizhang.campaigns.models import Campaign
from taizhang.orgs.models import Org
from taizhang.search.queries import meeting
from taizhang.web.fields import number_of

NOWHERE = "-"
"""A path under which nothing lies: a place that nobody knows holds nothing."""


def path_of(org: str) -> str:
    """The path of the place with this number; "" where none is asked for."""
    if not org:
        return ""
    number = number_of(org)
    found = Org.objects.filter(number=number).values_list("path", flat=True).first() if number else None
    return found or NOWHERE


def place_of(org: str, campaign: Campaign, measure: str, *, ordered: bool) -> tuple[str, str]:
    """The path of the place with this number, and the lookup by which a list of the campaign reads it (access.lying);
    "" for the path where none is asked for."""
    if not org:
        return "", "under"
    number = number_of(org)
    found = lying_in(number, campaign.pk, campaign.root, measure=measure, ordered=ordered) if number else None
    return found or (NOWHERE, "under")


def numbers_called(actor: Actor, text: str) -> QuerySet[Any]:
    """The numbers of the orgs in scope that meet what was typed, for a list to be narrowed by."""
    return Org.objects.filter(meeting({"org": (asked_by(actor, "org", Org, text), "pk")})).values("number")
