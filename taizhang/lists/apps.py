from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "taizhang.lists"
    label = "lists"
    verbose_name = "清单"
