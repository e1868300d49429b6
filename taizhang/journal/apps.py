from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "taizhang.journal"
    label = "journal"
    verbose_name = "流水"
