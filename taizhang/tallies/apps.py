from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "taizhang.tallies"
    label = "tallies"
    verbose_name = "统计"
