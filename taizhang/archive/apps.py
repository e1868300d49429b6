from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "taizhang.archive"
    label = "archive"
    verbose_name = "归档"

    def ready(self) -> None:
        from . import events  # noqa: F401
