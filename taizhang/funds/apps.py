from __future__ import annotations

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "taizhang.funds"
    label = "funds"
    verbose_name = "资金"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
