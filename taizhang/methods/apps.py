from __future__ import annotations

from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "taizhang.methods"
    label = "methods"
    verbose_name = "分步处置"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
