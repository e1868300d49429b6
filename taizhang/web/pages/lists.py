"""Views and columns of the long lists, the link that opens a view, and what is done to many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import current
from taizhang.core.calendar import end_of_day
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.lists.operations import drop_view, keep_columns, open_with, save_view
from taizhang.lists.queries import view_at
from taizhang.web.bulk_acts import ACTS, FINAL, UNDOING, Wanted, list_of
from taizhang.web.fields import number_of, uuid_of
from taizhang.web.gate import needs
from taizhang.web.list_book import sent as sent_as_file
from taizhang.web.list_rows import book_of, rows_of
from taizhang.web.listing import Act, Listing, address_of, shown
from taizhang.web.lists import LISTS
from taizhang.web.places import found_places
from taizhang.workflows.bulk import MOST, UNDO_FOR, batch_of, may_undo


def _listing(name: str) -> Listing:
    if name not in LISTS:
        raise Refused("unknown-thing", "清单")
    return LISTS[name]


@needs(Power.VIEW)
def open_view(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """Whoever has the link; the list shows what the own post covers."""
    return redirect(address_of(view_at(about)))


@require_POST
@needs(Power.VIEW)
def save(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    listing, sent = _listing(name), request.POST
    about = save_view(
        by=actor, at=timezone.now(), list_name=listing.name, name=sent.get("name", ""), words=sent.get("words", ""),
        columns=[one for one in sent.get("columns", "").split(".") if one], shared=sent.get("shared") == "1",
        first=sent.get("first") == "1",
    )  # fmt: skip
    link = request.build_absolute_uri(reverse("lists:open", args=[about]))
    messages.success(request, f"视图已保存。发给同事的链接：{link}，打开后只显示其本人岗位范围内的内容。")
    return redirect(address_of(view_at(about)))


@require_POST
@needs(Power.VIEW)
def drop(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    listing = _listing(drop_view(by=actor, view=about))
    messages.success(request, "视图已删除")
    return redirect(listing.page)


@require_POST
@needs(Power.VIEW)
def open_first(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The list opens with no view any more."""
    open_with(by=actor, list_name=_listing(name).name, view=None)
    messages.success(request, "已取消默认视图")
    return redirect(_listing(name).page)


