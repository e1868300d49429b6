from __future__ import annotations

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    name = "taizhang.licences"
    label = "licences"
    verbose_name = "证照"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
