"""One's own ODK devices: each has a key for the post one acts in, shown once as a QR code, and can be revoked."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.roles import Power
from taizhang.openrosa.devices import add_device, collect_settings, devices_of, revoke_device
from taizhang.web.gate import needs


@never_cache
@needs(Power.INSPECT, Power.SELF_INSPECT)
def devices(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "devices/list.html", {"devices": devices_of(actor)})


@never_cache
@require_POST
@needs(Power.INSPECT, Power.SELF_INSPECT)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The key is on the answer, and nowhere else ever again."""
    key = add_device(by=actor, name=request.POST.get("name", ""), at=timezone.now())
    address = request.build_absolute_uri(reverse("odk:door", args=[key]))
    drawn = segno.make(collect_settings(address, name=f"台账 {actor.org_name}"), error="l").svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None
    )
    square = mark_safe(drawn)  # noqa: S308 - made of squares
    return render(request, "devices/list.html", {"devices": devices_of(actor), "address": address, "square": square})


@require_POST
@needs(Power.INSPECT, Power.SELF_INSPECT)
def revoke(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    revoke_device(by=actor, device=number, at=timezone.now())
    messages.success(request, "设备已停用，它的密钥立即失效。")
    return redirect("devices:list")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", devices, name="list"),
                    path("add", add, name="add"),
                    path("<int:number>/revoke", revoke, name="revoke"),
                ],
                "devices",
            )
        ),
    )
]
