"""Residents' reports at the desk: what waits, and for each the report itself and the ways to settle it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.operations import open_to_residents
from taizhang.campaigns.queries import campaign_for, current
from taizhang.cases.queries import case_for
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.queries import Filter as SubjectFilter
from taizhang.subjects.queries import subject_for, subjects_for
from taizhang.tips.models import Tip
from taizhang.tips.operations import answer, hear, join_case, make_case
from taizhang.tips.projections import WAITING
from taizhang.tips.queries import tip_for, tips_for
from taizhang.web.fields import entry_of, uuid_of
from taizhang.web.filing import category_choices, with_places
from taizhang.web.gate import needs
from taizhang.web.pages.codes import drawn
from taizhang.web.village import villages_of

TABS = [("waiting", "待办"), ("filed", "已立案"), ("answered", "已答复"), ("", "全部")]


@needs(Power.ASSIGN, Power.SUPERVISE)
def tips(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits first: newest first."""
    campaign = current(actor, request)
    rows = tips_for(actor).filter(campaign=campaign.pk) if campaign else tips_for(actor).none()
    chosen = request.GET.get("state", "waiting")
    if chosen == "waiting":
        rows = rows.filter(Q(state__in=WAITING) | Q(objecting=True))
    elif chosen:
        rows = rows.filter(state=chosen)
    page, following = page_by_key(rows, "-received_at", request.GET.get("after", ""))
    names = dict(Org.objects.filter(number__in={row.org for row in page}).values_list("number", "name"))
    address = request.build_absolute_uri(reverse("report:form", args=[campaign.pk])) if campaign else ""
    context = {
        "campaign": campaign,
        "rows": [(row, names.get(row.org, "")) for row in page],
        "following": following,
        "tabs": TABS,
        "chosen": chosen,
        "address": address,
        "villages": villages_of(actor, campaign) if campaign and campaign.public else [],
        "code": drawn(address) if campaign and campaign.public else "",
        "may_open": campaign is not None and actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(campaign.path),
    }
    return render(request, "tips/list.html", context)


@needs(Power.ASSIGN, Power.SUPERVISE)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    tip = tip_for(actor, about)
    campaign = campaign_for(actor, tip.campaign)
    entries = StoredEntry.objects.filter(thing="tip", about=tip.pk).order_by("happened_at", "id")
    text = request.GET.get("q", "").strip()
    chosen = uuid_of(request.GET.get("subject", ""))
    context = {
        "tip": tip,
        "campaign": campaign,
        "org_name": Org.objects.filter(number=tip.org).values_list("name", flat=True).first() or "",
        "history": [(e.happened_at, KINDS[e.kind].label, e.body.get("name", ""), _said(e)) for e in entries],
        "may_settle": tip.state in WAITING and actor.may(Power.ASSIGN) and actor.covers(tip.path),
        "may_hear": tip.objecting and actor.may(Power.SUPERVISE) and actor.covers(tip.path),
        "case": _case(actor, tip),
        "categories": category_choices(campaign),
        "text": text,
        "found": with_places(subjects_for(actor, SubjectFilter(text=text))[:20]) if text else [],
        "subject": subject_for(actor, chosen) if chosen else None,
    }
    return render(request, "tips/detail.html", context)


def _said(entry: StoredEntry) -> str:
    return "" if entry.kind == "tip.received" else KINDS[entry.kind].present(entry.body)


def _case(actor: Actor, tip: Tip) -> object:
    try:
        return case_for(actor, tip.case) if tip.case else None
    except Refused:
        return None


@require_POST
@needs(Power.ASSIGN, Power.SUPERVISE)
def settle(request: HttpRequest, actor: Actor, about: UUID, how: str) -> HttpResponse:
    """Make it a case, join it to one that is known, answer it, or answer what is held against the handling."""
    tip, now, posted = tip_for(actor, about), timezone.now(), request.POST
    if how == "case":
        chosen = uuid_of(posted.get("subject", ""))
        case = make_case(
            by=actor, at=now, tip=tip, campaign=campaign_for(actor, tip.campaign), category=posted.get("category", ""),
            title=posted.get("title", "")[:200], description=posted.get("description", "")[:2000],
            subject=subject_for(actor, chosen) if chosen else None, entry=entry_of(request),
        )  # fmt: skip
        messages.success(request, "已立案，群众可以凭查询号看到办理进展")
        return redirect("ledger:detail", case)
    if how == "join":
        join_case(by=actor, at=now, tip=tip, number=posted.get("number", ""))
        messages.success(request, "已并入案卷，群众可以凭查询号看到办理进展")
    elif how == "hear":
        hear(by=actor, at=now, tip=tip, words=posted.get("answer", "")[:1000])
        messages.success(request, "已答复群众的意见，群众凭查询号可以看到")
    elif how == "answer":
        answer(by=actor, at=now, tip=tip, words=posted.get("answer", "")[:1000])
        messages.success(request, "已答复，群众凭查询号可以看到")
    else:
        raise Refused("unknown-thing", how)
    return redirect("tips:detail", about)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def opened(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Residents may report to the campaign from now on, or no longer."""
    public = request.POST.get("public") == "yes"
    open_to_residents(by=actor, at=timezone.now(), campaign=campaign_for(actor, about), public=public)
    messages.success(request, "已开放群众反映" if public else "已停止受理群众反映，已经收到的照常办理")
    return redirect("tips:list")


PAGES = [
    path("", tips, name="list"),
    path("open/<uuid:about>", opened, name="open"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/<slug:how>", settle, name="settle"),
]
urlpatterns = [path("", include((PAGES, "tips")))]
