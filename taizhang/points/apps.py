from __future__ import annotations

from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "taizhang.points"
    label = "points"
    verbose_name = "积分兑换"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
