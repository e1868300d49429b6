"""The risk register in four colours: the list, and a hazard with its assessments and the form to assess it anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, concerned, current, plan_of
from taizhang.core.plan.risks import RiskGrading
from taizhang.core.risk import FACTORS, Colour, Scale
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.risks.models import Risk
from taizhang.risks.operations import assess, end, may_assess
from taizhang.risks.queries import by_colour, risk_for, risks_for
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import subject_for
from taizhang.web.fields import entry_of, number_of
from taizhang.web.gate import needs
from taizhang.web.kept import kept
from taizhang.web.places import AREAS, places_for


def _tables(request: HttpRequest, campaign: Campaign | None, risk: Risk | None = None) -> dict[str, Any]:
    """The plan's method: (factor, label, [(points, words, whether chosen)]), and from which score on each colour."""
    held = {name: f"{one:g}" for name, one in risk.points.items()} if risk else {}
    held |= {name: texts[0] for name, texts in kept(request).items() if texts}
    grading = plan_of(campaign).risks if campaign else RiskGrading()
    factors = [
        (name, FACTORS[name], [(text, words, held.get(name) == text) for text, words in _listed(scale)])
        for name, scale in grading.way.factors.items()
    ]
    bounds = [(colour.label, f"{least:g}") for colour, least in grading.bounds.items()]
    return {"way": grading.way, "factors": factors, "bounds": bounds, "set_by_plan": bool(grading.least)}


def _listed(scale: Scale) -> list[tuple[str, str]]:
    return [(f"{points:g}", words) for points, words in scale.items()]


@needs(Power.VIEW)
def risks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What stands at present, by place; `colour`, `org` and `subject` narrow it."""
    campaign, asked = current(actor, request), request.GET
    rows = risks_for(actor).filter(campaign=campaign.pk, ended_at=None) if campaign else risks_for(actor).none()
    if asked.get("org"):
        org = Org.objects.filter(number=number_of(asked["org"]) or 0).first()
        rows = rows.filter(path__under=org.path if org else "")
    counts = by_colour(rows)
    if asked.get("colour") in set(Colour):
        rows = rows.filter(colour=asked["colour"])
    page, following = page_by_key(rows, "-score", asked.get("after", ""))
    subjects = names_in_part(actor, (row.subject for row in page))
    context = {
        "campaign": campaign,
        "counts": [(colour, count) for colour, count in counts.items()],
        "rows": [(row, subjects.get(row.subject, "")) for row in page],
        "following": following,
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
        "asked": asked,
        **_tables(request, campaign),
    }
    return render(request, "risks/list.html", context)


@needs(Power.VIEW)
def new(request: HttpRequest, actor: Actor, subject: UUID) -> HttpResponse:
    """The hazards of a subject, and the form for another one."""
    row = subject_for(actor, subject)
    campaign = concerned(actor, request, lambda one: plan_of(one).kind(row.kind))
    if request.method == "POST":
        return _assess(request, actor, campaign, row, None)
    known = risks_for(actor).filter(campaign=campaign.pk, subject=row.pk).order_by("ended_at", "-score", "pk")
    context = {
        "subject": row,
        "known": known,
        "may": may_assess(actor, row) and not campaign.closed_at,
        **_tables(request, campaign),
    }
    return render(request, "risks/subject.html", context)


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    risk = risk_for(actor, about)
    subject, campaign = subject_for(actor, risk.subject), campaign_for(actor, risk.campaign)
    if request.method == "POST":
        return _assess(request, actor, campaign, subject, risk)
    entries = StoredEntry.objects.filter(thing="risk", about=risk.pk).order_by("-happened_at", "-id")
    history = [(one.happened_at, one.body.get("by", ""), KINDS[one.kind].present(one.body)) for one in entries]
    may = may_assess(actor, subject) and not campaign.closed_at
    context = {"risk": risk, "subject": subject, "history": history, "may": may}
    return render(request, "risks/detail.html", {**context, **_tables(request, campaign, risk)})


def _assess(
    request: HttpRequest, actor: Actor, campaign: Campaign, subject: Subject, risk: Risk | None
) -> HttpResponse:
    about = assess(
        by=actor, at=timezone.now(), campaign=campaign, subject=subject, given=request.POST,
        about=risk.pk if risk else None, entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已记入风险清单")
    return redirect("risks:detail", about)


@require_POST
@needs(Power.VIEW)
def ended(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    risk = risk_for(actor, about)
    reason = request.POST.get("reason", "")[:2000]
    subject = subject_for(actor, risk.subject)
    end(by=actor, at=timezone.now(), risk=risk, subject=subject, reason=reason, entry=entry_of(request))
    messages.success(request, "已记为消除")
    return redirect("risks:detail", about)


PAGES = [
    path("", risks, name="list"),
    path("subject/<uuid:subject>/", new, name="subject"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/end", ended, name="end"),
]
urlpatterns = [path("", include((PAGES, "risks")))]
