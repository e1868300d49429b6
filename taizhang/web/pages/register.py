"""The register: the list of what is inspected, each subject's page, and the list as Excel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.cases.queries import Filter as CaseFilter
from taizhang.cases.queries import cases_for
from taizhang.core.plan import SubjectKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.duties.queries import duties_for
from taizhang.imports.models import Import
from taizhang.inspections.queries import inspections_for
from taizhang.licences.queries import licences_for
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.risks.queries import risks_for
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.links import link_of, may_link
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming
from taizhang.subjects.operations import note_export, unmask
from taizhang.subjects.queries import same_subject, subject_for, subjects_for
from taizhang.tallies.queries import figures
from taizhang.transfers.queries import history_of as history_of_transfers
from taizhang.web.bulk_acts import acts_on_subjects
from taizhang.web.downloads import paper
from taizhang.web.gate import needs
from taizhang.web.held_book import held_workbook
from taizhang.web.list_book import sent
from taizhang.web.listing import shown
from taizhang.web.lists import REGISTER
from taizhang.web.outlines import outlines_of
from taizhang.web.places import AREAS, GRIDS, choices_of
from taizhang.web.register_book import register_book
from taizhang.web.register_filter import STATES, filter_of
from taizhang.web.responsibility import holders_for
from taizhang.web.roster import roster_paper, roster_workbook
from taizhang.web.subject_sheet import hidden_in, history_of, lines_of
from taizhang.web.transfer_form import transferable

from . import register_changes, register_duplicates
from .imports import import_paths

RECENT = 10


@needs(Power.VIEW)
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The subjects in scope, by place."""
    wanted, listed = filter_of(request.GET), shown(request, actor, REGISTER)
    if listed.leads_to:
        return redirect(listed.leads_to)
    kinds = kinds_for(actor)
    rows, following = page_by_key(subjects_for(actor, wanted), listed.order, request.GET.get("after", ""))
    places, grids = choices_of(actor, AREAS, GRIDS, asked=request.GET.get("org", ""))
    context: dict[str, Any] = {
        "list": listed,
        "bulk": acts_on_subjects(actor, grids),
        "rows": with_names(rows, kinds),
        "following": following,
        "wanted": wanted,
        "states": STATES,
        "state": wanted.state or "all",
        "may_manage": actor.may(Power.MANAGE_REGISTER),
        "may_unmask": actor.may(Power.UNMASK),
    }
    if request.headers.get("HX-Target") == "rows":
        return render(request, "register/_rows.html", context)
    context |= {
        "kinds": list(kinds.values()),
        "places": places,
        **_counts(actor, kinds),
    }
    return render(request, "register/list.html", context)


def _counts(actor: Actor, kinds: Mapping[str, SubjectKind]) -> dict[str, Any]:
    """How many there are, from the figures: the cost does not grow with the register."""
    place = parents(actor.reach)[-1] if actor.reach else 0
    held = figures(None, [place], prefix="subjects.").get(place, {})
    by_kind = [
        (kind.id, kind.name, held[f"subjects.total/kind:{kind.id}"])
        for kind in kinds.values()
        if held.get(f"subjects.total/kind:{kind.id}")
    ]
    return {"total": held.get("subjects.total", 0), "gaps": held.get("subjects.without_grid", 0), "by_kind": by_kind}


def with_names(rows: list[Subject], kinds: Mapping[str, SubjectKind]) -> list[Subject]:
    """Names of kinds, places and, as lists show them, of the subjects: one query for the whole page."""
    places = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    naming = Naming(kinds)
    for row in rows:
        row.kind_name = kinds[row.kind].name if row.kind in kinds else row.kind  # type: ignore[attr-defined]
        row.org_name = places.get(row.org, "")  # type: ignore[attr-defined]
        row.shown_name = naming.of(row.kind, row.name)  # type: ignore[attr-defined]
    return rows


