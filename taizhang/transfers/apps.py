from __future__ import annotations

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "taizhang.transfers"
    label = "transfers"
    verbose_name = "土地流转"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
