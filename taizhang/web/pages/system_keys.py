"""Keys of other systems: made by the security administrator, shown once, revoked at once; the auditor reads along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.doors.keys import LONGEST, NewKey, campaigns_within, keys_for, make_key, revoke_key, uses_since
from taizhang.doors.tables import CHOICES
from taizhang.orgs.models import Org
from taizhang.web.gate import needs
from taizhang.web.pages.codes import drawn

MOST = 200
MOST_PLACES = 2000
COUNTED = timedelta(days=30)


@never_cache
@needs(Power.SECURE, Power.AUDIT)
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "system_keys/list.html", _context(actor))


def _context(actor: Actor) -> dict[str, Any]:
    now = timezone.now()
    rows = list(keys_for(actor)[:MOST])
    offices = Org.objects.filter(path__under=actor.reach, closed=False).exclude(level="grid").order_by("path")
    places = list(offices.exclude(kind__in=["enterprise", "school"])[:MOST_PLACES])
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    campaigns = campaigns_within(actor)
    used = uses_since(rows, now - COUNTED)
    lines = [
        {
            "key": row, "valid": row.valid(now), "place": names.get(row.org, ""), "uses": used.get(row.pk, []),
            "tables": [CHOICES[name] for name in row.tables if name in CHOICES],
            "campaigns": [said for about, said in campaigns.items() if str(about) in row.campaigns],
        }
        for row in rows
    ]  # fmt: skip
    return {
        "lines": lines, "places": places, "campaigns": campaigns.items(), "choices": CHOICES.items(),
        "longest": LONGEST.days, "makes": actor.may(Power.SECURE), "days": COUNTED.days,
    }  # fmt: skip


@never_cache
@require_POST
@needs(Power.SECURE)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The key is on the answer, and nowhere else ever again."""
    sent = request.POST
    new = NewKey(
        name=sent.get("name", ""), org=_whole(sent.get("org"), "范围"),
        tables=[t for t in sent.getlist("tables") if t in CHOICES],
        campaigns=_ids(sent.getlist("campaigns")), personal=sent.get("personal") == "yes",
        writes=sent.get("writes") == "yes", per_minute=_whole(sent.get("per_minute"), "每分钟次数"),
        days=_whole(sent.get("days"), "有效期"),
    )  # fmt: skip
    key = make_key(new, by=actor, at=timezone.now())
    shown = {"made": key, "made_for": new.name, "address": request.build_absolute_uri("/data/")}
    return render(request, "system_keys/list.html", {**_context(actor), **shown})


@never_cache
@require_POST
@needs(Power.SECURE)
def add_screen(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The link and its code are on the answer, and nowhere else ever again."""
    sent = request.POST
    new = NewKey(
        name=sent.get("name", ""), org=_whole(sent.get("org"), "范围"), tables=[],
        campaigns=_ids(sent.getlist("campaigns")), screen=True, days=_whole(sent.get("days"), "有效期"),
    )  # fmt: skip
    key = make_key(new, by=actor, at=timezone.now())
    link = request.build_absolute_uri(reverse("screen:open", args=[key]))
    shown = {"screen_link": link, "square": drawn(link), "made_for": new.name}
    return render(request, "system_keys/list.html", {**_context(actor), **shown})


def _whole(text: str | None, what: str) -> int:
    if not text or not text.isdecimal() or len(text) > 9:
        raise Refused("bad-body", f"{what}要写整数")
    return int(text)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts if text]
    except ValueError:
        raise Refused("unknown-thing", "专项整治") from None


@require_POST
@needs(Power.SECURE)
def revoke(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    revoke_key(by=actor, key=number, at=timezone.now())
    messages.success(request, "密钥已停用，用它的系统或屏幕从现在起打不开任何数据。")
    return redirect("system-keys:list")


PAGES = [
    path("", keys, name="list"),
    path("add", add, name="add"),
    path("add-screen", add_screen, name="add-screen"),
    path("<int:number>/revoke", revoke, name="revoke"),
]
urlpatterns = [path("", include((PAGES, "system-keys")))]