@require_POST
@needs(Power.UNMASK)
def export_whole(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """As Excel with protected values, after writing down who took them out, how many and why."""
    rows = subjects_for(actor, filter_of(request.GET))
    note_export(by=actor, at=timezone.now(), count=rows.count(), reason=request.POST.get("reason", ""))
    listed = shown(request, actor, REGISTER)
    book = register_book(rows, kinds_for(actor), whole=True)
    return sent(book, actor, rows, order=listed.order, columns=(), ending="xlsx")


@needs(Power.VIEW)
def roster(request: HttpRequest, actor: Actor, ending: str) -> HttpResponse:
    """The filtered register as a roster on paper."""
    now = timezone.now()
    document = roster_paper(actor, subjects_for(actor, filter_of(request.GET)), kinds_for(actor), at=now)
    return paper(document, f"{actor.org_name}花名册{timezone.localtime(now):%Y%m%d}", ending)


@needs(Power.VIEW)
def roster_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same as Excel, a sheet for each kind; protected values in part."""
    return _roster_sheet(request, actor, whole=False)


@require_POST
@needs(Power.UNMASK)
def roster_sheet_whole(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """With protected values, after writing down who took them out, how many and why."""
    rows = subjects_for(actor, filter_of(request.GET))
    note_export(by=actor, at=timezone.now(), count=rows.count(), reason=request.POST.get("reason", ""))
    return _roster_sheet(request, actor, whole=True)


def _roster_sheet(request: HttpRequest, actor: Actor, *, whole: bool) -> HttpResponseBase:
    now = timezone.now()
    book = roster_workbook(actor, subjects_for(actor, filter_of(request.GET)), kinds_for(actor), whole=whole, at=now)
    name = f"{actor.org_name}花名册{timezone.localtime(now):%Y%m%d}.xlsx"
    response = FileResponse(book, as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    return render(request, "register/detail.html", _sheet(actor, subject_for(actor, about)))


@require_POST
@needs(Power.UNMASK)
def reveal(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The page with protected values whole, this once; the look is an entry (C13)."""
    row = subject_for(actor, about)
    kind = kinds_for(actor).get(row.kind)
    hidden = hidden_in(row, kind)
    if not hidden:
        return redirect("register:detail", about)
    row = unmask(by=actor, at=timezone.now(), subject=about, fields=hidden, reason=request.POST.get("reason", ""))
    messages.info(request, "已显示完整信息，这次查看已经记录。")
    response = render(request, "register/detail.html", _sheet(actor, row, whole=True))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(Power.UNMASK)
def held(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponseBase:
    """All that is held, for the person who asks for it; that it was taken out is an entry."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("reason-missing", "导出所持信息")
    row = subject_for(actor, about)
    kind = kinds_for(actor).get(row.kind)
    hidden = hidden_in(row, kind) or ["name"]
    row = unmask(by=actor, at=timezone.now(), subject=about, fields=hidden, reason=f"导出所持信息：{reason}")
    book = held_workbook(actor, row, kind, at=timezone.now())
    response = FileResponse(book, as_attachment=True, filename=f"所持信息-{row.name}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def _sheet(actor: Actor, row: Subject, *, whole: bool = False) -> dict[str, Any]:
    kinds = kinds_for(actor)
    kind = kinds.get(row.kind)
    known = same_subject(row)
    lines = lines_of(row, kind, whole=whole)
    outlines = outlines_of(row, kind)
    manages = actor.may(Power.MANAGE_REGISTER) and actor.covers(row.path)
    return {
        "row": with_names([row], kinds)[0],
        "kind": kind,
        "above": [org.name for org in Org.objects.filter(number__in=parents(row.path)[1:]).order_by("path")],
        "lines": lines,
        "outlines": outlines,
        "shapes": {"type": "FeatureCollection", "features": [outline.geojson for outline in outlines]},
        "whole": whole,
        "hidden": not whole and bool(hidden_in(row, kind)),
        "may_erase": actor.may(Power.ARCHIVE) and actor.covers(row.path) and row.state != "active",
        "history": history_of(row, kind),
        "inspections": inspections_for(actor).filter(subject__in=known).order_by("-happened_at", "-pk")[:RECENT],
        "licences": licences_for(actor).filter(subject__in=known).exclude(standing="ended").order_by("licence", "pk"),
        "risks": risks_for(actor).filter(subject__in=known, ended_at=None).order_by("-score", "pk")[:RECENT],
        "cases": cases_for(actor, CaseFilter()).filter(subject__in=known).order_by("-filed_at", "-pk")[:RECENT],
        "duties": duties_for(actor).filter(subject__in=known).order_by("due_at", "pk")[:RECENT],
        "transfers": history_of_transfers(actor, known)[:RECENT],
        "may_transfer": manages and row.state == "active" and transferable(actor, row.kind),
        "into": Subject.objects.filter(pk=row.merged_into).first() if row.merged_into else None,
        "others": subjects_for(actor).filter(pk__in=[pk for pk in known if pk != row.pk])[:20],
        "holders": holders_for(actor, row, at=timezone.now()),
        "may_manage": manages and row.state != "merged",
        "link": link_of(row.pk, at=timezone.now()) if may_link(actor, row) else None,
        "may_link": may_link(actor, row) and row.state == "active",
        "may_unmask": actor.may(Power.UNMASK) and actor.covers(row.path),
    }


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", register, name="list"),
                    path("roster.<ending:ending>", roster, name="roster"),
                    path("roster.xlsx", roster_sheet, name="roster-sheet"),
                    path("roster-whole.xlsx", roster_sheet_whole, name="roster-whole"),
                    path("export-whole.xlsx", export_whole, name="export-whole"),
                    path("new", register_changes.add, name="add"),
                    path("duplicates/", register_duplicates.duplicates, name="duplicates"),
                    path("duplicates/compare", register_duplicates.compare, name="compare"),
                    *import_paths(Import.SUBJECTS),
                    path("<uuid:about>/", detail, name="detail"),
                    path("<uuid:about>/reveal", reveal, name="reveal"),
                    path("<uuid:about>/held.xlsx", held, name="held"),
                    path("<uuid:about>/edit", register_changes.edit, name="edit"),
                    path("<uuid:about>/close", register_changes.close_subject, name="close"),
                    path("<uuid:about>/reopen", register_changes.reopen_subject, name="reopen"),
                    path("<uuid:about>/erase", register_changes.erase, name="erase"),
                ],
                "register",
            )
        ),
    )
]
