from __future__ import annotations

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "taizhang.proposals"
    label = "proposals"
    verbose_name = "处理建议"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
