from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "taizhang.search"
    label = "search"
    verbose_name = "查找"
