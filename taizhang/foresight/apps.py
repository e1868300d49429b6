from django.apps import AppConfig


class ForesightConfig(AppConfig):
    name = "taizhang.foresight"
    label = "foresight"
    verbose_name = "推演"
