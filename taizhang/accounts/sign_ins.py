"""Where a person is signed in, and ending it: each sign-in is noted with its device, and few are open at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .acts import Hand, note
from .models import SignIn, User
from .sources import address_of

MOST_OPEN = 5
"""Places where one person is signed in at once; a further sign-in ends the oldest."""

KEPT = timedelta(days=400)
"""Sign-ins are kept for longer than the six months that the law asks of logs."""

_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓设备"),
    ("iPhone|iPad", "苹果设备"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg/", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def open_since(at: datetime) -> datetime:
    """What was begun before has run out by itself."""
    return at - timedelta(seconds=settings.SESSION_COOKIE_AGE)


def open_sign_ins(user: User, *, at: datetime) -> QuerySet[SignIn]:
    """Not ended and not run out, the latest first."""
    return SignIn.objects.filter(user=user, ended_at=None, at__gt=open_since(at)).order_by("-at", "-pk")


def end(rows: Iterable[SignIn], *, at: datetime) -> int:
    """The sessions are gone with this call; returns how many there were."""
    found = list(rows)
    for row in found:
        SessionStore(session_key=row.session).delete()
    SignIn.objects.filter(pk__in=[row.pk for row in found]).update(ended_at=at)
    return len(found)


def end_all(user: User, *, by: Hand, at: datetime, but: str | None = None) -> int:
    """End every sign-in of the person, but for the session `but`, and write it down."""
    with transaction.atomic():
        count = end(open_sign_ins(user, at=at).exclude(session=but or ""), at=at)
        if count:
            note("account.signed_out", user, by=by, at=at, count=count)
    return count


def renew(old: str | None, new: str | None) -> None:
    """A session got another key, as after a change of the password."""
    SignIn.objects.filter(session=old or "", ended_at=None).update(session=new or "")


@receiver(user_logged_in)
def _note(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    at = timezone.now()
    if request.session.session_key is None:
        request.session.save()
    request.session["since"] = int(at.timestamp())
    SignIn.objects.filter(user=user, at__lt=at - KEPT).delete()
    SignIn.objects.create(
        user=user, session=request.session.session_key or "", at=at, address=address_of(request),
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
    )  # fmt: skip
    end(open_sign_ins(user, at=at)[MOST_OPEN:], at=at)


@receiver(user_logged_out)
def _over(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if request.session.session_key:
        SignIn.objects.filter(session=request.session.session_key, ended_at=None).update(ended_at=timezone.now())


def device_of(agent: str) -> str:
    """In a person's words: "安卓设备，微信"."""
    named = [next((name for mark, name in table if re.search(mark, agent)), "") for table in (_SYSTEMS, _BROWSERS)]
    return "，".join(name for name in named if name) or "其他设备"
