"""Field records: the list of what was inspected, and each record with its answers, photos and place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, current, plan_of
from taizhang.cases.queries import Filter as CaseFilter
from taizhang.cases.queries import cases_for
from taizhang.core.roles import Power
from taizhang.inspections.answered import answered
from taizhang.inspections.comparing import pairs_in, summary_of
from taizhang.inspections.models import Inspection
from taizhang.inspections.presence import distance_label, metres_between, remarks
from taizhang.inspections.queries import checklist_in, inspection_for, located_before
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import by_ids
from taizhang.web.fields import number_of
from taizhang.web.gate import needs
from taizhang.web.inspection_filter import RESULTS, filtered_inspections
from taizhang.web.listing import shown
from taizhang.web.lists import INSPECTIONS
from taizhang.web.places import AREAS, places_for

PAGE = 50
CLOCK_ERROR = 120
"""Seconds by which a phone's clock may differ before the page says so."""


@needs(Power.VIEW)
def inspections(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, narrowed by place, result, line and day."""
    campaign, listed = current(actor, request), shown(request, actor, INSPECTIONS)
    if listed.leads_to:
        return redirect(listed.leads_to)
    rows = filtered_inspections(actor, campaign, request.GET)
    page, following = page_by_key(rows, listed.order, request.GET.get("after", ""))
    context = {
        "list": listed,
        "rows": _with_names(actor, page, campaign),
        "following": following,
        "campaign": campaign,
        "results": RESULTS,
        "result": request.GET.get("result", ""),
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
    }
    in_part = request.headers.get("HX-Target") == "rows"
    return render(request, "inspections/_rows.html" if in_part else "inspections/list.html", context)


def _with_names(actor: Actor, rows: list[Inspection], campaign: Campaign | None) -> list[Inspection]:
    """Names of subjects, places and checklists: three queries for the whole page."""
    subjects = names_in_part(actor, (row.subject for row in rows))
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    plan = plan_of(campaign) if campaign else None
    for row in rows:
        checklist = plan.checklist(row.checklist) if plan else None
        row.subject_name = subjects.get(row.subject, "")  # type: ignore[attr-defined]
        row.org_name = orgs.get(row.org, "")  # type: ignore[attr-defined]
        row.checklist_title = checklist.title if checklist else row.checklist  # type: ignore[attr-defined]
    return rows


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = inspection_for(actor, about)
    campaign = campaigns_for(actor).filter(pk=row.campaign).first()
    checklist = checklist_in(campaign, row.checklist, row.version) if campaign else None
    subject = by_ids([row.subject]).get(row.subject)
    context = {
        "row": row,
        "campaign": campaign,
        "checklist": checklist,
        "subject": subject,
        "org_name": Org.objects.filter(number=row.org).values_list("name", flat=True).first() or "",
        "groups": answered(row, checklist) if checklist else [],
        "cases": cases_for(actor, CaseFilter()).filter(inspection=row.pk).order_by("filed_at", "pk")[:100],
        "distance": _distance(row, subject),
        "place_remarks": list(remarks(row, _registered(subject), located_before(row))),
        "clock": _clock(row),
        "signature": [row.signature] if row.signature else [],
    }
    return render(request, "inspections/detail.html", context)


@needs(Power.VIEW)
def compared(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Self-inspections beside what inspectors found next at the same subjects; the differing ones first."""
    campaign = current(actor, request)
    org = Org.objects.filter(number=number_of(request.GET.get("org", "")) or 0).first()
    pairs = pairs_in(actor, campaign, path=org.path if org else "") if campaign else []
    page = Paginator([pair for pair in pairs if pair.differing], PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    subjects = names_in_part(actor, (pair.own.subject for pair in shown))
    names = dict(Org.objects.filter(number__in={pair.own.org for pair in shown}).values_list("number", "name"))
    context = {
        "campaign": campaign,
        "pairs": pairs,
        "summary": summary_of(pairs),
        "differing": [(pair, subjects.get(pair.own.subject, ""), names.get(pair.own.org, "")) for pair in shown],
        "page": page,
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
    }
    return render(request, "inspections/compared.html", context)


def _distance(row: Inspection, subject: Subject | None) -> str:
    registered = _registered(subject)
    if row.lat is None or row.lng is None or registered is None:
        return ""
    return distance_label(metres_between(row.lat, row.lng, *registered))


def _registered(subject: Subject | None) -> tuple[float, float] | None:
    if subject is None or subject.lat is None or subject.lng is None:
        return None
    return subject.lat, subject.lng


def _clock(row: Inspection) -> datetime | None:
    """The phone's own time where it differs from ours."""
    try:
        shown = parse_datetime(row.device_time)
    except ValueError:
        return None
    if shown is None or timezone.is_naive(shown):
        return None
    return shown if abs((shown - row.happened_at).total_seconds()) > CLOCK_ERROR else None


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", inspections, name="list"),
                    path("compared", compared, name="compared"),
                    path("<uuid:about>/", detail, name="detail"),
                ],
                "inspections",
            )
        ),
    )
]
