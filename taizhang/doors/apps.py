from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "taizhang.doors"
    verbose_name = "系统接口"

    def ready(self) -> None:
        from . import events  # noqa: F401
