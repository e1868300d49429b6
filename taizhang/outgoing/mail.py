"""Sending e-mail through the office's own server, which the settings name."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .client import PATIENCE, Unreachable


def send_mail(to: str, subject: str, text: str) -> None:
    """Raises Unreachable."""
    if not settings.EMAIL_HOST:
        raise Unreachable("没有设置邮件服务器（TAIZHANG_MAIL）")
    connection = get_connection(timeout=PATIENCE)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], connection=connection).send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; a line break in a head is a ValueError
        raise Unreachable(f"邮件没有发出（{type(error).__name__}）") from None
