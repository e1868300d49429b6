"""Views and columns of the long lists: keeping them, dropping them, and the link that opens a view."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.lists.operations import drop_view, keep_columns, open_with, save_view
from taizhang.lists.queries import view_at
from taizhang.web.gate import needs
from taizhang.web.listing import Listing, address_of
from taizhang.web.lists import LISTS


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


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("views/<uuid:about>/", open_view, name="open"),
                    path("views/<uuid:about>/drop", drop, name="drop"),
                    path("<slug:name>/save", save, name="save"),
                    path("<slug:name>/columns", columns, name="columns"),
                    path("<slug:name>/plain", open_first, name="plain"),
                ],
                "lists",
            )
        ),
    )
]
