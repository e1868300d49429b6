"""What a new password must not be, how old one may become, and who owes a new one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from .acts import Hand, note
from .models import PastPassword, User
from .sign_ins import end_all

REMEMBERED = 5
"""The last passwords, of which a new one is none."""


class NotUsedLately:
    """A validator of Django's, which also tells it of every password that is set."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        stored = User.objects.filter(pk=user.pk).values_list("password", flat=True)
        lately = PastPassword.objects.filter(user=user).order_by("-pk").values_list("encoded", flat=True)[:REMEMBERED]
        if any(check_password(password, encoded) for encoded in dict.fromkeys([*stored, *lately])):
            raise ValidationError(self.get_help_text(), code="password_used")

    def password_changed(self, password: str, user: User) -> None:
        with transaction.atomic():
            PastPassword.objects.create(user=user, encoded=user.password)
            kept = PastPassword.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:REMEMBERED]
            PastPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
            User.objects.filter(pk=user.pk).update(password_since=timezone.now())

    def get_help_text(self) -> str:
        return f"新密码不能和最近 {REMEMBERED} 次用过的相同。"


def owes_new_password(user: User, *, at: datetime) -> bool:
    """It was given by somebody else, an administrator asked for another, or it is older than the settings allow."""
    days: int = settings.PASSWORD_DAYS
    return user.must_change_password or (
        days > 0 and at - (user.password_since or user.date_joined) > timedelta(days=days)
    )


def demand_new_password(user: User, *, by: Hand, at: datetime) -> None:
    """Signed out everywhere, and asked for a new password before anything else."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(must_change_password=True)
        note("account.password_demanded", user, by=by, at=at)
        end_all(user, by=by, at=at)
