from __future__ import annotations

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "taizhang.enforcement"
    label = "enforcement"
    verbose_name = "执法案件"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
