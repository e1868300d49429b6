"""The dashboards: of every place of the tree, and along a bureau's line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.access.counting import counts
from taizhang.accounts.models import User
from taizhang.burden.queries import unanswered
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, chosen, current, latest, plan_of
from taizhang.cases.queries import own_cases
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.duties.queries import own_duties
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.orgs.queries import line_of
from taizhang.retention.queries import waiting_for as expiring_for
from taizhang.subjects.queries import by_ids
from taizhang.tallies.queries import figures
from taizhang.tips.queries import waiting_for
from taizhang.web.boards import Links, board, queue_of
from taizhang.web.gate import needs
from taizhang.web.own_day import short_names
from taizhang.web.standing import Standing, lines_of, standing_of
from taizhang.web.urgings import area_urgings, own_urgings
from taizhang.web.whole_place import views_of

FIELD_ROLES = frozenset({Role.GRID_WORKER, Role.OWNER})
MOST = 8
"""How many of each list the first page shows."""


def home(request: HttpRequest) -> HttpResponse:
    """Each post begins where its work is."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if not actor or not actor.may(Power.VIEW):
        return _home_without_business(request, actor)
    known = latest(actor)
    campaign = chosen(request, known) or current(actor, request)
    if campaign is None:
        return render(request, "board/no_campaign.html")
    standing = standing_of(actor, campaign)
    if actor.role in FIELD_ROLES or standing is None:
        return _desk(request, actor, campaign, standing, known)
    top = actor.reach if is_under(actor.reach, campaign.path) else campaign.path
    return _place(request, actor, campaign, top, known)


def _home_without_business(request: HttpRequest, actor: Actor | None) -> HttpResponse:
    if actor and actor.may(Power.MANAGE_ORGS):
        return redirect("orgs:tree")
    if actor and actor.may(Power.SECURE):
        return redirect("security:list")
    if actor and actor.may(Power.AUDIT):
        return redirect("journal:list")
    if actor and actor.may(Power.OPEN_SEALED):
        return redirect("referrals:list")
    return render(request, "board/no_post.html", status=403)


def _desk(
    request: HttpRequest, actor: Actor, campaign: Campaign, standing: Standing | None, known: Sequence[Campaign]
) -> HttpResponse:
    org = Org.objects.filter(number=standing.org).first() if standing else None
    here = figures(campaign.pk, [standing.org], line=standing.line).get(standing.org, {}) if standing else {}
    queue = queue_of(actor, here, Links(campaign, org, standing.line)) if standing and org else []
    return render(request, "board/desk.html", {"campaign": campaign, "queue": queue, **_todo(actor, campaign, known)})


def _todo(actor: Actor, campaign: Campaign, known: Sequence[Campaign]) -> dict[str, object]:
    """What the post itself has to do: its duties of all campaigns, the problems that it has to put right, and what
    residents report. Where several of the `known` campaigns run, each duty is told with its own."""
    now = timezone.now()
    duties = list(own_duties(actor, at=now)[:MOST])
    titles = short_names(known) if len(known) > 1 else {}
    named = by_ids(row.subject for row in duties if row.subject)
    tips, complaints, expiring = counts(waiting_for(actor, campaign), unanswered(actor, campaign), expiring_for(actor))
    return {
        "own_duties": [
            (row, named.get(row.subject) if row.subject else None, titles.get(row.campaign, "")) for row in duties
        ],
        "other_campaigns": [
            (row, titles[row.pk]) for row in known if row.pk in titles and row.pk != campaign.pk and not row.closed_at
        ],
        "own_cases": own_cases(actor).filter(campaign=campaign.pk)[:MOST],
        "tips_waiting": tips,
        "complaints_waiting": complaints,
        "expiring": expiring,
        "now": now,
    }


@needs(Power.VIEW)
def place(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    found = Org.objects.filter(number=org, kind=Org.AREA).first()
    if found is None or not actor.covers(found.path):
        raise Refused("out-of-scope")
    known = latest(actor)
    row = next((one for one in known if one.pk == campaign), None) or campaign_for(actor, campaign)
    return _place(request, actor, row, found.path, known)


def _place(
    request: HttpRequest, actor: Actor, campaign: Campaign, path: str, known: Sequence[Campaign]
) -> HttpResponse:
    """A place of the tree that the post covers, in all lines or along one. A bureau sees its own line only."""
    if standing_of(actor, campaign) is None:
        raise Refused("out-of-scope")
    line_up, below = line_of(path)
    org = line_up[-1]
    lines = lines_of(actor, campaign)
    line = request.GET.get("line", "")
    if line not in lines:
        line = next(iter(lines)) if actor.role is Role.BUREAU else ""
    plan = plan_of(campaign)
    today = timezone.localdate()
    shown = board(campaign, plan, org, below, line=line, today=today)
    context = {
        "campaign": campaign,
        "plan": plan,
        "phase": plan.phase_on(today),
        "board": shown,
        "queue": queue_of(actor, shown.here, Links(campaign, org, line)),
        "lines": [(unit.id, unit.name) for unit in plan.units if unit.id in lines],
        "whole": actor.role is not Role.BUREAU,
        "views": views_of(plan),
        "above": [row for row in line_up if actor.covers(row.path)],
        "may_file": actor.may(Power.FILE) and campaign.closed_at is None,
        **_todo(actor, campaign, known),
    }
    return render(request, "board/place.html", context)


@needs(Power.VIEW)
def urgings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the ladder reminded of: of the post's own work, and of the work of those whom it oversees."""
    since = request.user.urgings_seen_at  # type: ignore[union-attr]
    now = timezone.now()
    own = own_urgings(actor, at=now)
    others = area_urgings(actor, own={one.url for one in own})
    page = render(request, "board/urgings.html", {"own": own, "others": others, "since": since, "now": now})
    User.objects.filter(pk=actor.user).update(urgings_seen_at=now)
    return page


PLACES = [path("<uuid:campaign>/<int:org>", place, name="place"), path("urgings", urgings, name="urgings")]
urlpatterns = [
    path("", home, name="home"),
    path("board/", include((PLACES, "board"))),
]
