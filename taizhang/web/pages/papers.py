"""Papers about single cases, inspections and places, as Word and as PDF: made anew from what is recorded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.cases.queries import case_for
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.duties.queries import duty_for
from taizhang.inspections.queries import inspection_for
from taizhang.orgs.models import Org
from taizhang.papers.of_campaign import final_summary, phase_summary
from taizhang.papers.of_case import CASE_PAPERS, case_file
from taizhang.papers.of_duty import statement
from taizhang.papers.of_inspection import inspection_record
from taizhang.papers.of_place import circular
from taizhang.papers.own_layout import laid_out, values_of_case
from taizhang.subjects.queries import by_ids
from taizhang.web.downloads import paper, word_or_pdf
from taizhang.web.gate import needs
from taizhang.web.standing import lines_of, standing_of


@needs(Power.VIEW)
def of_case(request: HttpRequest, actor: Actor, about: UUID, kind: str, ending: str) -> HttpResponse:
    case = case_for(actor, about)
    if kind not in CASE_PAPERS:
        raise Refused("unknown-thing", "文书")
    if kind == "supervision":
        actor.demand(Power.SUPERVISE)
    name, make = CASE_PAPERS[kind]
    file, now = case_file(case, Campaign.objects.get(pk=case.campaign)), timezone.now()
    issued_at = Org.objects.get(number=case.line_org or file.campaign.root).path
    word = laid_out(make(file, now), kind, issued_at, values_of_case(file, at=now))
    return word_or_pdf(word, f"{name}（{case.number}）", ending)


@needs(Power.VIEW)
def of_inspection(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    row = inspection_for(actor, about)
    document = inspection_record(row, Campaign.objects.get(pk=row.campaign))
    subject = by_ids([row.subject]).get(row.subject)
    day = timezone.localtime(row.happened_at)
    name = f"{document.title}（{subject.name if subject else ''}{day.month}月{day.day}日）"
    return paper(document, name, ending)


@needs(Power.VIEW)
def of_duty(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    """The statement of whoever let a duty lapse."""
    duty = duty_for(actor, about)
    campaign = Campaign.objects.get(pk=duty.campaign)
    rule = plan_of(campaign).duty(duty.rule)
    document = statement(duty, campaign, rule.source if rule else "", at=timezone.now())
    return paper(document, f"情况说明（{duty.title[:60]}）", ending)


@needs(Power.VIEW)
def of_place(request: HttpRequest, actor: Actor, campaign: UUID, org: int, ending: str) -> HttpResponse:
    """The circular of a place, in all lines; for a bureau in its own."""
    row = campaign_for(actor, campaign)
    place = Org.objects.filter(number=org, kind=Org.AREA).first()
    if place is None or not actor.covers(place.path) or standing_of(actor, row) is None:
        raise Refused("out-of-scope")
    lines = lines_of(actor, row)
    asked = request.GET.get("line", "")
    line = asked if asked in lines else next(iter(lines)) if actor.role is Role.BUREAU else ""
    now = timezone.now()
    day = timezone.localtime(now)
    document = circular(row, place, line=line, at=now)
    return paper(document, f"{place.name}进展情况通报（{day.month}月{day.day}日）", ending)


@needs(Power.VIEW)
def of_phase(request: HttpRequest, actor: Actor, campaign: UUID, phase: str, ending: str) -> HttpResponse:
    row, place, line = _own(actor, campaign)
    document = phase_summary(row, phase, place, line=line, at=timezone.now())
    return paper(document, f"{place.name}{document.title}", ending)


@needs(Power.VIEW)
def of_campaign(request: HttpRequest, actor: Actor, campaign: UUID, ending: str) -> HttpResponse:
    row, place, line = _own(actor, campaign)
    document = final_summary(row, place, line=line, at=timezone.now())
    return paper(document, f"{place.name}{document.title}", ending)


def _own(actor: Actor, campaign: UUID) -> tuple[Campaign, Org, str]:
    """The campaign, and the place and line where the post stands. Raises Refused("out-of-scope")."""
    row = campaign_for(actor, campaign)
    standing = standing_of(actor, row)
    if standing is None:
        raise Refused("out-of-scope")
    return row, Org.objects.get(number=standing.org), standing.line


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("cases/<uuid:about>/<slug:kind>.<ending:ending>", of_case, name="case"),
                    path("duties/<uuid:about>/statement.<ending:ending>", of_duty, name="duty"),
                    path("inspections/<uuid:about>/record.<ending:ending>", of_inspection, name="inspection"),
                    path("campaigns/<uuid:campaign>/phases/<slug:phase>.<ending:ending>", of_phase, name="phase"),
                    path("campaigns/<uuid:campaign>/summary.<ending:ending>", of_campaign, name="campaign"),
                    path("places/<uuid:campaign>/<int:org>/circular.<ending:ending>", of_place, name="place"),
                ],
                "papers",
            )
        ),
    )
]
