from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "taizhang.courses"
    label = "courses"
    verbose_name = "培训考试"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
