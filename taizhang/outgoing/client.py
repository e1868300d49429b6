"""Sending to a settable address: to the machine that was checked, whatever its name leads to a moment later.

No redirect is followed, no proxy of the environment is asked, no answer is read without end.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping

from django.conf import settings

from .addresses import Target, target_of

PATIENCE = 10.0
"""Seconds for connecting, and for each piece of the answer."""
LARGEST = 64 * 1024
"""Of an answer no more is read."""


class Unreachable(Exception):  # noqa: N818 - it reads as a sentence
    """There was no answer, or one that says no; in Chinese what happened."""


def post(url: str, content: bytes, *, media_type: str, headers: Mapping[str, str] | None = None) -> bytes:
    """What the other side answers. Raises Forbidden before anything is sent, Unreachable otherwise."""
    return _asked("POST", url, content, {"Content-Type": media_type, **(headers or {})})


def get(url: str) -> bytes:
    """As `post`, asking only."""
    return _asked("GET", url, None, {})


def _asked(method: str, url: str, content: bytes | None, headers: Mapping[str, str]) -> bytes:
    target = target_of(url, settings.OUTGOING)
    connection = _connection(target)
    try:
        connection.request(method, target.path, content, dict(headers))
        answer = connection.getresponse()
        said = answer.read(LARGEST)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"连不上 {target.host}（{type(error).__name__}）") from None
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise Unreachable(f"{target.host} 答复 {answer.status}")
    return said


def _connection(target: Target) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=PATIENCE)
    connection.sock = connected(target)
    return connection


def connected(target: Target) -> socket.socket:
    """Connected to the first checked machine that answers."""
    failed = ""
    for machine in target.machines:
        try:
            plain = socket.create_connection((machine, target.port), timeout=PATIENCE)
            return _wrapped(plain, target.host) if target.secure else plain
        except OSError as error:
            failed = type(error).__name__
    raise Unreachable(f"连不上 {target.host}（{failed}）")


def _wrapped(plain: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
