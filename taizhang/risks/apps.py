from __future__ import annotations

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "taizhang.risks"
    label = "risks"
    verbose_name = "风险清单"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
