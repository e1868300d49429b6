from __future__ import annotations

from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    name = "taizhang.boundaries"
    label = "boundaries"
    verbose_name = "辖区边界"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
