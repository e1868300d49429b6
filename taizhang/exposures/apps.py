from __future__ import annotations

from django.apps import AppConfig


class ExposuresConfig(AppConfig):
    name = "taizhang.exposures"
    label = "exposures"
    verbose_name = "点名公开"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
