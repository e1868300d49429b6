"""The person of a request comes with the number of their unread notices: the bell costs no query of its own."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, OuterRef, Subquery

from taizhang.accounts.models import User

from .models import Notice


class WithUnread(ModelBackend):
    """Django's own, but that `user.unread` is counted with the person (None: no unread notice)."""

    def get_user(self, user_id: int) -> User | None:
        unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
        rows = User.objects.annotate(unread=Subquery(unread.annotate(n=Count("pk")).values("n")))
        user = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
