"""The page of a village for everybody: how things stand, how to report and follow, and a poster that leads there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.web.gate import needs
from taizhang.web.pages.codes import drawn
from taizhang.web.village import told_of, village_of, villages_named


def search(request: HttpRequest) -> HttpResponse:
    """By name; where one alone has it, straight to it."""
    text = request.GET.get("q", "")[:40]
    found = villages_named(text)
    if len(found) == 1:
        return redirect("village:place", found[0].number)
    above = dict(Org.objects.filter(number__in={row.parent or 0 for row in found}).values_list("number", "name"))
    context = {"text": text, "found": [(row, above.get(row.parent or 0, "")) for row in found]}
    return render(request, "village/list.html", context)


def place(request: HttpRequest, org: int) -> HttpResponse:
    village = village_of(org)
    context = {
        "village": village,
        "above": Org.objects.filter(number=village.parent or 0).values_list("name", flat=True).first() or "",
        "told": told_of(village, today=timezone.localdate()),
        "now": timezone.localtime(),
    }
    return render(request, "village/page.html", context)


@needs(Power.VIEW)
def poster(request: HttpRequest, actor: Actor, org: int) -> HttpResponse:
    """A sheet of A4 for the notice board, with the code that opens the page."""
    village = village_of(org)
    if not actor.covers(village.path):
        raise Refused("out-of-scope")
    address = request.build_absolute_uri(reverse("village:place", args=[org]))
    told = told_of(village, today=timezone.localdate())
    here_only = request.get_host().rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"}
    context = {"village": village, "told": told, "address": address, "code": drawn(address), "only_here": here_only}
    return render(request, "village/poster.html", context)


PAGES = [
    path("", search, name="list"),
    path("<int:org>/", place, name="place"),
    path("<int:org>/poster", poster, name="poster"),
]
urlpatterns = [path("", include((PAGES, "village")))]
