"""Campaigns: the list, the page of each, the choice of the one in view, winding up and closing."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting.writing import plan_document
from taizhang.campaigns.operations import close, close_phase
from taizhang.campaigns.preparing import draft_amendment
from taizhang.campaigns.queries import campaign_for, campaigns_for, command_of, current, figures_of, phase_at, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.render.official_word import to_docx
from taizhang.tallies.queries import stocks_of
from taizhang.web.campaign_sheet import rules_of, steps_of, timeline, units_of
from taizhang.web.gate import needs
from taizhang.web.standing import Standing, standing_of
from taizhang.web.task_book import task_workbook
from taizhang.web.whole_place import views_of

PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CASES = {"filed": "cases.filed", "open": "cases.open", "overdue": "cases.overdue"}


@needs(Power.VIEW)
def campaigns(request: HttpRequest, actor: Actor) -> HttpResponse:
    page = Paginator(campaigns_for(actor).defer("source_text"), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    standings = {row.pk: found for row in rows if (found := standing_of(actor, row))}
    counted = stocks_of({pk: (found.org, found.line) for pk, found in standings.items()}, CASES.values())
    roots = dict(Org.objects.filter(number__in={row.root for row in rows}).values_list("number", "name"))
    today = timezone.localdate()
    listed = [
        {
            "row": row,
            "root": roots.get(row.root, ""),
            "phase": phase_at(row, today),
            "figures": row.pk in standings,
            **{name: counted.get(row.pk, {}).get(measure, 0) for name, measure in CASES.items()},
        }
        for row in rows
    ]
    chosen = current(actor, request)
    context = {"listed": listed, "page": page, "current": chosen, "may_start": actor.may(Power.MANAGE_CAMPAIGN)}
    return render(request, "campaigns/list.html", context)


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    campaign = campaign_for(actor, about)
    plan = plan_of(campaign)
    standing = standing_of(actor, campaign)
    whole = standing is not None and standing == Standing(campaign.root)
    duties, reports, lasting = rules_of(campaign, plan, standing)
    counted = figures_of(campaign)
    context = {
        "campaign": campaign,
        "plan": plan,
        "root": Org.objects.filter(number=campaign.root).first(),
        "timeline": timeline(campaign, counted, timezone.localdate()),
        "duties": duties,
        "reports": reports,
        "lasting": lasting,
        "units": units_of(campaign, plan),
        "command": command_of(campaign),
        "steps": steps_of(campaign),
        "standing": standing,
        "whole": whole,
        "views": views_of(plan),
        "open_cases": int(counted["cases.open"]) if whole else 0,
        "may_manage": actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(campaign.path),
    }
    return render(request, "campaigns/detail.html", context)


@needs(Power.VIEW)
def task_sheet(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The plan broken down into tasks (任务分解表) as Excel."""
    book = task_workbook(actor, campaign_for(actor, about), at=timezone.now())
    name = content_disposition_header(as_attachment=True, filename=f"任务分解表{timezone.localtime():%Y%m%d-%H%M}.xlsx")
    return HttpResponse(book, content_type=XLSX, headers={"Content-Disposition": str(name)})


@needs(Power.VIEW)
def as_document(request: HttpRequest, actor: Actor, about: UUID) -> FileResponse:
    """The plan that governs, as an official document."""
    campaign = campaign_for(actor, about)
    issuer = Org.objects.get(number=campaign.root).name
    day = timezone.localdate(campaign.started_at)
    made = io.BytesIO(to_docx(plan_document(plan_of(campaign), issuer, day)))
    return FileResponse(made, as_attachment=True, filename=f"{campaign.title}.docx")


@require_POST
@needs(Power.VIEW)
def choose_campaign(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The campaign that the pages are about from now on, for this session; then back to where one was."""
    wanted = request.POST.get("campaign", "")
    try:
        request.session["campaign"] = str(campaign_for(actor, UUID(wanted)).pk)
    except ValueError:
        raise Refused("unknown-thing", "专项整治") from None
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}) and "campaign=" not in back
    return redirect(back if safe else "home")


def switcher(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """For the frame of every page: the campaigns to switch between, the one in view, whether it is a demonstration."""
    if not actor.may(Power.VIEW):
        return {"campaigns": [], "current_campaign": None, "demo": False}
    rows = list(campaigns_for(actor).defer("plan", "source_text")[:20])
    chosen = current(actor, request)
    return {"campaigns": rows, "current_campaign": chosen, "demo": bool(chosen and chosen.demo)}


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def wind_up(request: HttpRequest, actor: Actor, about: UUID, phase: str) -> HttpResponse:
    """A phase is wound up; where its gate is not reached the note says why."""
    campaign = campaign_for(actor, about)
    close_phase(by=actor, at=timezone.now(), campaign=campaign, phase=phase, note=request.POST.get("note", ""))
    messages.success(request, "阶段已收尾")
    return redirect("campaigns:detail", about)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def end(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The campaign is closed, once the person has confirmed it."""
    campaign = campaign_for(actor, about)
    if request.POST.get("confirm") != "yes":
        raise Refused("bad-body", "请先勾选“确认结束”")
    close(by=actor, at=timezone.now(), campaign=campaign, note=request.POST.get("note", ""))
    messages.success(request, "专项整治已结束，长效任务继续执行")
    return redirect("campaigns:detail", about)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def amend(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Take up a draft of the governing plan, to be changed."""
    draft = draft_amendment(by=actor, at=timezone.now(), campaign=campaign_for(actor, about))
    return redirect("drafts:review", draft.pk)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", campaigns, name="list"),
                    path("choose", choose_campaign, name="choose"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/phases/<slug:phase>/close", wind_up, name="wind-up"),
                    path("<uuid:about>/plan.docx", as_document, name="document"),
                    path("<uuid:about>/tasks.xlsx", task_sheet, name="tasks"),
                    path("<uuid:about>/close", end, name="close"),
                    path("<uuid:about>/amend", amend, name="amend"),
                ],
                "campaigns",
            )
        ),
    )
]
