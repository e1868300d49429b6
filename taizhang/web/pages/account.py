"""One's own account: the authenticator, its recovery codes, and where one is signed in."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.acts import Hand
from taizhang.accounts.appearance import LANGUAGES, TYPE_SIZES, language_of
from taizhang.accounts.lockout import forgive
from taizhang.accounts.models import SecondFactor
from taizhang.accounts.passkeys import passkeys_of
from taizhang.accounts.second_factor import has_factor, new_secret, remove_factor, set_factor
from taizhang.accounts.sign_ins import end, end_all, open_sign_ins
from taizhang.core.refusals import Refused
from taizhang.core.totp import address


def hand_of(request: HttpRequest) -> Hand:
    """The person themselves, in the post they act in, if any."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    return Hand(actor.identity, actor.post, actor.org) if actor else Hand(f"user:{request.user.pk}")


def shows_password(request: HttpRequest) -> bool:
    """A computer left open must not be enough; who has no password has shown who they are elsewhere."""
    user = request.user
    return user.is_authenticated and (
        not user.has_usable_password() or user.check_password(request.POST.get("password", ""))
    )


@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """With a fresh secret to bind while none is bound; it waits in the session until its first code is typed."""
    factor = SecondFactor.objects.filter(pk=request.user.pk).first()
    context: dict[str, Any] = {
        "factor": factor,
        "codes_left": request.user.recovery_codes.filter(used_at=None).count(),  # type: ignore[union-attr]
        "sign_ins": open_sign_ins(request.user, at=timezone.now()),  # type: ignore[arg-type]
        "here": request.session.session_key,
        "passkeys": passkeys_of(request.user),  # type: ignore[arg-type]
        "languages": LANGUAGES,
        "type_sizes": TYPE_SIZES,
        "language": language_of(request),
    }
    if factor is None:
        secret = request.session.setdefault("secret", new_secret())
        context |= {"secret": secret, "square": _square(address(secret, person=request.user.get_username()))}
    return render(request, "account/security.html", {**context, **more}, status=status)


def _square(text: str) -> SafeString:
    drawn = segno.make(text, error="m").svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - made of squares


@never_cache
@require_POST
@login_required
def bind(request: HttpRequest) -> HttpResponse:
    """The recovery codes are on the answer, and nowhere else ever again."""
    secret = request.session.get("secret", "")
    if not secret or SecondFactor.objects.filter(pk=request.user.pk).exists():
        return redirect("account:security")
    typed = request.POST.get("code", "")
    try:
        codes = set_factor(request.user, secret, typed, by=hand_of(request), at=timezone.now())  # type: ignore[arg-type]
    except Refused as refused:
        return page(request, status=422, error=refused.sentence)
    del request.session["secret"]
    request.session["factor"] = True
    forgive(f"code:{request.user.pk}")
    return page(request, codes=codes)


@require_POST
@login_required
def unbind(request: HttpRequest) -> HttpResponse:
    if not shows_password(request):
        return page(request, status=422, wrong_password=True)
    remove_factor(request.user, by=hand_of(request), at=timezone.now())  # type: ignore[arg-type]
    request.session["factor"] = has_factor(request.user)  # type: ignore[arg-type]
    messages.success(request, "动态码已解除。")
    return redirect("account:security")


@require_POST
@login_required
def end_one(request: HttpRequest, number: int) -> HttpResponse:
    row = get_object_or_404(open_sign_ins(request.user, at=timezone.now()), pk=number)  # type: ignore[arg-type]
    end([row], at=timezone.now())
    messages.success(request, f"已结束在{row.device}上的登录。")
    return redirect("account:security")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key
    count = end_all(request.user, by=hand_of(request), at=timezone.now(), but=here)  # type: ignore[arg-type]
    messages.success(request, f"已结束在别处的登录：{count} 处。")
    return redirect("account:security")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", security, name="security"),
                    path("bind", bind, name="bind"),
                    path("unbind", unbind, name="unbind"),
                    path("sign-ins/<int:number>/end", end_one, name="end"),
                    path("sign-ins/end-others", end_others, name="end-others"),
                ],
                "account",
            )
        ),
    )
]
