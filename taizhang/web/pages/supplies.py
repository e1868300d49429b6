"""Whose goods are sold where: the list with what lacks a licence first, and a subject's suppliers or buyers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.queries import concerned, current, plan_of
from taizhang.core.roles import Power
from taizhang.subjects.queries import subject_for
from taizhang.supplies.operations import declare, end
from taizhang.supplies.queries import buys, may_declare, supplies_for, supply_for
from taizhang.web.fields import Field, entry_of
from taizhang.web.gate import needs


@needs(Power.VIEW)
def supplies(request: HttpRequest, actor: Actor) -> HttpResponse:
    campaign, asked = current(actor, request), request.GET
    rows = supplies_for(actor).filter(campaign=campaign.pk, ended_at=None) if campaign else supplies_for(actor).none()
    unlicensed = rows.filter(licensed=False).values("supplier_name").distinct().count()
    count = rows.count()
    if asked.get("licensed") == "no":
        rows = rows.filter(licensed=False)
    page, following = page_by_key(rows, "supplier_name", asked.get("after", ""))
    context = {
        "campaign": campaign, "rows": page, "following": following, "asked": asked, "count": count,
        "unlicensed": unlicensed,
    }  # fmt: skip
    return render(request, "supplies/list.html", context)


@needs(Power.VIEW)
def subject(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Both ways: from whom it buys, and who sells its goods."""
    row = subject_for(actor, about)
    campaign = concerned(actor, request, lambda one: "supplies" in one.asks and plan_of(one).kind(row.kind))
    if request.method == "POST":
        said = request.POST
        declare(
            by=actor, at=timezone.now(), campaign=campaign, buyer=row, entry=entry_of(request),
            supplier_name=str(Field("supplier", "小作坊", "text").read(said)),
            goods=str(Field("goods", "商品", "text").read(said)),
        )  # fmt: skip
        messages.success(request, "已记下进货来源")
        return redirect("supplies:subject", row.pk)
    known = supplies_for(actor).filter(campaign=campaign.pk, ended_at=None).order_by("supplier_name", "pk")
    context = {
        "subject": row,
        "bought": known.filter(subject=row.pk),
        "sold": known.filter(supplier=row.pk).order_by("buyer_name", "pk"),
        "buys": buys(campaign, row),
        "may": may_declare(actor, row) and buys(campaign, row) and not campaign.closed_at,
    }
    return render(request, "supplies/subject.html", context)


@require_POST
@needs(Power.VIEW)
def ended(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = supply_for(actor, about)
    buyer = subject_for(actor, row.subject)
    reason = str(Field("reason", "原因", "text").read(request.POST))
    end(by=actor, at=timezone.now(), about=about, buyer=buyer, reason=reason, entry=entry_of(request))
    messages.success(request, "已记为不再进货")
    return redirect("supplies:subject", buyer.pk)


PAGES = [
    path("", supplies, name="list"),
    path("subject/<uuid:about>/", subject, name="subject"),
    path("<uuid:about>/end", ended, name="end"),
]
urlpatterns = [path("", include((PAGES, "supplies")))]
