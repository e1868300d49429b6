"""Papers with a validity: the list, who lacks one by name, figures by place, what a subject holds, import and Excel."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, concerned, current, current_or_refuse, plan_of
from taizhang.core.plan import LicenceKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry
from taizhang.licences.importing import import_papers, template
from taizhang.licences.models import STANDINGS, Licence
from taizhang.licences.operations import Paper, end, enter
from taizhang.licences.queries import demanded_of, lacking, licence_for, licences_for, may_enter
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import same_subject, subject_for
from taizhang.tallies.queries import figures
from taizhang.web.fields import Field, entry_of, number_of, read_documents
from taizhang.web.gate import needs
from taizhang.web.licences_book import licences_workbook
from taizhang.web.places import AREAS, places_for
from taizhang.web.standing import standing_of

MOST_LACKING, MOST_EXPORTED = 500, 20_000
COUNTED = [("held", "有效"), ("expired", "已过期"), ("missing", "登记为没有")]
LISTED = [name for name in STANDINGS if name != "ended"]


@needs(Power.VIEW)
def licences(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is on record, by the day on which it runs out; `kind`, `standing` and `org` narrow it."""
    campaign, asked = current(actor, request), request.GET
    rows = _narrowed(actor, campaign, asked)
    page, following = page_by_key(rows, "set_at", asked.get("after", ""))
    places = _places(row.org for row in page)
    context = {
        "campaign": campaign,
        "kinds": plan_of(campaign).licences if campaign else [],
        "standings": [(name, STANDINGS[name]) for name in LISTED],
        "figures": _figures(actor, campaign),
        "rows": [(row, places.get(row.org, "")) for row in page],
        "following": following,
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
        "asked": asked,
        "may_enter": campaign is not None and not campaign.closed_at and actor.may(Power.INSPECT),
    }
    return render(request, "licences/list.html", context)


def _narrowed(actor: Actor, campaign: Campaign | None, asked: QueryDict) -> Any:
    if campaign is None:
        return licences_for(actor).none()
    rows = licences_for(actor).filter(campaign=campaign.pk).exclude(standing="ended")
    if asked.get("kind"):
        rows = rows.filter(licence=asked["kind"])
    if asked.get("standing") in LISTED:
        rows = rows.filter(standing=asked["standing"])
    if asked.get("org"):
        org = Org.objects.filter(number=number_of(str(asked["org"])) or 0).first()
        rows = rows.filter(path__under=org.path if org else "none/")
    return rows


def _figures(actor: Actor, campaign: Campaign | None) -> list[tuple[str, int, str]]:
    """(label, number, standing) of the post's own place; owners and bureaus without a line have none."""
    standing = standing_of(actor, campaign) if campaign else None
    if campaign is None or standing is None:
        return []
    found = figures(campaign.pk, [standing.org], line=standing.line, prefix="licences.").get(standing.org, {})
    return [(label, found.get(f"licences.{name}", 0), name) for name, label in COUNTED]


def _places(numbers: Any) -> dict[int, str]:
    return dict(Org.objects.filter(number__in=set(numbers)).values_list("number", "name"))


@needs(Power.VIEW)
def missing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who should hold a paper and does not, by name."""
    campaign = current(actor, request)
    kinds = _kinds(campaign, request.GET.get("kind", ""))
    found = lacking(actor, campaign, kinds, at=timezone.now()) if campaign else iter(())
    rows = list(islice(found, MOST_LACKING + 1))
    places = _places(row.org for row in rows)
    context = {
        "campaign": campaign,
        "kinds": plan_of(campaign).licences if campaign else [],
        "rows": [(row, places.get(row.org, "")) for row in rows[:MOST_LACKING]],
        "more": len(rows) > MOST_LACKING,
        "asked": request.GET,
    }
    return render(request, "licences/missing.html", context)


def _kinds(campaign: Campaign | None, chosen: str) -> list[LicenceKind]:
    kinds = plan_of(campaign).licences if campaign else []
    return [kind for kind in kinds if chosen in ("", kind.id)]


@needs(Power.VIEW)
def by_place(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The figures of the places below the post's own, and of itself."""
    campaign = current(actor, request)
    standing = standing_of(actor, campaign) if campaign else None
    lines: list[tuple[Org, list[int]]] = []
    if campaign is not None and standing is not None:
        below = Org.objects.filter(parent=standing.org, kind=Org.AREA, closed=False).order_by("path")
        orgs = [*Org.objects.filter(number=standing.org), *below]
        found = figures(campaign.pk, [org.number for org in orgs], line=standing.line, prefix="licences.")
        lines = [(org, [found.get(org.number, {}).get(f"licences.{name}", 0) for name, _ in COUNTED]) for org in orgs]
    context = {"campaign": campaign, "heads": [label for _, label in COUNTED], "lines": lines}
    return render(request, "licences/places.html", context)


