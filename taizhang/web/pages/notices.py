"""The inbox: what the person was told, read or not, and the way to each thing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.paging import page_by_key
from taizhang.notices.matters import MATTERS
from taizhang.notices.operations import mark_read, mark_unread
from taizhang.notices.queries import inbox, notice_of
from taizhang.web.fields import uuid_of
from taizhang.web.notice_links import link_of

TABS = (("", "未读"), ("all", "全部"))


@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    rows = inbox(_user(request))
    show, matter = request.GET.get("show", ""), request.GET.get("matter", "")
    rows = rows if show == "all" else rows.filter(read_at=None)
    rows = rows.filter(matter=matter) if matter in MATTERS else rows
    page, following = page_by_key(rows, "-at", request.GET.get("after", ""))
    posts = {actor.post: actor for actor in request.actors}  # type: ignore[attr-defined]
    context = {
        "lines": [(row, posts.get(row.post)) for row in page],
        "following": following,
        "tabs": TABS,
        "show": show,
        "matter": matter,
        "matters": MATTERS.values(),
        "now": timezone.now(),
    }
    return render(request, "notices/list.html", context)


@never_cache
@login_required
def opened(request: HttpRequest, about: UUID) -> HttpResponse:
    """To the thing, in the post for which it was told; it is read by that."""
    row = notice_of(_user(request), about)
    mark_read(_user(request), at=timezone.now(), only=[row.pk])
    acting = request.actor.post if request.actor else None  # type: ignore[attr-defined]
    other = next((actor for actor in request.actors if actor.post == row.post), None)  # type: ignore[attr-defined]
    if other and other.post != acting:
        request.session["post"] = other.post
        messages.info(request, f"这条消息是发给{other.org_name}{other.title}岗位的，已切换到这个岗位。")
    return redirect(link_of(row))


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """What was ticked, or everything."""
    ticked = [found for text in request.POST.getlist("notice") if (found := uuid_of(text))]
    count = mark_read(_user(request), at=timezone.now(), only=None if "all" in request.POST else ticked)
    messages.success(request, f"{count} 条消息标为已读。" if count else "没有要标的未读消息。")
    return redirect("notices:list")


@require_POST
@login_required
def keep_unread(request: HttpRequest, about: UUID) -> HttpResponse:
    mark_unread(_user(request), about)
    return redirect("notices:list")


def _user(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return request.user.pk


PAGES = [
    path("", notices, name="list"),
    path("read", read, name="read"),
    path("<uuid:about>/", opened, name="open"),
    path("<uuid:about>/unread", keep_unread, name="unread"),
]
urlpatterns = [path("", include((PAGES, "notices")))]
