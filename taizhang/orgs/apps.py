from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "taizhang.orgs"
    label = "orgs"
    verbose_name = "组织"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
