"""Transfers of land: the list by how they stand, a new one, each with its contract, the list as Excel."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.tallies.queries import figures
from taizhang.transfers.operations import end, sign, void
from taizhang.transfers.queries import STATES, may_sign, transfer_for, transfers_for
from taizhang.web.fields import entry_of, read_documents
from taizhang.web.gate import needs
from taizhang.web.standing import standing_of
from taizhang.web.transfer_form import (
    Ground,
    ground_of,
    operators_to_choose,
    parcels_to_choose,
    read_operator,
    read_parcels,
    read_terms,
    type_of,
)
from taizhang.web.transfers_book import transfers_workbook

MOST_IN_BOOK = 20_000


@needs(Power.VIEW)
def transfers(request: HttpRequest, actor: Actor) -> HttpResponse:
    ground, state = ground_of(actor, request), request.GET.get("state", "running")
    rows, following = page_by_key(transfers_for(actor, state), "-signed_at", request.GET.get("after", ""))
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    context = {
        "ground": ground, "rows": [(row, names.get(row.org, "")) for row in rows], "following": following,
        "states": STATES, "state": state, "sums": _sums(actor, ground),
        "may_sign": ground is not None and not ground.campaign.closed_at and actor.may(Power.MANAGE_REGISTER),
    }  # fmt: skip
    return render(request, "transfers/list.html", context)


def _sums(actor: Actor, ground: Ground | None) -> tuple[int, float] | None:
    """(running, mu) of the post's own place."""
    standing = standing_of(actor, ground.campaign) if ground else None
    if ground is None or standing is None or standing.line:
        return None
    found = figures(ground.campaign.pk, [standing.org], prefix="transfers.").get(standing.org, {})
    return found.get("transfers.running", 0), found.get("transfers.area", 0) / 100


@needs(Power.MANAGE_REGISTER)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    ground = _ground(actor, request)
    if request.method == "POST":
        return _signed(request, actor, ground)
    context = {
        "ground": ground,
        "parcels": parcels_to_choose(actor, ground, request.GET),
        "operators": operators_to_choose(ground),
        "chosen": request.GET.getlist("parcel"),
        "back": request.get_full_path(),
    }
    return render(request, "transfers/new.html", context)


def _signed(request: HttpRequest, actor: Actor, ground: Ground) -> HttpResponse:
    now = timezone.now()
    operator = read_operator(ground, request.POST)
    signed = sign(
        by=actor, at=now, campaign=ground.campaign, word=ground.word, land=ground.plan.kind(ground.word.land),
        parcels=read_parcels(actor, ground, request.POST), operator=operator, operator_type=type_of(ground, operator),
        terms=read_terms(request.POST), files=read_documents(request, at=now), entry=entry_of(request),
    )  # fmt: skip
    messages.success(request, f"已登记 {len(signed)} 块地的流转，地块资料随之更新")
    return redirect("transfers:detail", signed[0]) if len(signed) == 1 else redirect("transfers:list")


@needs(Power.VIEW)
def detail(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = transfer_for(actor, about)
    context = {
        "row": row,
        "org": Org.objects.filter(number=row.org).first(),
        "may_end": row.runs and may_sign(actor, row.path),
        "sees_operator": actor.subject in (None, row.operator),
    }
    return render(request, "transfers/detail.html", context)


@require_POST
@needs(Power.MANAGE_REGISTER)
def finish(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """End it before its time, or take back what was entered wrongly."""
    voided = request.POST.get("how") == "void"
    operation = void if voided else end
    operation(
        by=actor, at=timezone.now(), about=about, reason=request.POST.get("reason", ""), entry=entry_of(request)
    )  # fmt: skip
    messages.success(request, "已作废这次登记" if voided else "已终止流转，地块资料随之更新")
    return redirect("transfers:detail", about)


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    ground, now = _ground(actor, request), timezone.now()
    rows = list(transfers_for(actor).filter(campaign=ground.campaign.pk).order_by("path", "starts_on")[:MOST_IN_BOOK])
    book = transfers_workbook(actor, rows, ground.campaign.title, at=now)
    return FileResponse(book, as_attachment=True, filename=f"土地流转{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")


def _ground(actor: Actor, request: HttpRequest) -> Ground:
    ground = ground_of(actor, request)
    if ground is None:
        raise Refused("unknown-thing", "这个专项整治的方案没有写土地流转")
    return ground


PAGES = [
    path("", transfers, name="list"),
    path("transfers.xlsx", sheet, name="sheet"),
    path("new", new, name="new"),
    path("<uuid:about>/", detail, name="detail"),
    path("<uuid:about>/finish", finish, name="finish"),
]
urlpatterns = [path("", include((PAGES, "transfers")))]
