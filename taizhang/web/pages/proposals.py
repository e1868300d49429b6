"""What the engine proposes and a named officer decides: the list, the grounds, the decision, what came of it."""

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
from taizhang.campaigns.queries import current
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.papers.of_proposal import TITLES, proposal_paper
from taizhang.papers.own_layout import laid_out, values_of_proposal
from taizhang.proposals.models import STATE_LABELS, Proposal
from taizhang.proposals.operations import carry_out, decide
from taizhang.proposals.queries import decider_of, may_decide, proposal_for, proposals_for
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import by_ids
from taizhang.web.downloads import word_or_pdf
from taizhang.web.fields import Field, entry_of, read_documents, read_photos
from taizhang.web.gate import needs
from taizhang.web.record_lines import record_lines


@needs(Power.VIEW)
def proposals(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign, asked = current(actor, request), request.GET
    rows = proposals_for(actor).filter(campaign=campaign.pk) if campaign else proposals_for(actor).none()
    if asked.get("state") in STATE_LABELS:
        rows = rows.filter(state=asked["state"])
    page, following = page_by_key(rows, "-raised_at", asked.get("after", ""))
    context = {
        "rows": _with_names(actor, page),
        "following": following,
        "campaign": campaign,
        "states": [("", "全部"), *STATE_LABELS.items()],
        "asked": asked,
    }
    return render(request, "proposals/list.html", context)


def _with_names(actor: Actor, rows: list[Proposal]) -> list[tuple[Proposal, str]]:
    """Each with whom it concerns: three queries for the page."""
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    subjects = names_in_part(actor, (row.subject for row in rows))
    return [(row, subjects.get(row.subject or row.pk) or orgs.get(row.org, "")) for row in rows]


def _concerned(row: Proposal) -> str:
    """Whom it concerns, by the full name, as whoever decides and the paper need it."""
    if row.subject and (subject := by_ids([row.subject]).get(row.subject)):
        return subject.name
    return Org.objects.filter(number=row.org).values_list("name", flat=True).first() or ""


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = proposal_for(actor, about)
    named: dict[str, list[UUID]] = {"duty": [], "case": [], "ranking": []}
    for ground in row.grounds:
        named[ground["thing"]].append(UUID(ground["about"]))
    context = {
        "row": row,
        "concerned": _concerned(row),
        "campaign": Campaign.objects.filter(pk=row.campaign).first(),
        "grounds": [
            line for thing in ("duty", "case") if named[thing] for line in record_lines(actor, thing, named[thing])
        ],
        "rankings": [ground for ground in row.grounds if ground["thing"] == "ranking"],
        "decider": decider_of(row),
        "paper": TITLES[row.what],
        "may_decide": row.state == "open" and may_decide(actor, row),
        "may_carry_out": row.state == "approved" and actor.may(Power.SUPERVISE) and actor.covers(row.path),
    }
    return render(request, "proposals/detail.html", context)


@require_POST
@needs(Power.DECIDE)
def decide_on(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    reason = Field("reason", "理由或要求", "textarea").read(request.POST)
    approve = request.POST.get("decision") == "approve"
    decide(by=actor, at=timezone.now(), about=about, approve=approve, reason=reason, entry=entry_of(request))
    messages.success(request, "已同意，可以出具文书" if approve else "已记录，不予采纳")
    return redirect("proposals:detail", about)


@require_POST
@needs(Power.SUPERVISE)
def record_result(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    now = timezone.now()
    asked = [
        Field("held_on", "办理日期", "text"), Field("attendees", "参加人员", "text"),
        Field("outcome", "办理结果", "textarea"),
    ]  # fmt: skip
    body: dict[str, Any] = {one.name: one.read(request.POST) for one in asked}
    body |= {"photos": read_photos(request, at=now), "files": read_documents(request, at=now)}
    carry_out(by=actor, at=now, about=about, body=body, entry=entry_of(request))
    messages.success(request, "已记录办理结果")
    return redirect("proposals:detail", about)


@needs(Power.VIEW)
def as_paper(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    row = proposal_for(actor, about)
    campaign, concerned = Campaign.objects.get(pk=row.campaign), _concerned(row)
    values = values_of_proposal(row, campaign, concerned)
    word = laid_out(proposal_paper(row, campaign), row.what, campaign.path, values)
    return word_or_pdf(word, f"{TITLES[row.what]}（{concerned}）", ending)


PAGES = [
    path("", proposals, name="list"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/decide", decide_on, name="decide"),
    path("<uuid:about>/result", record_result, name="result"),
    path("<uuid:about>/paper.<ending:ending>", as_paper, name="paper"),
]
urlpatterns = [path("", include((PAGES, "proposals")))]
