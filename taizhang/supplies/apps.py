from __future__ import annotations

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "taizhang.supplies"
    label = "supplies"
    verbose_name = "进货来源"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
