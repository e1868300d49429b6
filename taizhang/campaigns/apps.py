from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "taizhang.campaigns"
    label = "campaigns"
    verbose_name = "专项整治"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
