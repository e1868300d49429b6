from django.apps import AppConfig


class OpenRosaConfig(AppConfig):
    name = "taizhang.openrosa"
    label = "openrosa"
    verbose_name = "ODK 设备"
