"""Naming somebody in public, and credit consequences: request with its ground, decision, appeal, answer, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import current
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.exposures import operations
from taizhang.exposures.models import CREDIT, KINDS, NAMING
from taizhang.exposures.queries import exposures_for, laws_of, may_appeal, may_decide
from taizhang.subjects.queries import Filter, by_ids, subject_for, subjects_for
from taizhang.web.fields import Field, entry_of, uuid_of
from taizhang.web.gate import needs

SHOWN, MOST_FOUND = 200, 20


@needs(Power.VIEW)
def exposures(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign, asked = current(actor, request), request.GET.get("name", "").strip()[:60]
    rows = (
        list(exposures_for(actor, today=timezone.localdate()).filter(campaign=campaign.pk)[:SHOWN]) if campaign else []
    )
    names = by_ids(row.subject for row in rows)
    may_propose = actor.may(Power.ASSIGN) and campaign is not None and not campaign.closed_at
    found = subjects_for(actor, Filter(text=asked))[:MOST_FOUND] if asked else []
    context = {
        "campaign": campaign,
        "rows": [(row, names.get(row.subject), may_decide(actor, row), may_appeal(actor, row)) for row in rows],
        "may_propose": may_propose,
        "may_end": actor.may(Power.DECIDE),
        "asked": asked,
        "found": list(found) if may_propose else [],
        "laws": laws_of(campaign) if campaign else [],
        "kinds": KINDS,
    }
    return render(request, "exposures/list.html", context)


@require_POST
@needs(Power.ASSIGN)
def propose(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign, wanted = current(actor, request), uuid_of(request.POST.get("subject", ""))
    if campaign is None or wanted is None:
        raise Refused("unknown-thing", "要公开的对象")
    posted = request.POST
    said = {name: posted.get(name, "")[:1000] for name in operations.LABELS}
    operations.propose(
        by=actor, at=timezone.now(), campaign=campaign, subject=subject_for(actor, wanted), law=posted.get("law", ""),
        until=_day(posted.get("until", "")), said=said, entry=entry_of(request),
        kind=CREDIT if posted.get("kind") == CREDIT else NAMING,
    )  # fmt: skip
    messages.success(request, "已提请，批准以前不公开、不实施")
    return redirect("exposures:list")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("bad-body", "请填写到哪一天为止") from None


@require_POST
@needs(Power.DECIDE)
def decide(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    reason = Field("reason", "理由", "text").read(request.POST)
    approve = request.POST.get("decision") == "approve"
    operations.decide(by=actor, at=timezone.now(), about=about, approve=approve, reason=reason, entry=entry_of(request))
    messages.success(request, "已批准" if approve else "已记录，不予批准")
    return redirect("exposures:list")


@require_POST
@needs(Power.VIEW)
def appeal(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return _said(request, actor, about, operations.appeal, "已记下申诉，由领导答复")


@require_POST
@needs(Power.DECIDE)
def uphold(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return _said(request, actor, about, operations.uphold, "已答复，维持原决定")


@require_POST
@needs(Power.DECIDE)
def end(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return _said(request, actor, about, operations.take_down, "已撤下、解除")


def _said(request: HttpRequest, actor: Actor, about: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    """What needs nothing but a reason."""
    reason = Field("reason", "理由", "text").read(request.POST)
    act(by=actor, at=timezone.now(), about=about, reason=reason, entry=entry_of(request))
    messages.success(request, done)
    return redirect("exposures:list")


PAGES = [
    path("", exposures, name="list"),
    path("propose", propose, name="propose"),
    path("<uuid:about>/decide", decide, name="decide"),
    path("<uuid:about>/appeal", appeal, name="appeal"),
    path("<uuid:about>/uphold", uphold, name="uphold"),
    path("<uuid:about>/end", end, name="end"),
]
urlpatterns = [path("", include((PAGES, "exposures")))]
