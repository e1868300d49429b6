"""The journal for the auditor: every entry in words, how it is sealed, the verification; and what was set aside."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.models import User
from taizhang.archive.events import SETTLEMENTS
from taizhang.archive.operations import ask_check
from taizhang.archive.queries import job_for, jobs_for
from taizhang.archive.settling import asides_for, may_settle, settle
from taizhang.core.entry import CLOCK
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import Block, StoredEntry
from taizhang.journal.seal import unsealed_count
from taizhang.orgs.models import Org
from taizhang.web.gate import needs
from taizhang.web.journal_lines import aside_lines, journal_lines, uuid_of

PAGE = 50
MOST_PEOPLE = 50
ASIDE_STATES = [("", "待处理"), ("settled", "已处理")]


@needs(Power.AUDIT)
def journal(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Newest first, narrowed by kind, person, day and thing."""
    asked = request.GET
    rows = _narrowed(_entries_for(actor), asked)
    if asked.get("after", "").isdecimal():
        rows = rows.filter(position__lt=int(asked["after"][:18]))
    page = list(rows.order_by("-position")[: PAGE + 1])
    context = {
        "lines": journal_lines(page[:PAGE]),
        "following": str(page[PAGE - 1].position) if len(page) > PAGE else "",
        "kinds": sorted((kind.name, kind.label) for kind in KINDS.values()),
    }
    if request.headers.get("HX-Target") == "rows":
        return render(request, "journal/_rows.html", context)
    return render(request, "journal/list.html", {**context, **_standing(actor)})


def _entries_for(actor: Actor) -> QuerySet[StoredEntry]:
    """What counts at the places below the auditor; at the top of a tree also what counts nowhere in particular."""
    inside = Q(org__in=Org.objects.filter(path__under=actor.reach).values("number"))
    return StoredEntry.objects.filter(inside | Q(org=None) if actor.reach.count("/") == 1 else inside)


def _narrowed(rows: QuerySet[StoredEntry], asked: Any) -> QuerySet[StoredEntry]:
    if asked.get("kind") in KINDS:
        rows = rows.filter(thing=asked["kind"].partition(".")[0], kind=asked["kind"])
    if about := uuid_of(asked.get("about", "")):
        rows = rows.filter(about=about)
    if asked.get("who"):
        rows = rows.filter(actor__in=_identities(asked["who"].strip()))
    if day := _day(asked.get("day", "")):
        begin = timezone.make_aware(datetime.combine(day, time()))
        rows = rows.filter(received_at__gte=begin, received_at__lt=begin + timedelta(days=1))
    if asked.get("seal") == "waiting":
        rows = rows.filter(block=None)
    return rows


def _identities(name: str) -> list[str]:
    if name == "系统":
        return [CLOCK]
    found = User.objects.filter(Q(name__icontains=name) | Q(username=name)).values_list("pk", flat=True)
    return [f"user:{pk}" for pk in found[:MOST_PEOPLE]]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _standing(actor: Actor) -> dict[str, Any]:
    last = Block.objects.order_by("-number").defer("leaves").first()
    sealed = Block.objects.aggregate(n=Sum("size"))["n"] or 0
    return {"last": last, "sealed": sealed, "waiting": unsealed_count(), "job": jobs_for(actor).first()}


@require_POST
@needs(Power.AUDIT)
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have everything verified in the background."""
    return redirect("journal:result", ask_check(by=actor, at=timezone.now()).pk)


@needs(Power.AUDIT)
def result(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """How far a verification is, then what it found."""
    context = {"job": job_for(actor, about), "earlier": jobs_for(actor).exclude(pk=about)[:10]}
    in_part = request.headers.get("HX-Request") == "true"
    return render(request, "archive/_job.html" if in_part else "journal/result.html", context)


@needs(Power.VIEW)
def aside(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Records that could not apply, and who may settle them."""
    state = request.GET.get("state", "")
    rows = asides_for(actor).filter(settled_at__isnull=state != "settled")
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    page = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "lines": aside_lines(page[:PAGE]),
        "following": str(page[PAGE - 1].pk) if len(page) > PAGE else "",
        "states": ASIDE_STATES,
        "state": state,
        "may_settle": may_settle(actor),
        "decisions": list(SETTLEMENTS.items()),
    }
    return render(request, "journal/aside.html", context)


@require_POST
@needs(Power.ASSIGN)
def settle_aside(request: HttpRequest, actor: Actor, aside_id: int) -> HttpResponse:
    """A double click carries the same entry id and counts once."""
    asked = request.POST
    settle(
        by=actor,
        at=timezone.now(),
        aside=aside_id,
        decision=asked.get("decision", ""),
        reason=asked.get("reason", ""),
        entry=uuid_of(asked.get("entry", "")),
    )
    messages.success(request, "已处理，处理意见已记入流水")
    return redirect("journal:aside")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", journal, name="list"),
                    path("check", check, name="check"),
                    path("checks/<uuid:about>/", result, name="result"),
                    path("aside/", aside, name="aside"),
                    path("aside/<int:aside_id>/settle", settle_aside, name="settle"),
                ],
                "journal",
            )
        ),
    )
]
