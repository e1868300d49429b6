from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "taizhang.subjects"
    label = "subjects"
    verbose_name = "底数"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
