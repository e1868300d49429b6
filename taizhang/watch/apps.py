from __future__ import annotations

from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "taizhang.watch"
    label = "watch"
    verbose_name = "运行状况"

    def ready(self) -> None:
        from .job_lines import listen

        listen()
