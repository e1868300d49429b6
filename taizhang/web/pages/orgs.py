"""The organisation: the tree that unfolds level by level, each place with its posts and people, and its gaps (X5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.imports.models import Import
from taizhang.imports.org_targets import IMPORTED_ROLES
from taizhang.orgs.models import Org, Post
from taizhang.orgs.queries import (
    Node,
    above,
    children,
    grids_without_person,
    nodes,
    org_of,
    places_without_grid,
    posts_at,
    posts_without_successor,
)
from taizhang.tallies.queries import figures
from taizhang.web.gate import needs

from . import handovers, org_changes
from .imports import import_paths

GAPS_SHOWN = 200
SEES = (Power.VIEW, Power.MANAGE_ORGS, Power.SECURE, Power.AUDIT)
"""The tree is no business of a case: administrators of system, security and audit see it too."""


def place_for(actor: Actor, number: int) -> Org:
    """Raises Refused("out-of-scope") also where nothing has the number."""
    org = org_of(number)
    if org is None or not actor.covers(org.path):
        raise Refused("out-of-scope")
    return org


@needs(*SEES)
def tree(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The top of the post's reach with what is directly below; the rest unfolds on demand."""
    top = Org.objects.filter(path=actor.reach).first()
    if top is None:
        raise Refused("out-of-scope")
    return _page(request, actor, top)


@needs(*SEES)
def place(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    return _page(request, actor, place_for(actor, number))


def _page(request: HttpRequest, actor: Actor, org: Org) -> HttpResponse:
    now = timezone.now()
    current, ended = posts_at(org, at=now)
    context = {
        "org": org,
        "urban": org.urban,
        "above": [row for row in above(org)[:-1] if actor.covers(row.path)],
        "posts": current,
        "ended": ended,
        "lines": _lines(actor, org),
        "gaps": {
            "grids": grids_without_person(org.path, at=now).count(),
            "places": places_without_grid(org.path).count(),
            "posts": len(posts_without_successor(org.path, at=now)),
        },
        "may_manage": actor.may(Power.MANAGE_ORGS),
        "roles": [(role.value, role.label) for role in IMPORTED_ROLES],
        "kinds": list(Org.KINDS.items()),
        "levels": list(Org.LEVELS.items()),
        "may_see_subjects": actor.may(Power.VIEW),
        **_below(actor, org),
    }
    return render(request, "orgs/place.html", context)


@needs(*SEES)
def below(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """One level of the tree, for a node that unfolds."""
    org = place_for(actor, number)
    return render(request, "orgs/_nodes.html", {**_below(actor, org), "may_see_subjects": actor.may(Power.VIEW)})


def _below(actor: Actor, org: Org) -> dict[str, Any]:
    found = children(org, at=timezone.now())
    areas = [node for node in found if node.org.kind == Org.AREA]
    bodies = [node for node in found if node.org.kind != Org.AREA]
    return {"areas": with_figures(actor, areas), "bodies": bodies, "cut": len(found) >= 500}


def with_figures(actor: Actor, rows: list[Node]) -> list[tuple[Node, int, int]]:
    """(node, subjects, subjects without grid), from the figures; one query."""
    held = figures(None, [node.org.number for node in rows], prefix="subjects.") if actor.may(Power.VIEW) else {}
    return [
        (
            node,
            held.get(node.org.number, {}).get("subjects.total", 0),
            held.get(node.org.number, {}).get("subjects.without_grid", 0),
        )
        for node in rows
    ]


def _lines(actor: Actor, org: Org) -> list[tuple[str, str, str]]:
    """(campaign, unit of the plan, "lead" or "support") of the lines that the org leads or supports."""
    if not actor.may(Power.VIEW):
        return []
    found: list[tuple[str, str, str]] = []
    for campaign in campaigns_for(actor).filter(closed_at=None)[:20]:
        held = [unit for unit, number in campaign.units.items() if number == org.number]
        if held:
            plan = plan_of(campaign)
            found += [(campaign.title, unit.name, unit.kind) for unit in plan.units if unit.id in held]
    return found


@needs(*SEES)
def gaps(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """By name: grids for which nobody answers, places that are not divided into grids."""
    org = place_for(actor, number)
    now = timezone.now()
    context = {
        "org": org,
        "grids": _with_parents(grids_without_person(org.path, at=now)[:GAPS_SHOWN]),
        "places": nodes(places_without_grid(org.path)[:GAPS_SHOWN], at=now),
        "posts": _with_places(posts_without_successor(org.path, at=now, most=GAPS_SHOWN)),
        "most": GAPS_SHOWN,
    }
    return render(request, "orgs/gaps.html", context)


def _with_places(rows: list[Post]) -> list[tuple[Post, str]]:
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    return [(row, names.get(row.org, "")) for row in rows]


def _with_parents(rows: Any) -> list[tuple[Org, str]]:
    orgs = list(rows)
    names = dict(Org.objects.filter(number__in={org.parent for org in orgs}).values_list("number", "name"))
    return [(org, names.get(org.parent, "")) for org in orgs]


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", tree, name="tree"),
                    *import_paths(Import.ORGS),
                    path("<int:number>/", place, name="place"),
                    path("<int:number>/below", below, name="below"),
                    path("<int:number>/gaps", gaps, name="gaps"),
                    path("<int:number>/rename", org_changes.rename, name="rename"),
                    path("<int:number>/add", org_changes.add_below, name="add"),
                    path("<int:number>/close", org_changes.close_place, name="close"),
                    path("<int:number>/appoint", org_changes.appoint, name="appoint"),
                    path("posts/<int:post>/handover", handovers.sheet, name="handover"),
                    path("posts/<int:post>/handover.<ending:ending>", handovers.paper_of, name="handover-paper"),
                    path("posts/<int:post>/take-over", handovers.take_over, name="take-over"),
                    path("posts/<int:post>/end", org_changes.end, name="end"),
                    path("posts/<int:post>/password", org_changes.new_password, name="password"),
                ],
                "orgs",
            )
        ),
    )
]
