"""Duties: one's own, the list behind every coverage figure, and each duty's page that explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, current, current_or_refuse, plan_of
from taizhang.core.checklists import Checklist
from taizhang.core.duties.evidence import is_spoken
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.ladder import RUNG_LABELS, rung_words
from taizhang.core.plan.rules import DutyRule
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.duties.models import Duty
from taizhang.duties.operations import excuse, fulfil, reopen
from taizhang.duties.queries import VERB_WORDS, duties_for, duty_for, may_fulfil, may_judge, met_elsewhere, own_duties
from taizhang.inspections.queries import checklist_in
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import by_ids
from taizhang.web.duty_filter import STATES, filtered_duties, in_place
from taizhang.web.fields import entry_of, number_of, read_documents, read_photos, uuid_of
from taizhang.web.gate import needs
from taizhang.web.kept import kept
from taizhang.web.listing import shown
from taizhang.web.lists import DUTIES
from taizhang.web.look_back import left_at, questions, read_answers, read_urging, recorded
from taizhang.web.own_day import short_names, stretches
from taizhang.web.pages.calendar import feed_address
from taizhang.web.places import AREAS, places_for
from taizhang.web.unvisited import VISITS, unvisited_workbook
from taizhang.web.unvisited import page_of as unvisited_page
from taizhang.web.unvisited import unvisited as unvisited_visits

OWN_AT_ONCE = 200


@needs(Power.VIEW)
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Of all campaigns together, by due time; `campaign` narrows it to one. Names are whole: one has to go there."""
    now, asked = timezone.now(), uuid_of(request.GET.get("campaign", ""))
    own = own_duties(actor, at=now)
    counts = dict(own.order_by().values("campaign").annotate(n=Count("pk")).values_list("campaign", "n"))
    names = short_names(list(campaigns_for(actor).filter(pk__in=counts)))
    wanted = own.filter(campaign=asked) if asked else own
    page, following = page_by_key(wanted, "due_at", request.GET.get("after", ""), size=OWN_AT_ONCE)
    known = by_ids(row.subject for row in page if row.subject)
    rows = with_names(page, {about: subject.name for about, subject in known.items()})
    for row in rows:
        row.campaign_name = names.get(row.campaign, "")  # type: ignore[attr-defined]
    context = {
        "stretches": stretches(rows, now=now),
        "following": following,
        "campaigns": sorted((names.get(about, ""), about, count) for about, count in counts.items()),
        "asked": asked,
        "whole": sum(counts.values()),
        "calendar": feed_address(request, actor),
    }
    return render(request, "duties/mine.html", context)


@needs(Power.VIEW)
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is owed in scope; `state=missing` lists by name what coverage lacks."""
    asked, listed = request.GET, shown(request, actor, DUTIES)
    if listed.leads_to:
        return redirect(listed.leads_to)
    campaign = current(actor, request)
    rows = filtered_duties(actor, campaign, asked)
    page, following = page_by_key(rows, listed.order, asked.get("after", ""))
    plan = plan_of(campaign) if campaign else None
    context = {
        "list": listed,
        "rows": with_names(page, names_in_part(actor, (row.subject for row in page))),
        "following": following,
        "campaign": campaign,
        "rules": [(rule.id, rule.title) for rule in plan.duties] if plan else [],
        "verbs": list(VERB_WORDS.items()),
        "states": STATES,
        "places": places_for(actor, AREAS, asked.get("org", "")),
        "asked": asked,
    }
    return render(
        request, "duties/_rows.html" if request.headers.get("HX-Target") == "rows" else "duties/list.html", context
    )


@needs(Power.VIEW)
def unvisited(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who has not been visited yet, by name, under the grid and the person who owes the visit."""
    campaign = current(actor, request)
    asked = request.GET
    rows = _unvisited(actor, campaign, asked) if campaign else duties_for(actor).none()
    groups, following = unvisited_page(actor, rows, asked.get("after", ""))
    plan = plan_of(campaign) if campaign else None
    rules = [rule for rule in plan.duties if rule.verb.value in VISITS] if plan else []
    context = {
        "campaign": campaign,
        "groups": groups,
        "following": following,
        "rules": [(rule.id, rule.title) for rule in rules],
        "places": places_for(actor, AREAS, asked.get("org", "")),
        "asked": asked,
    }
    in_part = request.headers.get("HX-Target") == "rows"
    return render(request, "duties/_unvisited.html" if in_part else "duties/unvisited.html", context)


