"""Sheets of QR codes: one for the door of each subject, which opens it on the phone, with or without network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.safestring import SafeString, mark_safe

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import Filter, subjects_for
from taizhang.web.gate import needs
from taizhang.web.place_filter import path_of
from taizhang.web.places import AREAS, places_for

A_SHEET = 12
"""Codes on a sheet of A4: three beside each other, of six centimetres."""

SHEETS = 4
"""Sheets on a page."""


@dataclass(frozen=True, slots=True)
class Code:
    """`drawn` is the code as SVG; it holds `address`."""

    subject: Subject
    org_name: str
    kind: str
    address: str
    drawn: SafeString


@needs(Power.VIEW)
def sheets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Codes of the chosen place and kind, by place, ready to be printed."""
    kinds = kinds_for(actor)
    wanted = Filter(kind=request.GET.get("kind", ""), path=path_of(request.GET.get("org", "")))
    rows, following = page_by_key(subjects_for(actor, wanted), "path", request.GET.get("after", ""), A_SHEET * SHEETS)
    context = {
        "codes": _codes(request, rows, {name: kind.name for name, kind in kinds.items()}),
        "following": following,
        "kinds": kinds,
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
        "only_here": request.get_host().rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"},
    }
    return render(request, "codes/sheets.html", context)


def _codes(request: HttpRequest, rows: Sequence[Subject], kinds: dict[str, str]) -> list[Code]:
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    app = request.build_absolute_uri(reverse("phone:app"))
    found = []
    for row in rows:
        address = f"{app}#/subject/{row.pk}"
        found.append(Code(row, names.get(row.org, ""), kinds.get(row.kind, row.kind), address, drawn(address)))
    return found


def drawn(address: str) -> SafeString:
    """The code as SVG without any style: it still reads where a sixth of it is dirty or torn."""
    return mark_safe(segno.make(address, error="m").svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 - made of squares


urlpatterns = [path("", include(([path("", sheets, name="sheets")], "codes")))]
