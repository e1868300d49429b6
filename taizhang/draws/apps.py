from __future__ import annotations

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "taizhang.draws"
    label = "draws"
    verbose_name = "抽查"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
