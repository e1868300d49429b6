from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "taizhang.reports"
    label = "reports"
    verbose_name = "报送"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