@needs(Power.VIEW)
def unvisited_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same as Excel, streamed."""
    campaign = current_or_refuse(actor, request)
    book = unvisited_workbook(actor, campaign, _unvisited(actor, campaign, request.GET), at=timezone.now())
    return FileResponse(book, as_attachment=True, filename=f"应查未查名单{timezone.localtime():%Y%m%d-%H%M}.xlsx")


def _unvisited(actor: Actor, campaign: Campaign, asked: QueryDict) -> QuerySet[Duty]:
    return in_place(unvisited_visits(actor, campaign, asked, at=timezone.now()), asked)


def with_names(rows: list[Duty], subjects: Mapping[UUID, str]) -> list[Duty]:
    """Names of bearers in one query for the whole page, and those of the `subjects` as the page may show them."""
    orgs = dict(Org.objects.filter(number__in={row.bearer for row in rows}).values_list("number", "name"))
    for row in rows:
        row.bearer_name = orgs.get(row.bearer, "")  # type: ignore[attr-defined]
        row.subject_name = subjects.get(row.subject, "")  # type: ignore[attr-defined, arg-type]
        row.verb_label = VERB_WORDS.get(row.verb, row.verb)  # type: ignore[attr-defined]
        row.role_label = Role(row.role).label if row.role else ""  # type: ignore[attr-defined]
    return rows


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The duty explains itself: rule, sentence of the plan, window, evidence, ladder, history."""
    duty = with_names([duty_for(actor, about)], {})[0]
    campaign = campaigns_for(actor).filter(pk=duty.campaign).first()
    plan = plan_of(campaign) if campaign else None
    rule = plan.duty(duty.rule) if plan else None
    open_here = may_fulfil(actor, duty, rule) and not duty.settled
    signature = duty.evidence.get("signature")
    entries = StoredEntry.objects.filter(about=duty.pk, thing="duty").order_by("-happened_at", "-id")
    context = {
        "duty": duty,
        "campaign": campaign,
        "rule": rule,
        "paper": plan.paper_of(rule) if plan and rule else None,
        "signatures": [signature] if signature else [],
        "rungs": [(RUNG_LABELS.get(name, name), moment) for name, moment in _rungs(duty)],
        "rung_label": rung_words(duty.rung) if duty.rung and not duty.settled else "",
        "history": [
            (row, "系统" if row.actor == CLOCK else row.body.get("name", ""), KINDS[row.kind].present(row.body))
            for row in entries
        ],
        "may_fulfil": open_here,
        "may_judge": may_judge(actor, duty),
        "met_elsewhere": met_elsewhere(duty, rule),
        "subject": Subject.objects.filter(pk=duty.subject).first() if duty.subject else None,
        "documents": [one for one in duty.evidence.get("files", ()) if not is_spoken(one)],
        "voices": [one for one in duty.evidence.get("files", ()) if is_spoken(one)],
        **(_looking_back(request, duty, campaign, rule, open_here) if campaign and rule and rule.looks_back else {}),
    }
    return render(request, "duties/detail.html", context)


def _looking_back(
    request: HttpRequest, duty: Duty, campaign: Campaign, rule: DutyRule, open_here: bool
) -> dict[str, Any]:
    """A look back at a place: its checklist to be filled, or as it was; and what is left there."""
    words = {name: texts[-1] for name, texts in kept(request).items() if texts}
    made = checklist_in(campaign, duty.evidence.get("checklist", ""), duty.evidence.get("version", ""))
    asked = plan_of(campaign).checklist(rule.checklist) if rule.checklist else None
    return {
        "place": Org.objects.filter(number=duty.place).first(),
        "left": left_at(campaign, duty.place),
        "questions": questions(asked, words) if asked and open_here else [],
        "record": recorded(duty, made) if made else [],
        "urged": Duty.objects.filter(pk=derived("urged", duty.met_by)).first() if duty.met_by else None,
    }


def _rungs(duty: Duty) -> list[tuple[Any, Any]]:
    return [(name, timezone.datetime.fromisoformat(moment)) for name, moment in duty.rungs]  # type: ignore[attr-defined]


@require_POST
@needs(Power.VIEW)
def fulfil_duty(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    now = timezone.now()
    body: dict[str, Any] = {
        name: request.POST[name].strip() for name in ("note", "receiver", "place", "held_on") if request.POST.get(name)
    }
    attendance = request.POST.get("attendance", "")
    if attendance:
        body["attendance"] = number_of(attendance)
        if body["attendance"] is None:
            raise Refused("bad-body", f"参加人数：{attendance[:20]} 不是数字")
    if photos := read_photos(request, at=now):
        body["photos"] = photos
    if files := read_documents(request, at=now):
        body["files"] = files
    if (checklist := _checklist_of(actor, about)) is not None:
        body |= {**read_answers(checklist, request.POST), **read_urging(request.POST)}
    fulfil(by=actor, at=now, duty=about, body=body, entry=entry_of(request))
    messages.success(request, "已登记完成")
    return redirect("duties:detail", about)


def _checklist_of(actor: Actor, about: UUID) -> Checklist | None:
    """What a look back at a place has to fill in."""
    duty = duty_for(actor, about)
    campaign = campaigns_for(actor).filter(pk=duty.campaign).first()
    plan = plan_of(campaign) if campaign else None
    rule = plan.duty(duty.rule) if plan else None
    return plan.checklist(rule.checklist) if plan and rule and rule.looks_back and rule.checklist else None


@require_POST
@needs(Power.ASSIGN)
def judge(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Excuse a duty, or give it back."""
    decide = reopen if request.POST.get("decision") == "reopen" else excuse
    decide(by=actor, at=timezone.now(), duty=about, reason=request.POST.get("reason", ""))
    messages.success(request, "已记录")
    return redirect("duties:detail", about)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", duties, name="list"),
                    path("mine", mine, name="mine"),
                    path("unvisited", unvisited, name="unvisited"),
                    path("unvisited.xlsx", unvisited_sheet, name="unvisited-sheet"),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/fulfil", fulfil_duty, name="fulfil"),
                    path("<uuid:about>/judge", judge, name="judge"),
                ],
                "duties",
            )
        ),
    )
]
