from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "taizhang.cases"
    label = "cases"
    verbose_name = "案卷"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
