"""Giving a subject its link, on paper or to its phone, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.core.roles import Power
from taizhang.subjects.links import make_link, revoke_link
from taizhang.subjects.queries import subject_for
from taizhang.web.fields import number_of
from taizhang.web.gate import needs
from taizhang.web.pages.codes import drawn


@never_cache
@require_POST
@needs(Power.INSPECT)
def make(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    """The link is on the answer, and nowhere else ever again."""
    now, days = timezone.now(), number_of(request.POST.get("days", "")) or 0
    key = make_link(by=actor, at=now, subject=about, days=days)
    address = request.build_absolute_uri(reverse("own:home", args=[key]))
    context = {
        "subject": subject_for(actor, about),
        "address": address,
        "code": drawn(address),
        "until": now + timedelta(days=days),
    }
    return render(request, "register/link.html", context)


@require_POST
@needs(Power.INSPECT)
def revoke(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    revoke_link(by=actor, at=timezone.now(), subject=about)
    messages.success(request, "自查链接已停用")
    return redirect("register:detail", about)


PAGES = [path("<uuid:about>/make", make, name="make"), path("<uuid:about>/revoke", revoke, name="revoke")]
urlpatterns = [path("", include((PAGES, "links")))]
