from __future__ import annotations

from django.apps import AppConfig


class StandingsConfig(AppConfig):
    name = "taizhang.standings"
    label = "standings"
    verbose_name = "评比"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
