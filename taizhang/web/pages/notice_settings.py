"""What a person wishes of notices, and the channels of an org for its administrator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.ladder import RUNG_LABELS
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.notices.channels import channels_under, remove_channel, set_channel, try_channel
from taizhang.notices.matters import MATTERS
from taizhang.notices.models import Address, Channel, Sending, Wish
from taizhang.notices.routing import INSIDE
from taizhang.notices.ways.kinds import KINDS
from taizhang.notices.wishes import bind, channels_for, send_test, set_wish, unbind, verify, wish_of
from taizhang.web.gate import needs

MOST = 30


@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    if request.method == "POST":
        heard = set(request.POST.getlist("matter"))
        set_wish(user, request.POST.dict(), [matter for matter in MATTERS if matter not in heard])
        messages.success(request, "已保存。")
        return redirect("notice-settings:mine")
    bound = {row.channel_id: row for row in Address.objects.filter(user=user)}
    context = {
        "wish": wish_of(user),
        "digests": Wish.DIGESTS.items(),
        "matters": [matter for matter in MATTERS.values() if matter.id != INSIDE],
        "channels": [(row, KINDS[row.kind], bound.get(row.pk)) for row in _own_channels(request)],
        "sendings": Sending.objects.filter(user=user).select_related("channel").order_by("-pk")[:10],
    }
    return render(request, "notices/mine.html", context)


@require_POST
@login_required
def address(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Bind, verify, unbind or test an address of one's own."""
    channel = next((row for row in _own_channels(request) if row.pk == number), None)
    if channel is None or act not in ACTS:
        raise Refused("unknown-thing", "通知渠道")
    user, now, typed = _user(request), timezone.now(), request.POST.get("typed", "")
    if act == "bind":
        bind(user, channel, typed, at=now)
    elif act == "verify":
        verify(user, channel, typed, at=now)
    elif act == "unbind":
        unbind(user, channel)
    else:
        send_test(user, channel, at=now)
    messages.success(request, ACTS[act])
    return redirect("notice-settings:mine")


ACTS = {
    "bind": "验证码已发出，收到后填在下面。", "verify": "地址已验证，从现在起会发到那里。", "unbind": "已解除。",
    "test": "测试消息已发出，请查收。",
}  # fmt: skip


@never_cache
@needs(Power.MANAGE_ORGS)
def channels(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = list(channels_under(actor))
    asked = request.GET.get("kind", "")
    context = {
        "rows": [(row, KINDS[row.kind], _fields(row)) for row in rows],
        "kinds": KINDS.values(),
        "new": KINDS.get(asked),
        "rungs": RUNG_LABELS.items(),
        "sendings": Sending.objects.filter(channel__in=rows).prefetch_related("attempts").select_related("channel")
        .order_by("-pk")[:MOST],
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "notices/channels.html", context)


@require_POST
@needs(Power.MANAGE_ORGS)
def set_one(request: HttpRequest, actor: Actor, kind: str, number: int) -> HttpResponse:
    row = set_channel(by=actor, kind=kind, words=request.POST.dict(), number=number or None)
    messages.success(request, f"已保存：{row.name}。请发一条测试消息。")
    return redirect("notice-settings:channels")


@require_POST
@needs(Power.MANAGE_ORGS)
def test_one(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    try_channel(by=actor, at=timezone.now(), number=number, to=request.POST.get("to", ""))
    messages.success(request, "测试消息已发出，对方已收下。")
    return redirect("notice-settings:channels")


@require_POST
@needs(Power.MANAGE_ORGS)
def remove(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    messages.success(request, f"已删除：{remove_channel(by=actor, number=number)}。")
    return redirect("notice-settings:channels")


def _fields(row: Channel) -> list[tuple[str, str, str]]:
    return [(name, label, str(row.settings.get(name, ""))) for name, label, _ in KINDS[row.kind].fields]


def _own_channels(request: HttpRequest) -> list[Channel]:
    return list(channels_for([actor.path for actor in request.actors]))  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> int:
    assert request.user.pk is not None
    return request.user.pk


PAGES = [
    path("mine", mine, name="mine"),
    path("mine/<int:number>/<slug:act>", address, name="address"),
    path("channels", channels, name="channels"),
    path("channels/<slug:kind>/<int:number>/set", set_one, name="set"),
    path("channels/<int:number>/test", test_one, name="test"),
    path("channels/<int:number>/remove", remove, name="remove"),
]
urlpatterns = [path("", include((PAGES, "notice-settings")))]
