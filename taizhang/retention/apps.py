from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "taizhang.retention"
    label = "retention"
    verbose_name = "保存期限"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
