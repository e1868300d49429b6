from __future__ import annotations

from django.apps import AppConfig


class TipsConfig(AppConfig):
    name = "taizhang.tips"
    label = "tips"
    verbose_name = "群众反映"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
