"""The ledger: the live list of cases, each case's page with its steps, and the list as Excel."""

from __future__ import annotations

from collections.abc import Sequence
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
from taizhang.campaigns.queries import chosen, current, latest
from taizhang.cases.models import Case
from taizhang.cases.operations import file, take_step
from taizhang.cases.queries import case_for, cases_for, last_step
from taizhang.core.cases.steps import STEPS
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.subjects.kinds import MOST_CAMPAIGNS, kinds_among
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming
from taizhang.subjects.queries import Filter as SubjectFilter
from taizhang.subjects.queries import subject_for, subjects_for
from taizhang.web.case_page import case_page
from taizhang.web.fields import Field, entry_of, read_fields, read_photos, uuid_of, with_words
from taizhang.web.filing import filing_fields, with_places
from taizhang.web.gate import needs
from taizhang.web.kept import kept, kept_word
from taizhang.web.ledger_filter import choices, filter_of, narrowed
from taizhang.web.listing import shown
from taizhang.web.lists import LEDGER
from taizhang.web.step_form import form_fields


@needs(Power.VIEW)
def ledger(request: HttpRequest, actor: Actor) -> HttpResponse:
    listed, known = shown(request, actor, LEDGER), latest(actor, MOST_CAMPAIGNS)
    if listed.leads_to:
        return redirect(listed.leads_to)
    campaign = chosen(request, known) or current(actor, request)
    wanted = filter_of(request.GET, campaign)
    rows, following = page_by_key(cases_for(actor, wanted), listed.order, request.GET.get("after", ""))
    offered = choices(actor, wanted, campaign, request.GET.get("org", ""))
    context = {
        "list": listed,
        "rows": _with_names(rows, Naming(kinds_among(known))),
        "following": following,
        "wanted": wanted,
        "narrowed": narrowed(actor, request.GET),
        **offered,
    }
    return render(
        request, "ledger/_rows.html" if request.headers.get("HX-Target") == "rows" else "ledger/list.html", context
    )


def _with_names(rows: list[Any], naming: Naming) -> list[Any]:
    """Give each case the names of its place, handler and subject, in two queries for the whole page."""
    subjects = naming.by_id(row.subject for row in rows)
    for row in _with_orgs(rows):
        row.subject_name = subjects.get(row.subject, "")
    return rows


def _with_orgs(rows: list[Any]) -> list[Any]:
    numbers = {number for row in rows for number in (row.org, row.handler) if number}
    orgs = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    for row in rows:
        row.org_name = orgs.get(row.org, "")
        row.handler_name = orgs.get(row.handler, "")
    return rows


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    case = _with_orgs([case_for(actor, about)])[0]
    return render(request, "ledger/detail.html", case_page(actor, case, request))


@require_POST
@needs(Power.VIEW)
def step(request: HttpRequest, actor: Actor, about: UUID, verb: str) -> HttpResponse:
    """Take a step. A double click carries the same entry id and counts once."""
    now = timezone.now()
    case = case_for(actor, about)
    body = read_fields(form_fields(verb, actor, case), request.POST)
    if photos := read_photos(request, at=now):
        body["photos"] = photos
    _demand_seen(case, request)
    take_step(by=actor, at=now, case=about, verb=verb, body=body, entry=entry_of(request))
    messages.success(request, f"已办理：{STEPS[verb].label}")
    return redirect("ledger:detail", about)


def _demand_seen(case: Case, request: HttpRequest) -> None:
    """Raises Refused("stale") where somebody else acted on the case after the person had opened the form."""
    last = last_step(case)
    unseen = last is not None and str(last.id) not in (
        request.POST.get("seen", str(last.id)),
        request.POST.get("entry"),
    )
    if last is not None and unseen:
        who = last.body.get("name") or "别人"
        raise Refused("stale", f"{who}已于 {timezone.localtime(last.happened_at):%H:%M} {KINDS[last.kind].label}")


@needs(Power.FILE)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """File a problem at the desk: found on a visit, reported by telephone, handed down from above."""
    campaign = current(actor, request)
    if campaign is None or campaign.closed_at:
        raise Refused("unknown-thing", "没有进行中的专项整治")
    chosen = uuid_of(request.GET.get("subject", ""))
    subject = subject_for(actor, chosen) if chosen else None
    fields = filing_fields(actor, campaign, subject, kept_word(request, "org"))
    if request.method == "POST":
        about = _filed(request, actor, campaign, subject, fields)
        messages.success(request, "已立案")
        return redirect("ledger:detail", about)
    text = request.GET.get("q", "").strip()
    context = {
        "campaign": campaign,
        "subject": subject,
        "text": text,
        "found": with_places(subjects_for(actor, SubjectFilter(text=text))[:20]) if text and not subject else [],
        "fields": with_words(fields, kept(request)),
    }
    return render(request, "ledger/new.html", context)


def _filed(
    request: HttpRequest, actor: Actor, campaign: Campaign, subject: Subject | None, fields: Sequence[Field]
) -> UUID:
    now = timezone.now()
    body = read_fields(fields, request.POST)
    place = subject.org if subject else body.pop("org", None)
    org = Org.objects.filter(number=place, closed=False).first()
    if org is None or not body.get("title") or not body.get("category"):
        raise Refused("bad-body", "地方、问题类别和问题都要填写")
    if photos := read_photos(request, at=now):
        body["photos"] = photos
    about = subject.pk if subject else None
    return file(by=actor, at=now, campaign=campaign, org=org, subject=about, entry=entry_of(request), **body)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", ledger, name="list"),
                    path("new", new, name="new"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/<slug:verb>", step, name="step"),
                ],
                "ledger",
            )
        ),
    )
]
