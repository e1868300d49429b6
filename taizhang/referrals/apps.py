from __future__ import annotations

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "taizhang.referrals"
    label = "referrals"
    verbose_name = "密封移送"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
