"""Checklists of a campaign or a draft: see them, take one out as Excel, put an Excel XLSForm in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.http import content_disposition_header

from taizhang.access.actor import Actor
from taizhang.campaigns.checklists import Place, Placed, Use, kinds_of_draft, places_in, put_in_campaign, put_in_draft
from taizhang.campaigns.queries import campaign_for, draft_for
from taizhang.core.checklists import CellFaults, whole_sheets
from taizhang.core.checklists.from_sheets import Sheets
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.imports.tabular import CSV_SHEET, open_book
from taizhang.journal.files import LARGEST_FILE
from taizhang.render.checklist_book import checklist_workbook
from taizhang.web.gate import needs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 2000
"""Rows of a sheet: more items are no checklist that anybody fills in."""

Put = Callable[[str, Use, Sheets], Placed]


@needs(Power.VIEW)
def of_campaign(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Anybody may look and download; who manages the campaign uploads, which amends its plan."""
    campaign = campaign_for(actor, about)
    may_change = actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(campaign.path) and campaign.closed_at is None

    def put(kind: str, use: Use, sheets: Sheets) -> Placed:
        reason = request.POST.get("reason", "")
        return put_in_campaign(
            by=actor, at=timezone.now(), campaign=campaign, kind=kind, use=use, sheets=sheets, reason=reason
        )

    places = places_in(campaign.plan.get("subject_kinds", []), campaign.plan.get("checklists", {}))
    frame = {"campaign": campaign, "title": campaign.title, "downloads": "checklists:of-campaign-book"}
    return _page(request, about, places, frame | {"may_change": may_change}, put)


@needs(Power.MANAGE_CAMPAIGN)
def of_draft(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    draft = draft_for(actor, about)

    def put(kind: str, use: Use, sheets: Sheets) -> Placed:
        return put_in_draft(by=actor, at=timezone.now(), draft=draft, kind=kind, use=use, sheets=sheets)

    places = places_in(kinds_of_draft(draft), draft.frame.get("checklists", {}))
    frame = {"draft": draft, "title": draft.title, "downloads": "checklists:of-draft-book"}
    return _page(request, about, places, frame | {"may_change": draft.campaign is None}, put)


def _page(request: HttpRequest, about: UUID, places: list[Place], frame: dict[str, Any], put: Put) -> HttpResponse:
    """A refusal comes back on the same page, every fault with its cell."""
    target = request.POST.get("target") or request.GET.get("target", "")
    faults: CellFaults | None = None
    refused: Refused | None = None
    if request.method == "POST":
        kind, _, use = target.partition("/")
        try:
            if use not in set(Use):
                raise Refused("bad-body", "请选择用于哪一类对象")
            placed = put(kind, Use(use), _sheets(request))
            messages.success(request, _said(placed))
            return redirect(request.path)
        except CellFaults as caught:
            faults = caught
        except Refused as caught:
            refused = caught
    context = {
        **frame,
        "about": about,
        "places": places,
        "target": target,
        "faults": faults.faults if faults else (),
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    status = 422 if faults else refused.refusal.status if refused else 200
    return render(request, "checklists/list.html", context, status=status)


def _sheets(request: HttpRequest) -> Sheets:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("not-a-table", "没有选择文件")
    book = open_book(upload.read(LARGEST_FILE + 1))  # no more of a huge file than tells that it is too large
    if book.sheets == [CSV_SHEET]:
        raise Refused("not-a-table", "检查表要用 Excel（.xlsx）上传，里面有 survey 和 choices 两张工作表")
    sheets = {}
    for name in book.sheets:
        rows: list[tuple[int, list[Any]]] = []
        for row in book.rows(name):
            if len(rows) > MOST_ROWS:
                raise Refused("too-many-rows", f"{name} 工作表最多 {MOST_ROWS} 行")
            rows.append(row)
        sheets[name] = rows
    return sheets


def _said(placed: Placed) -> str:
    counted = {"新增": placed.new, "修改": placed.changed, "删去": placed.gone}
    parts = "，".join(f"{word} {len(items)} 项" for word, items in counted.items() if items)
    asked = [item for item in placed.checklist.items if item.type not in {"group", "repeat", "note", "calculate"}]
    said = f"（{parts}）" if parts else ""
    return f"“{placed.checklist.title}”已更换，版本 {placed.checklist.version}，共 {len(asked)} 项{said}"


@needs(Power.VIEW)
def campaign_book(request: HttpRequest, actor: Actor, about: UUID, kind: str, use: str) -> HttpResponse:
    campaign = campaign_for(actor, about)
    places = places_in(campaign.plan.get("subject_kinds", []), campaign.plan.get("checklists", {}))
    return _book(places, campaign.plan.get("categories", []), kind, use)


@needs(Power.MANAGE_CAMPAIGN)
def draft_book(request: HttpRequest, actor: Actor, about: UUID, kind: str, use: str) -> HttpResponse:
    draft = draft_for(actor, about)
    places = places_in(kinds_of_draft(draft), draft.frame.get("checklists", {}))
    return _book(places, draft.frame.get("categories", []), kind, use)


def _book(places: list[Place], categories: list[dict[str, Any]], kind: str, use: str) -> HttpResponse:
    """The present checklist; where there is none an empty form to begin with."""
    place = next((place for place in places if (place.kind, place.use) == (kind, use)), None)
    if place is None:
        raise Refused("unknown-thing", "检查表")
    names = {category["id"]: category["name"] for category in categories}
    sheets = whole_sheets(place.text) if place.text else _EMPTY
    survey = [
        {**row, **({"category": names.get(row["category"], row["category"])} if row.get("category") else {})}
        for row in sheets["survey"]
    ]
    title = place.checklist.title if place.checklist else f"{place.kind_name}检查表"
    name = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx")
    book = checklist_workbook({**sheets, "survey": survey}, list(names.values()))
    return HttpResponse(book, content_type=XLSX, headers={"Content-Disposition": str(name)})


_EMPTY: dict[str, list[dict[str, str]]] = {
    "survey": [],
    "choices": [
        {"list_name": "result", "name": "pass", "label": "合格"},
        {"list_name": "result", "name": "fail", "label": "不合格"},
        {"list_name": "result", "name": "na", "label": "不涉及"},
    ],
    "settings": [],
}

urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("campaign/<uuid:about>/", of_campaign, name="of-campaign"),
                    path("campaign/<uuid:about>/<slug:kind>/<slug:use>.xlsx", campaign_book, name="of-campaign-book"),
                    path("draft/<uuid:about>/", of_draft, name="of-draft"),
                    path("draft/<uuid:about>/<slug:kind>/<slug:use>.xlsx", draft_book, name="of-draft-book"),
                ],
                "checklists",
            )
        ),
    )
]
