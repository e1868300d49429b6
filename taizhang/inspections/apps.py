from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "taizhang.inspections"
    label = "inspections"
    verbose_name = "检查"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
