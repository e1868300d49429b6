from __future__ import annotations

from django.apps import AppConfig


class BurdenConfig(AppConfig):
    name = "taizhang.burden"
    label = "burden"
    verbose_name = "基层负担"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
