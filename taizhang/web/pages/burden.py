"""The burden of a week: what was asked of each village across its campaigns; and the complaints about it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.burden.operations import answer, complain
from taizhang.burden.queries import complaint_for, complaints_for
from taizhang.burden.reasons import REASONS
from taizhang.burden.weeks import week_at
from taizhang.campaigns.queries import campaign_for, campaigns_for, current, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.web.fields import entry_of
from taizhang.web.gate import needs

MOST_CAMPAIGNS = 20
MOST_COMPLAINTS = 50
VILLAGES = 50


@needs(Power.VIEW)
def week(request: HttpRequest, actor: Actor) -> HttpResponse:
    """`week` is any day of it; without one, this week."""
    campaign = current(actor, request)
    monday = _monday(request.GET.get("week", ""))
    context: dict[str, object] = {
        "campaign": campaign,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
    }
    if campaign is not None:
        running = [row for row in campaigns_for(actor)[:MOST_CAMPAIGNS] if row.pk != campaign.pk]
        found = week_at(actor, [campaign, *running], campaign, monday)
        rows = complaints_for(actor).filter(campaign=campaign.pk).order_by("dropped", "-raised_at")
        complaints = list(rows[:MOST_COMPLAINTS])
        names = dict(Org.objects.filter(number__in={row.org for row in complaints}).values_list("number", "name"))
        context |= {
            "found": found,
            "page": Paginator(found.villages, VILLAGES).get_page(request.GET.get("page")),
            "campaigns": [campaign, *running],
            "complaints": [(row, names.get(row.org, "")) for row in complaints],
        }
    return render(request, "burden/week.html", context)


def _monday(said: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = timezone.localdate()
    return day - timedelta(days=day.weekday())


@needs(Power.VIEW)
def complain_about(request: HttpRequest, actor: Actor, campaign: UUID, rule: str) -> HttpResponse:
    """The form: what is asked, the sentence that asks it, and what is wrong with that."""
    row = campaign_for(actor, campaign)
    plan = plan_of(row)
    asked = plan.duty(rule) or plan.report(rule)
    if asked is None:
        raise Refused("unknown-thing", "方案里的这项要求")
    if request.method == "POST":
        about = complain(
            by=actor, at=timezone.now(), campaign=row, rule=rule, reason=request.POST.get("reason", ""),
            words=request.POST.get("words", "")[:2000], entry=entry_of(request),
        )  # fmt: skip
        messages.success(request, "已送到整治办，答复后在这里能看到")
        return redirect("burden:complaint", about)
    reasons = list(REASONS.items())
    return render(request, "burden/complain.html", {"campaign": row, "rule": asked, "reasons": reasons})


@needs(Power.VIEW)
def complaint(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """What was said and what became of it; the office answers here."""
    row = complaint_for(actor, about)
    campaign = campaign_for(actor, row.campaign)
    if request.method == "POST":
        answer(
            by=actor, at=timezone.now(), about=about, dropped=request.POST.get("dropped") == "yes",
            words=request.POST.get("answer", "")[:2000], entry=entry_of(request),
        )  # fmt: skip
        messages.success(request, "已答复")
        return redirect(reverse("burden:complaint", args=[about]))
    plan = plan_of(campaign)
    context = {
        "row": row,
        "campaign": campaign,
        "rule": plan.duty(row.rule) or plan.report(row.rule),
        "org": Org.objects.filter(number=row.org).first(),
        "may_answer": actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(campaign.path),
    }
    return render(request, "burden/complaint.html", context)


PAGES = [
    path("", week, name="week"),
    path("<uuid:campaign>/<slug:rule>/complain", complain_about, name="complain"),
    path("complaints/<uuid:about>/", complaint, name="complaint"),
]
urlpatterns = [path("", include((PAGES, "burden")))]
