"""Random draws of spot checks: announce, draw, see what was found, and check that it was fair."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import current, plan_of
from taizhang.core.plan.rules import Recheck
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.draws import operations
from taizhang.draws.models import Draw
from taizhang.draws.queries import block_of, check, draw_for, draws_for, terms_of
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import Filter, subjects_for
from taizhang.web.fields import entry_of, number_of, uuid_of
from taizhang.web.gate import needs
from taizhang.web.places import AREAS, area_of, places_for

PAGE = 100


@needs(Power.SUPERVISE)
def draws(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = list(draws_for(actor)[:PAGE])
    places = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    return render(request, "draws/list.html", {"rows": [(row, places.get(row.org, "")) for row in rows]})


@needs(Power.SUPERVISE)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Announce a draw: from what, how many, who may be sent."""
    campaign = current(actor, request)
    if campaign is None or campaign.closed_at:
        raise Refused("unknown-thing", "没有进行中的专项整治")
    asked = request.POST if request.method == "POST" else request.GET
    place = area_of(actor, asked.get("org", ""))
    if place is None:
        raise Refused("out-of-scope", "管辖范围内没有可以抽查的地方")
    if request.method == "POST":
        about = operations.announce(
            by=actor, at=timezone.now(), campaign=campaign, place=place, **_wanted(request), about=entry_of(request)
        )
        messages.success(request, "已公示并封签，可以抽取")
        return redirect("draws:detail", about)
    duty = _spot_checks(actor, campaign).filter(pk=uuid_of(asked.get("duty", ""))).first()
    context = {
        "campaign": campaign,
        "kinds": plan_of(campaign).subject_kinds,
        "places": places_for(actor, AREAS, str(place.number)),
        "place": place,
        "size": subjects_for(actor, Filter(path=place.path)).count(),
        "candidates": operations.candidates(actor, place),
        "purposes": Draw.PURPOSES.items(),
        "duties": _spot_checks(actor, campaign).order_by("due_at")[:20],
        "duty": duty,
        "share": _share(campaign, duty),
    }
    return render(request, "draws/new.html", context)


def _spot_checks(actor: Actor, campaign: Campaign) -> Any:
    """Duties that ask for a share of the subjects: a draw picks which."""
    rules = [rule.id for rule in plan_of(campaign).duties if isinstance(rule.act, Recheck) and rule.act.share]
    rows = duties_for(actor).filter(campaign=campaign.pk, rule__in=rules, state__in=["open", "lapsed"])
    return rows.filter(opens_at__lte=timezone.now())


def _share(campaign: Campaign, duty: Duty | None) -> int | None:
    """The share that the plan asks for, in percent."""
    rule = plan_of(campaign).duty(duty.rule) if duty else None
    return round(rule.act.share * 100) if rule and isinstance(rule.act, Recheck) and rule.act.share else None


def _wanted(request: HttpRequest) -> dict[str, Any]:
    posted = request.POST
    numbers = {name: number_of(posted.get(name, "")) for name in ("wanted", "team")}
    if None in numbers.values():
        raise Refused("bad-body", "抽取数量和每组人数要填写数字")
    posts = [number for text in posted.getlist("posts") if (number := number_of(text))]
    return {
        **numbers,
        "title": posted.get("title", ""),
        "purpose": posted.get("purpose", ""),
        "kinds": posted.getlist("kinds"),
        "posts": posts,
        "duty": uuid_of(posted.get("duty", "")),
    }


@needs(Power.SUPERVISE)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = draw_for(actor, about)
    names = {member["post"]: member["name"] for member in row.pool}
    places = _places(row)
    picks = [
        (number, pick, places.get(pick["subject"], ""), "、".join(names.get(post, "") for post in pick["posts"]))
        for number, pick in enumerate(row.picks, start=1)
    ]
    context = {
        "draw": row,
        "place": Org.objects.filter(number=row.org).first(),
        "picks": picks,
        "sealed": row.state != "announced" or block_of(row) is not None,
        "faults": check(row) if row.block is not None else None,
    }
    return render(request, "draws/detail.html", context)


def _places(row: Draw) -> dict[str, str]:
    """The name of each drawn subject's place."""
    ids = [pick["subject"] for pick in row.picks]
    held = {
        str(pk): org
        for start in range(0, len(ids), 500)
        for pk, org in Subject.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", "org")
    }
    names = dict(Org.objects.filter(number__in=set(held.values())).values_list("number", "name"))
    return {subject: names.get(org, "") for subject, org in held.items()}


@needs(Power.SUPERVISE)
def published(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Everything that somebody needs who wants to do the draw again."""
    row = draw_for(actor, about)
    if row.block is None:
        raise Refused("not-now", "抽取之后才公布")
    terms = terms_of(row)
    content = {
        "seed": row.seed,
        "commitment": row.commitment,
        "block": row.block,
        "beacon": row.beacon,
        "digest": row.digest,
        "subjects": terms.subjects,
        "inspectors": terms.inspectors,
        "wanted": terms.wanted,
        "team": terms.team,
        "picks": [[pick["subject"], pick["posts"]] for pick in row.picks],
    }
    response = HttpResponse(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="draw-{row.pk}.json"'
    return response


@require_POST
@needs(Power.SUPERVISE)
def pull(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    operations.draw_now(by=actor, at=timezone.now(), about=about)
    messages.success(request, "已抽取，任务已发到检查人员")
    return redirect("draws:detail", about)


@require_POST
@needs(Power.SUPERVISE)
def cancel(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    operations.cancel(by=actor, at=timezone.now(), about=about, reason=request.POST.get("reason", ""))
    messages.success(request, "已取消")
    return redirect("draws:detail", about)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", draws, name="list"),
                    path("new", new, name="new"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/draw", pull, name="draw"),
                    path("<uuid:about>/cancel", cancel, name="cancel"),
                    path("<uuid:about>/published.json", published, name="published"),
                ],
                "draws",
            )
        ),
    )
]
