"""A subject's own pages, opened by its link without an account: inspect itself, prove what was mended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, campaigns_for, plan_of
from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.cases.queries import Filter as CaseFilter
from taizhang.cases.queries import case_for, cases_for, steps_for
from taizhang.core.checklists import Checklist
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.inspections.models import Inspection
from taizhang.inspections.operations import record
from taizhang.inspections.queries import inspections_for
from taizhang.licences.queries import licences_for
from taizhang.subjects.held import known_of
from taizhang.subjects.links import actor_by_link
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subject_for
from taizhang.supplies.operations import declare
from taizhang.supplies.queries import buys, supplies_for
from taizhang.web.fields import Field, entry_of, read_photos
from taizhang.web.look_back import questions, read_answers

MOST_CASES = 100


@never_cache
def home(request: HttpRequest, key: str) -> HttpResponse:
    """What the subject has to put right, and what it can check itself."""
    actor, subject = _holder(key)
    cases = list(cases_for(actor, CaseFilter(state="open")).order_by("due_at", "pk")[:MOST_CASES])
    own = inspections_for(actor).filter(self_made=True).order_by("-happened_at")
    context = {
        "cases": [(case, _may_mend(actor, case)) for case in cases],
        "licences": licences_for(actor).exclude(standing="ended").order_by("licence", "person", "pk")[:MOST_CASES],
        "supplies": supplies_for(actor).filter(ended_at=None).order_by("supplier_name", "pk")[:MOST_CASES],
        "buying": [campaign for campaign in _campaigns(actor) if buys(campaign, subject)],
        "struck": cases_for(actor, CaseFilter(state="closed")).count(),
        "checks": [
            (campaign, checklist, own.filter(campaign=campaign.pk).first())
            for campaign in _campaigns(actor)
            if (checklist := _checklist(campaign, subject))
        ],
    }
    return _page(request, "own/home.html", key, subject, context)


@never_cache
def inspect(request: HttpRequest, key: str, campaign: UUID) -> HttpResponse:
    """The checklist as a form; a refusal comes back on the same page, the answers still there."""
    actor, subject = _holder(key)
    row = campaign_for(actor, campaign)
    checklist = _checklist(row, subject) if row.closed_at is None else None
    if checklist is None:
        raise Refused("unknown-thing", "检查表")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            about = _recorded(request, actor, row, subject, checklist)
            failed = len(Inspection.objects.get(pk=about).failures)
            messages.success(
                request, f"自查已提交，{f'发现 {failed} 项不合格，请按期整改' if failed else '没有发现问题'}。"
            )
            return redirect("own:home", key)
        except Refused as caught:
            refused = caught
    context = {
        "campaign": row,
        "checklist": checklist,
        "questions": questions(
            checklist, request.POST.dict(), known_of(subject, plan_of(row).kind(subject.kind), checklist)
        ),
        "pictures": [item for item in checklist.items if item.type == "image" and not item.repeat],
        "refused": refused,
        "entry": request.POST.get("entry", "") or str(uuid7()),
    }
    return _page(request, "own/inspect.html", key, subject, context, refused)


def _recorded(request: HttpRequest, actor: Actor, campaign: Campaign, subject: Subject, checklist: Checklist) -> UUID:
    now = timezone.now()
    entry = entry_of(request) or uuid7()
    about = derived("own", entry)
    if Inspection.objects.filter(pk=about, subject=subject.pk).exists():  # sent twice
        return about
    said = read_answers(checklist, request.POST)
    taken = {
        item.name: photos
        for item in checklist.items
        if item.type == "image" and (photos := read_photos(request, at=now, name=f"photo-{item.name}"))
    }
    said["answers"] |= {name: [photo["sha256"] for photo in photos] for name, photos in taken.items()}
    body = {**said, "checklist": checklist.id, "version": checklist.version, "item_photos": taken}
    return record(by=actor, at=now, campaign=campaign, subject=subject, body=body, about=about, entry=entry)


@require_POST
def supply(request: HttpRequest, key: str, campaign: UUID) -> HttpResponse:
    """The buyer says whose goods it sells."""
    actor, subject = _holder(key)
    declare(
        by=actor, at=timezone.now(), campaign=campaign_for(actor, campaign), buyer=subject, entry=entry_of(request),
        supplier_name=str(Field("supplier", "小作坊", "text").read(request.POST)),
        goods=str(Field("goods", "商品", "text").read(request.POST)),
    )  # fmt: skip
    messages.success(request, "已记下进货来源，谢谢。")
    return redirect("own:home", key)


@never_cache
def mend(request: HttpRequest, key: str, about: UUID) -> HttpResponse:
    """A problem and what was done about it, with photos."""
    actor, subject = _holder(key)
    case = case_for(actor, about)
    refused: Refused | None = None
    if request.method == "POST":
        now = timezone.now()
        try:
            body: dict[str, Any] = {"reason": Field("reason", "整改情况", "textarea").read(request.POST) or ""}
            if photos := read_photos(request, at=now):
                body["photos"] = photos
            take_step(by=actor, at=now, case=about, verb="rectified", body=body, entry=entry_of(request))
            messages.success(request, "整改情况已提交，等待复查。")
            return redirect("own:home", key)
        except Refused as caught:
            refused = caught
    context = {
        "case": case,
        "category": _category(case),
        "may_mend": _may_mend(actor, case),
        "refused": refused,
        "written": request.POST,
        "entry": request.POST.get("entry", "") or str(uuid7()),
    }
    return _page(request, "own/case.html", key, subject, context, refused)


def _holder(key: str) -> tuple[Actor, Subject]:
    """Raises Refused("link-void")."""
    actor = actor_by_link(key, at=timezone.now())
    assert actor.subject is not None
    return actor, subject_for(actor, actor.subject)


def _page(
    request: HttpRequest, template: str, key: str, subject: Subject, context: dict[str, Any],
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    status = refused.refusal.status if refused else 200
    return render(request, template, {"key": key, "subject": subject, **context}, status=status)


def _campaigns(actor: Actor) -> list[Campaign]:
    return list(campaigns_for(actor).filter(closed_at=None)[:20])


def _checklist(campaign: Campaign, subject: Subject) -> Checklist | None:
    plan = plan_of(campaign)
    kind = plan.kind(subject.kind)
    return plan.checklist(kind.self_checklist or kind.checklist or "") if kind else None


def _category(case: Case) -> str:
    campaign = Campaign.objects.filter(pk=case.campaign).first()
    category = plan_of(campaign).category(case.category) if campaign else None
    return category.name if category else ""


def _may_mend(actor: Actor, case: Case) -> bool:
    return any(step.verb == "rectified" for step in steps_for(actor, case))


PAGES = [
    path("<slug:key>/", home, name="home"),
    path("<slug:key>/inspect/<uuid:campaign>", inspect, name="inspect"),
    path("<slug:key>/supply/<uuid:campaign>", supply, name="supply"),
    path("<slug:key>/case/<uuid:about>", mend, name="case"),
]
urlpatterns = [path("", include((PAGES, "own")))]
