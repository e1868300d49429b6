from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "taizhang.workflows"
    label = "workflows"
    verbose_name = "流程"

    def ready(self) -> None:
        from taizhang.journal.reactions import install

        from .reactions import REACTIONS

        install(REACTIONS)
