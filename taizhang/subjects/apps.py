from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    name = "taizhang.subjects"
    label = "subjects"
    verbose_name = "底数"

    def ready(self) -> None:
        from taizhang.campaigns.queries import count_own_figures_with

        from . import events, projections  # noqa: F401
        from .figures import own_figures

        count_own_figures_with(own_figures)
