from __future__ import annotations

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "taizhang.books"
    label = "books"
    verbose_name = "登记簿"

    def ready(self) -> None:
        from . import events, projections  # noqa: F401
