from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "taizhang.duties"
    label = "duties"
    verbose_name = "任务"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
