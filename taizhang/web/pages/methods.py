"""Method ladders: how many cases are at which step, and the ladder of one case with its next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, current, plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import case_for
from taizhang.core.plan import Plan
from taizhang.core.plan.paper import Method
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.methods.models import Ladder
from taizhang.methods.operations import enter_step, may_enter
from taizhang.methods.queries import counts_by_step, ladder_id, ladders_for, standing_of
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import names_in_part
from taizhang.web.fields import entry_of, read_photos
from taizhang.web.gate import needs

PAGE = 50


@needs(Power.VIEW)
def ladders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All ladders of the campaign in scope; `step` narrows, `over=1` shows those whose period is over."""
    campaign, now = current(actor, request), timezone.now()
    rows = ladders_for(actor).filter(campaign=campaign.pk, settled_at=None) if campaign else ladders_for(actor).none()
    if request.GET.get("step"):
        rows = rows.filter(step=request.GET["step"])
    if request.GET.get("over"):
        rows = rows.filter(until__lt=now).exclude(next_step="")
    page = Paginator(rows.order_by("until", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "counts": counts_by_step(actor, campaign.pk, now) if campaign else [],
        "page": page,
        "rows": _with_names(actor, list(page.object_list)),
        "asked": request.GET,
        "now": now,
    }
    return render(request, "methods/list.html", context)


def _with_names(actor: Actor, rows: list[Ladder]) -> list[tuple[Ladder, str, str, str]]:
    """(ladder, subject, case number, place), in four queries for the whole page."""
    subjects = names_in_part(actor, (row.subject for row in rows))
    cases = dict(Case.objects.filter(pk__in={row.case for row in rows}).values_list("pk", "number"))
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    return [
        (row, subjects.get(row.subject, "") if row.subject else "", cases.get(row.case, ""), orgs.get(row.org, ""))
        for row in rows
    ]


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The ladder of one case: what was done, what runs until when, what the next step takes."""
    case = case_for(actor, about)
    plan, method = _method_of(actor, case)
    state, now = standing_of(case.pk, method), timezone.now()
    taken = Ladder.objects.filter(pk=ladder_id(case.pk)).first()
    following = state.following if case.open else None
    context = {
        "case": case,
        "subject": Subject.objects.filter(pk=case.subject).first() if case.subject else None,
        "method": method,
        "state": state,
        "steps": _steps(method, taken, plan),
        "following": following,
        "papers": [(name, paper.title) for name in following.documents if (paper := plan.document(name))]
        if following
        else [],
        "proof": state.step.evidence if state.step else "",
        "waits": state.until if state.until and now <= state.until else None,
        "may": may_enter(actor, case),
    }
    return render(request, "methods/detail.html", context)


def _method_of(actor: Actor, case: Case) -> tuple[Plan, Method]:
    """Raises Refused("unknown-thing") where the plan has no ladder for this kind of problem."""
    campaign = campaigns_for(actor).filter(pk=case.campaign).first()
    plan = plan_of(campaign) if campaign else None
    category = plan.category(case.category) if plan else None
    method = plan.method(category.method) if plan and category and category.method else None
    if plan is None or method is None:
        raise Refused("unknown-thing", "这类问题没有分步处置办法")
    return plan, method


def _steps(method: Method, taken: Ladder | None, plan: Plan) -> list[dict[str, Any]]:
    """Every step of the ladder with what was done on it."""
    done = {one["step"]: one for one in taken.steps} if taken else {}
    titles = {paper.id: paper.title for paper in plan.documents}
    found = []
    for step in method.steps:
        one = done.get(step.id, {})
        papers = [titles.get(name, name) for name in step.documents]
        at = datetime.fromisoformat(one["at"]) if one else None
        found.append({"step": step, "done": one, "at": at, "papers": papers, "photos": one.get("evidence", [])})
    return found


@require_POST
@needs(Power.VIEW)
def enter(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    now = timezone.now()
    case = case_for(actor, about)
    _, method = _method_of(actor, case)
    enter_step(
        by=actor, at=now, case=case.pk, method=method, step=request.POST.get("step", ""),
        documents=request.POST.getlist("documents"), evidence=read_photos(request, at=now),
        note=request.POST.get("note", "")[:2000], entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已进入下一步")
    return redirect("methods:detail", about)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", ladders, name="list"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/enter", enter, name="enter"),
                ],
                "methods",
            )
        ),
    )
]
