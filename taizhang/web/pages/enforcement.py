"""Case files under law: three lists of what stands still, a new clue, a file with its steps, its record on paper."""

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
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, current, current_or_refuse, plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import case_for
from taizhang.core.calendar.work import local_day
from taizhang.core.enforcement import LIMITS, OUTCOMES, Stage
from taizhang.core.entry import Entry
from taizhang.core.money import parse_yuan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.enforcement.operations import NUMBERED, open_clue, take_step
from taizhang.enforcement.queries import file_for, files_for, may_open, of_the_line, slow, steps_for, unexamined
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.papers.of_enforcement import enforcement_record
from taizhang.subjects.models import Subject
from taizhang.web.downloads import paper
from taizhang.web.fields import Field, entry_of, number_of, read_documents, uuid_of
from taizhang.web.gate import needs
from taizhang.web.kept import kept_word
from taizhang.web.places import AREAS, places_for

MOST = 200


@needs(Power.VIEW)
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A clue without a file, a file without an investigation, a slow one: each with its count; then all."""
    _demand(actor)
    campaign, today = current(actor, request), local_day(timezone.now())
    rows = files_for(actor).filter(campaign=campaign.pk) if campaign else files_for(actor).none()
    lists = [
        ("有线索未立案", "clues", rows.filter(stage=Stage.CLUE).order_by("opened_at", "pk")),
        ("立案未调查终结", "filed", rows.filter(stage=Stage.FILED).order_by("opened_at", "pk")),
        ("超过期限", "slow", slow(rows, today)),
    ]
    waiting = unexamined(actor, campaign.pk) if campaign else Case.objects.none()
    context = {
        "campaign": campaign,
        "lists": [(label, anchor, found.count(), _late(found[:MOST], today)) for label, anchor, found in lists],
        "waiting": waiting[:MOST],
        "waiting_count": waiting.count(),
        "others": _late(rows.exclude(stage__in=[Stage.CLUE, Stage.FILED]).order_by("-opened_at", "pk")[:MOST], today),
        "may_open": campaign is not None and not campaign.closed_at and may_open(actor, actor.reach),
    }
    return render(request, "enforcement/list.html", context)


def _demand(actor: Actor) -> None:
    if not of_the_line(actor):
        raise Refused("not-permitted")


def _late(rows: Any, today: Any) -> list[tuple[Any, int]]:
    return [(row, row.late_by(today)) for row in rows]


@needs(Power.VIEW)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A clue; from a case of the ledger its place, subject and line are known."""
    _demand(actor)
    campaign = current_or_refuse(actor, request)
    asked = request.POST if request.method == "POST" else request.GET
    about = uuid_of(asked.get("case", ""))
    case = case_for(actor, about) if about else None
    if request.method == "POST":
        return _opened(request, actor, campaign, case)
    plan = plan_of(campaign)
    context = {
        "campaign": campaign, "case": case, "places": places_for(actor, AREAS, kept_word(request, "org")),
        "units": [unit for unit in plan.units if unit.id in campaign.units], "line": case.line if case else "",
    }  # fmt: skip
    return render(request, "enforcement/new.html", context)


def _opened(request: HttpRequest, actor: Actor, campaign: Campaign, case: Case | None) -> HttpResponse:
    said = request.POST
    number = case.org if case else number_of(said.get("org", ""))
    org = Org.objects.filter(number=number or 0).first()
    if org is None:
        raise Refused("bad-body", "请选择地方")
    subject = Subject.objects.filter(pk=case.subject).first() if case and case.subject else None
    about = open_clue(
        by=actor, at=timezone.now(), campaign=campaign, org=org, line=said.get("line", ""),
        title=str(Field("title", "名称", "text").read(said)),
        account=str(Field("account", "情况", "textarea").read(said)),
        case=case, subject=subject, entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, "已登记线索")
    return redirect("enforcement:detail", about)


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row, today = file_for(actor, about), local_day(timezone.now())
    context = {
        "row": row,
        "campaign": campaign_for(actor, row.campaign),
        "place": Org.objects.filter(number=row.org).first(),
        "line": Org.objects.filter(number=row.line_org or 0).first(),
        "case": Case.objects.filter(pk=row.case).first() if row.case else None,
        "subject": Subject.objects.filter(pk=row.subject).first() if row.subject else None,
        "late": row.late_by(today),
        "limit": LIMITS.get(Stage(row.stage)),
        "steps": steps_for(actor, row),
        "numbered": NUMBERED,
        "outcomes": list(OUTCOMES.items()),
        "history": [(one.happened_at, _who(one), KINDS[one.kind].present(one.body)) for one in _entries(row.pk)][::-1],
    }
    return render(request, "enforcement/detail.html", context)


def _entries(about: UUID) -> list[Entry]:
    rows = StoredEntry.objects.filter(thing="enforcement", about=about).order_by("happened_at", "id")
    return [row.as_entry() for row in rows]


def _who(entry: Entry) -> str:
    return str(entry.body.get("officers") or entry.body.get("name", ""))


@require_POST
@needs(Power.VIEW)
def step(request: HttpRequest, actor: Actor, about: UUID, verb: str) -> HttpResponse:
    said, now = request.POST, timezone.now()
    body: dict[str, Any] = {"account": str(Field("account", "情况", "textarea").read(said))}
    for name, label in (("number", "文号"), ("officers", "执法人员"), ("receiver", "移送给"), ("outcome", "决定")):
        if text := str(Field(name, label, "text").read(said)):
            body[name] = text
    if said.get("amount", "").strip():
        try:
            body["amount"] = parse_yuan(said["amount"])
        except ValueError as error:
            raise Refused("bad-body", str(error)) from None
    body["files"] = read_documents(request, at=now)
    take_step(by=actor, at=now, about=about, verb=verb, body=body, entry=entry_of(request))
    messages.success(request, "已记录")
    return redirect("enforcement:detail", about)


@needs(Power.VIEW)
def record(request: HttpRequest, actor: Actor, about: UUID, ending: str) -> HttpResponse:
    row = file_for(actor, about)
    document = enforcement_record(row, _entries(about), campaign_for(actor, row.campaign), local_day(timezone.now()))
    return paper(document, f"执法案件办理记录-{row.title[:40]}", ending)


PAGES = [
    path("", overview, name="list"),
    path("new", new, name="new"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/record.<ending:ending>", record, name="record"),
    path("<uuid:about>/<slug:verb>", step, name="step"),
]
urlpatterns = [path("", include((PAGES, "enforcement")))]
