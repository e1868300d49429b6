from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "taizhang.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from . import events, sign_ins  # noqa: F401
