from __future__ import annotations

from django.apps import AppConfig


class StationeryConfig(AppConfig):
    name = "taizhang.stationery"
    label = "stationery"
    verbose_name = "文书样式"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