@needs(Power.VIEW)
def subject(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """What a subject and the people there hold, and the form to enter another paper."""
    row = subject_for(actor, about)
    campaign = concerned(actor, request, lambda one: demanded_of(one, row))
    demanded = demanded_of(campaign, row)
    if request.method == "POST":
        return _entered(request, actor, campaign, row, demanded)
    may = may_enter(actor, row.path) and not campaign.closed_at
    known = licences_for(actor).filter(campaign=campaign.pk, subject__in=same_subject(row))
    context = {
        "subject": row,
        "known": known.order_by("licence", "person", "pk"),
        "lacks": [kind for kind in demanded if not known.filter(licence=kind.id).exclude(standing="ended").exists()],
        "demanded": demanded,
        "whole": may,
        "may": may,
    }
    return render(request, "licences/subject.html", context)


def _entered(
    request: HttpRequest, actor: Actor, campaign: Campaign, row: Subject, demanded: list[LicenceKind]
) -> HttpResponse:
    said = request.POST
    kind = next((one for one in demanded if one.id == said.get("licence")), None)
    if kind is None:
        raise Refused("bad-body", "请选择证照种类")
    paper = Paper(
        kind, row, person=_text(said, "person", "持证人") if kind.holder == "person" else "",
        held=said.get("held") != "no", number=_text(said, "number", "证号"), scope=_text(said, "scope", "许可范围"),
        issued_on=_day(said, "issued_on", "发证日期"), valid_until=_day(said, "valid_until", "有效期至"),
        files=read_documents(request, at=timezone.now()),
    )  # fmt: skip
    enter(by=actor, at=timezone.now(), campaign=campaign, papers=[paper], entry=entry_of(request))
    messages.success(request, f"已登记{kind.name}{_follows(campaign, row, kind)}")
    return redirect("licences:subject", row.pk)


def _follows(campaign: Campaign, row: Subject, kind: LicenceKind) -> str:
    """Which field of the register need not be typed any more."""
    known = plan_of(campaign).kind(row.kind)
    field = known.field(kind.follower.field) if known and kind.follower else None
    return f"，底数里的“{field.label}”已随之更新" if field else ""


def _text(said: QueryDict, name: str, label: str) -> str:
    return str(Field(name, label, "text").read(said))


def _day(said: QueryDict, name: str, label: str) -> date | None:
    moment = Field(name, label, "date").read(said)
    return timezone.localtime(moment).date() if moment else None


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = licence_for(actor, about)
    entries = StoredEntry.objects.filter(thing="licence", about=row.pk).order_by("-happened_at", "-id")
    context = {
        "row": row,
        "campaign": campaign_for(actor, row.campaign),
        "place": _places([row.org]).get(row.org, ""),
        "history": [(one.happened_at, one.body.get("name", ""), KINDS[one.kind].present(one.body)) for one in entries],
        "may": may_enter(actor, row.path),
    }
    return render(request, "licences/detail.html", context)


@require_POST
@needs(Power.INSPECT)
def ended(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    reason = str(Field("reason", "原因", "textarea").read(request.POST))
    end(by=actor, at=timezone.now(), licence=about, reason=reason, entry=entry_of(request))
    messages.success(request, "已记为失效")
    return redirect("licences:detail", about)


@needs(Power.INSPECT)
def importing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A filled table comes in; where a row is wrong, all of them wait, and each fault is told."""
    campaign = current_or_refuse(actor, request)
    findings: Any = []
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused("bad-body", "请选择要导入的表格")
        outcome = import_papers(by=actor, at=timezone.now(), campaign=campaign, content=upload.read())
        if not outcome.findings:
            messages.success(request, f"已导入 {outcome.count} 张证照")
            return redirect("licences:list")
        findings = outcome.findings
    return render(request, "licences/import.html", {"campaign": campaign, "findings": findings})


@needs(Power.INSPECT)
def blank(request: HttpRequest, actor: Actor) -> HttpResponse:
    response = HttpResponse(template(current_or_refuse(actor, request)), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%AF%81%E7%85%A7%E6%A8%A1%E6%9D%BF.xlsx"
    return response


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    campaign, now = current_or_refuse(actor, request), timezone.now()
    rows: list[Licence] = list(
        _narrowed(actor, campaign, request.GET).order_by("path", "licence", "pk")[:MOST_EXPORTED]
    )
    lacks = list(islice(lacking(actor, campaign, plan_of(campaign).licences, at=now), MOST_EXPORTED))
    places = _places([*(row.org for row in rows), *(lack.org for lack in lacks)])
    book = licences_workbook(actor, campaign.title, rows, lacks, places, at=now)
    return FileResponse(book, as_attachment=True, filename=f"证照{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")


PAGES = [
    path("", licences, name="list"),
    path("missing/", missing, name="missing"),
    path("places/", by_place, name="places"),
    path("import/", importing, name="import"),
    path("template.xlsx", blank, name="template"),
    path("licences.xlsx", sheet, name="sheet"),
    path("subject/<uuid:about>/", subject, name="subject"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/end", ended, name="end"),
]
urlpatterns = [path("", include((PAGES, "licences")))]
