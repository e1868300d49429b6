"""The public door: a resident reports a problem without an account, and follows it by its number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.accounts.sources import address_of, source_of
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.tips.door import kept_photos, knock
from taizhang.tips.models import Tip
from taizhang.tips.operations import object_to, rate, receive
from taizhang.tips.queries import by_receipt, places_of, progress_of, public_campaign, public_campaigns
from taizhang.web.fields import entry_of, number_of


def start(request: HttpRequest) -> HttpResponse:
    """What may be reported on, and the way to follow what was."""
    return render(request, "report/start.html", {"campaigns": list(public_campaigns()[:50])})


def form(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """The report itself; a refusal comes back on the same page, what was written still there."""
    row = public_campaign(campaign)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return redirect("report:follow", _taken_in(request, campaign))
        except Refused as caught:
            refused = caught
    context = {
        "campaign": row,
        "places": places_of(row),
        "refused": refused,
        "written": request.POST or {"org": request.GET.get("org", "")},
        "had_photos": bool(request.FILES),
    }
    return render(request, "report/form.html", context, status=refused.refusal.status if refused else 200)


def _taken_in(request: HttpRequest, campaign: UUID) -> str:
    now, posted = timezone.now(), request.POST
    if posted.get("website"):  # a field that people do not see: who fills it in is a program
        raise Refused("bad-body")
    knock("report", source_of(address_of(request)), at=now)
    photos = kept_photos([upload.read() for upload in request.FILES.getlist("photos")], at=now)
    return receive(
        at=now,
        campaign=public_campaign(campaign),
        org=number_of(posted.get("org", "")) or 0,
        text=posted.get("text", "")[:1000],
        address=posted.get("address", "")[:200],
        place=_place(posted),
        photos=photos,
        entry=entry_of(request),
    )


def _place(posted: Any) -> dict[str, float]:
    try:
        found = {name: float(posted[name]) for name in ("lat", "lng", "accuracy")}
    except (KeyError, ValueError):
        return {}
    within = abs(found["lat"]) <= 90 and abs(found["lng"]) <= 180 and 0 <= found["accuracy"] < 1e6
    return found if within else {}


def sought(request: HttpRequest) -> HttpResponse:
    """A number that was typed in."""
    return redirect("report:follow", _found(request, request.GET.get("number", "")).receipt)


def follow(request: HttpRequest, receipt: str) -> HttpResponse:
    """How far it is: whoever holds the number may read it; nothing of it is a secret."""
    return _told(request, _found(request, receipt))


def _told(request: HttpRequest, tip: Tip, refused: Refused | None = None) -> HttpResponse:
    place = Org.objects.filter(number=tip.org).values_list("name", flat=True).first() or ""
    context = {"tip": tip, "place": place, "progress": progress_of(tip), "refused": refused, "written": request.POST}
    return render(request, "report/follow.html", context, status=refused.refusal.status if refused else 200)


@require_POST
def objected(request: HttpRequest, receipt: str) -> HttpResponse:
    """Something is wrong with the way it is handled: whoever supervises answers."""
    tip = _found(request, receipt)
    try:
        knock("report", source_of(address_of(request)), at=timezone.now())
        object_to(at=timezone.now(), tip=tip, text=request.POST.get("text", ""))
    except Refused as refused:
        return _told(request, tip, refused)
    return redirect("report:follow", tip.receipt)


@require_POST
def rated(request: HttpRequest, receipt: str) -> HttpResponse:
    """Solved, or not and why not."""
    tip = _found(request, receipt)
    try:
        satisfied = request.POST.get("satisfied") == "yes"
        rate(at=timezone.now(), tip=tip, satisfied=satisfied, remark=request.POST.get("remark", ""))
    except Refused as refused:
        return _told(request, tip, refused)
    return redirect("report:follow", tip.receipt)


def _found(request: HttpRequest, receipt: str) -> Tip:
    """Numbers that are nobody's are counted, so that none is found by trying."""
    try:
        return by_receipt(receipt)
    except Refused:
        knock("follow", source_of(address_of(request)), at=timezone.now())
        raise


PAGES = [
    path("", start, name="start"),
    path("number", sought, name="sought"),
    path("campaign/<uuid:campaign>/", form, name="form"),
    path("<slug:receipt>/", follow, name="follow"),
    path("<slug:receipt>/rate", rated, name="rate"),
    path("<slug:receipt>/object", objected, name="object"),
]
urlpatterns = [path("", include((PAGES, "report")))]
