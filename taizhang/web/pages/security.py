"""For the security administrator: who is signed in, locked out, has a second factor; and cutting off."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.acts import Hand, note
from taizhang.accounts.lockout import forgive, locked_until, locks, resting
from taizhang.accounts.models import OutsideIdentity, Passkey, SecondFactor, User
from taizhang.accounts.outside import bind, unbind_all
from taizhang.accounts.passwords import demand_new_password
from taizhang.accounts.second_factor import remove_everything
from taizhang.accounts.sign_ins import end_all, open_since
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.queries import current_posts
from taizhang.web.gate import needs
from taizhang.web.pages.sign_in_outside import ways

MOST = 200


@needs(Power.SECURE)
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """People of the reach, those locked out first, then those signed in; found by name or login."""
    now = timezone.now()
    posts = current_posts(now).filter(path__under=actor.reach)
    rows = User.objects.filter(pk__in=posts.exclude(user=None).values("user"))
    if wanted := request.GET.get("q", "").strip()[:60]:
        rows = rows.filter(Q(name__icontains=wanted) | Q(username__icontains=wanted))
    names, numbers = resting(at=now)
    rows = rows.annotate(low=Lower("username"))
    held = Q(low__in=names) | Q(pk__in=numbers)
    held_count = rows.filter(held).count()
    if "locked" in request.GET:
        rows = rows.filter(held)
    opened = Count("sign_ins", filter=Q(sign_ins__ended_at=None, sign_ins__at__gt=open_since(now)))
    factor = Exists(SecondFactor.objects.filter(pk=OuterRef("pk")))
    passkey = Exists(Passkey.objects.filter(user=OuterRef("pk")))
    bound = Exists(OutsideIdentity.objects.filter(user=OuterRef("pk")))
    marked = rows.annotate(opened=opened, factor=factor, passkey=passkey, bound=bound, held=held)
    shown = list(marked.order_by("-held", "-opened", "pk")[: MOST + 1])
    titles: dict[int, list[str]] = {}
    for post in posts.filter(user__in=[row.pk for row in shown]):
        titles.setdefault(post.user_id or 0, []).append(str(post))
    locked = locks([row.username for row in shown] + [f"code:{row.pk}" for row in shown], at=now)
    lines = [
        (row, titles.get(row.pk, []), locked.get(row.username.lower()) or locked.get(f"code:{row.pk}"))
        for row in shown[:MOST]
    ]
    context = {"lines": lines, "cut": len(shown) > MOST, "most": MOST, "outside": ways(), "held": held_count}
    return render(request, "security/list.html", context)


def _person(actor: Actor, user: int) -> User:
    """All of whose posts lie within the reach. Raises Refused("out-of-scope") also where nobody has the number."""
    posts = current_posts(timezone.now()).filter(user=user)
    if not posts.exists() or posts.exclude(path__under=actor.reach).exists():
        raise Refused("out-of-scope", "此人在您管辖以外还有岗位，请由上级办理")
    return User.objects.get(pk=user)


@require_POST
@needs(Power.SECURE)
def sign_out(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    person = _person(actor, user)
    count = end_all(person, by=_hand(actor), at=timezone.now())
    messages.success(request, f"已结束{person}的登录：{count} 处。")
    return redirect("security:list")


@require_POST
@needs(Power.SECURE)
def reset_factor(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    """For a lost authenticator; who is signed in with it is signed out."""
    person = _person(actor, user)
    remove_everything(person, by=_hand(actor), at=timezone.now())
    end_all(person, by=_hand(actor), at=timezone.now())
    messages.success(request, f"已解除{person}的动态码和通行密钥，请本人登录后重新绑定。")
    return redirect("security:list")


@require_POST
@needs(Power.SECURE)
def new_password(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    """For a password that others may know."""
    person = _person(actor, user)
    demand_new_password(person, by=_hand(actor), at=timezone.now())
    messages.success(request, f"已要求{person}更换密码，各处登录都已结束。")
    return redirect("security:list")


@require_POST
@needs(Power.SECURE)
def bind_identity(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    """The person has told the number that stood on their page after they had signed in at the other system."""
    person = _person(actor, user)
    bind(request.POST.get("number", ""), person, by=_hand(actor), at=timezone.now())
    messages.success(request, f"已为{person}绑定，请本人重新登录。")
    return redirect("security:list")


@require_POST
@needs(Power.SECURE)
def unbind_identity(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    """Who is signed in is signed out: it may have been through that identity."""
    person, at = _person(actor, user), timezone.now()
    unbind_all(person, by=_hand(actor), at=at)
    end_all(person, by=_hand(actor), at=at)
    messages.success(request, f"已解除{person}绑定的外部身份。")
    return redirect("security:list")


@require_POST
@needs(Power.SECURE)
def unlock(request: HttpRequest, actor: Actor, user: int) -> HttpResponse:
    """After the person has shown who they are, they need not wait."""
    person, now = _person(actor, user), timezone.now()
    keys = [person.username, f"code:{person.pk}"]
    if not any(locked_until(key, at=now) for key in keys):
        raise Refused("already-done", "账号没有锁定")
    for key in keys:
        forgive(key)
    note("account.unlocked", person, by=_hand(actor), at=now)
    messages.success(request, f"已解除{person}的登录锁定。")
    return redirect("security:list")


def _hand(actor: Actor) -> Hand:
    return Hand(actor.identity, actor.post, actor.org)


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("", people, name="list"),
                    path("<int:user>/sign-out", sign_out, name="sign-out"),
                    path("<int:user>/reset-factor", reset_factor, name="reset-factor"),
                    path("<int:user>/new-password", new_password, name="new-password"),
                    path("<int:user>/bind-identity", bind_identity, name="bind-identity"),
                    path("<int:user>/unbind-identity", unbind_identity, name="unbind-identity"),
                    path("<int:user>/unlock", unlock, name="unlock"),
                ],
                "security",
            )
        ),
    )
]