@require_POST
@needs(Power.VIEW)
def columns(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The ticked columns in the order of their numbers; ticks come with the form, so that it works without script."""
    listing, sent = _listing(name), request.POST
    ticked = sent.getlist("column") if "reset" not in sent else []
    places = {one: sent.get(f"place-{one}", "") for one in ticked}
    ordered = sorted(ticked, key=lambda one: int(places[one]) if places[one].isdecimal() else len(ticked) + 1)
    keep_columns(by=actor, list_name=listing.name, columns=ordered)
    messages.success(request, "列已保存，导出 Excel 时也按这些列。" if ordered else "已恢复默认的列")
    return redirect(f"{reverse(listing.page)}?{sent.get('words', '')}")


@needs(Power.VIEW)
def export(request: HttpRequest, actor: Actor, name: str, ending: str) -> HttpResponseBase:
    """The list as the filter and the order of the address have it, by the columns that the person chose, if any."""
    listing = _listing(name)
    listed, rows = shown(request, actor, listing), rows_of(name, actor, current(actor, request), request.GET)
    columns = [column.id for column in listed.columns] if listed.chosen else []
    return sent_as_file(book_of(name, actor, rows), actor, rows, order=listed.order, columns=columns, ending=ending)


@require_POST
@needs(Power.VIEW)
def act(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Do one thing to the chosen rows, or to all that match the filter; what came of it stands on a page."""
    listing, sent = _listing(name), request.POST
    do = ACTS.get(listing.name, {}).get(sent.get("act", ""))
    if do is None:
        raise Refused("bad-body", "请选择办理什么")
    rows = rows_of(listing.name, actor, current(actor, request), QueryDict(sent.get("words", "")))
    ids = _all(rows) if sent.get("all") == "1" else _picked(sent)
    if not ids:
        raise Refused("bad-body", "没有选中任何一行")
    wanted = Wanted(
        number_of(sent.get("to", "")), _day(next(filter(None, sent.getlist("until")), "")), sent.get("reason", "")
    )
    if sent["act"] in FINAL and sent.get("sure") != "1":
        return _ask_once(request, listing, ids, FINAL[sent["act"]], wanted)
    batch = do(actor, timezone.now(), ids, wanted)
    return redirect("lists:batch", batch.pk)


def _ask_once(request: HttpRequest, listing: Listing, ids: Sequence[UUID], act: Act, wanted: Wanted) -> HttpResponse:
    """What cannot be taken back, with how many it concerns; nothing is done yet, and what was filled in goes along."""
    until = f"{localtime(wanted.until):%Y-%m-%d}" if wanted.until else ""
    kept = {"act": act.name, "until": until, "reason": wanted.reason, "back": request.POST.get("back", "")}
    context = {"act": act, "ids": ids, "kept": kept.items(), "until": until, "wanted": wanted, "listing": listing}
    return render(request, "lists/ask.html", context)


def _day(text: str) -> datetime | None:
    """The end of the day; nothing where none was given."""
    try:
        day = parse_date(text.strip()) if text.strip() else None
    except ValueError:
        day = None
    if text.strip() and day is None:
        raise Refused("bad-body", f"日期看不懂：{text[:20]}，请写成 2026-05-31 这样")
    return end_of_day(day) if day else None


def _picked(sent: QueryDict) -> list[UUID]:
    return [about for one in dict.fromkeys(sent.getlist("pick")[:MOST]) if (about := uuid_of(one))]


def _all(rows: QuerySet[Any]) -> list[UUID]:
    ids = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise Refused("bad-body", f"符合条件的超过 {MOST} 件，请先缩小筛选范围")
    return ids


@needs(Power.VIEW)
def batch(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """What was done, what was not and why, and for some minutes the way back."""
    row = batch_of(actor, about)
    listing = LISTS[list_of(row.act)]
    context = {
        "batch": row,
        "may_undo": row.act in UNDOING and may_undo(row, at=timezone.now()),
        "final": row.act in FINAL,
        "until": row.made_at + UNDO_FOR,
        "back": listing.page,
        "done": [(item["title"], reverse(listing.thing, args=[item["about"]])) for item in row.items],
    }
    return render(request, "lists/batch.html", context)


@require_POST
@needs(Power.VIEW)
def undo(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    row = batch_of(actor, about)
    if row.act not in UNDOING:
        raise Refused("not-now", "这样的办理不能撤销")
    UNDOING[row.act](by=actor, at=timezone.now(), batch=row)
    messages.success(request, "已撤销")
    return redirect("lists:batch", about)


@needs(Power.VIEW)
def places(request: HttpRequest, actor: Actor, kind: str) -> JsonResponse:
    """What is proposed while somebody types the name of a place."""
    found = found_places(actor, kind, request.GET.get("q", "")[:40])
    return JsonResponse({"places": [{"number": number, "name": name} for number, name in found]})


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("views/<uuid:about>/", open_view, name="open"),
                    path("views/<uuid:about>/drop", drop, name="drop"),
                    path("batches/<uuid:about>/", batch, name="batch"),
                    path("batches/<uuid:about>/undo", undo, name="undo"),
                    path("places/<slug:kind>", places, name="places"),
                    path("<slug:name>/export.xlsx", export, {"ending": "xlsx"}, name="excel"),
                    path("<slug:name>/export.csv", export, {"ending": "csv"}, name="csv"),
                    path("<slug:name>/act", act, name="act"),
                    path("<slug:name>/save", save, name="save"),
                    path("<slug:name>/columns", columns, name="columns"),
                    path("<slug:name>/plain", open_first, name="plain"),
                ],
                "lists",
            )
        ),
    )
]
