"""The form with which a problem is filed at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.web.fields import Field
from taizhang.web.places import AREAS, places_for


def filing_fields(actor: Actor, campaign: Campaign, subject: Subject | None, place: str = "") -> list[Field]:
    """Category, title and what was seen; the place only where no subject says it. `place`: the one chosen before."""
    places = [] if subject else [Field("org", "地方", "place", required=True, places=places_for(actor, AREAS, place))]
    return [
        *places,
        Field("category", "问题类别", "choice", required=True, choices=category_choices(campaign)),
        Field("title", "问题", "text", required=True, hint="一句话写清什么地方有什么问题"),
        Field("description", "详细情况", "textarea"),
        Field("photos", "现场照片", "photos", hint="拍清问题所在"),
    ]


def category_choices(campaign: Campaign) -> list[tuple[str, str]]:
    """The plan's categories as choices, each under its group."""
    return [
        (item.id, f"{item.group}：{item.name}" if item.group else item.name) for item in plan_of(campaign).categories
    ]


def with_places(rows: Iterable[Subject]) -> list[Any]:
    """The subjects with the names of their places."""
    found = list(rows)
    names = dict(Org.objects.filter(number__in={row.org for row in found}).values_list("number", "name"))
    return [(row, names.get(row.org, "")) for row in found]
