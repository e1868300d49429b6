"""Sending e-mail through the office's own server, which the settings name."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage as Letter
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from .addresses import Target, target_of
from .client import PATIENCE, Unreachable, connected


def send_mail(to: str, subject: str, text: str) -> None:
    """Raises Unreachable."""
    if not settings.EMAIL_HOST:
        raise Unreachable("没有设置邮件服务器（TAIZHANG_MAIL）")
    connection = get_connection(timeout=PATIENCE)
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], connection=connection).send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; a line break in a head is a ValueError
        raise Unreachable(f"邮件没有发出（{type(error).__name__}）") from None


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that is named on a page: where it may stand is checked as for every settable address.

    `security` is "tls" (from the first byte on), "starttls" or "" (none, within one's own network).
    """

    host: str
    port: int
    security: str
    user: str
    password: str


def send_letter(server: MailServer, letter: Letter) -> None:
    """Raises Forbidden, Unreachable."""
    scheme = "https" if server.security == "tls" else "http"
    target = target_of(f"{scheme}://{server.host}:{server.port}", settings.OUTGOING)
    try:
        with _Connection(target) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(letter)
    except (OSError, ValueError) as error:
        code = getattr(error, "smtp_code", "")
        raise Unreachable(f"邮件没有发出（{code or type(error).__name__}）") from None


class _Connection(smtplib.SMTP):
    """To the machine that was checked, whatever its name leads to a moment later."""

    def __init__(self, target: Target) -> None:
        self._target = target
        super().__init__(target.host, target.port, timeout=PATIENCE)

    def _get_socket(self, *_: Any) -> socket.socket:
        return connected(self._target)
