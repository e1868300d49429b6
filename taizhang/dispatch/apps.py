from __future__ import annotations

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "taizhang.dispatch"
    label = "dispatch"
    verbose_name = "调度"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
