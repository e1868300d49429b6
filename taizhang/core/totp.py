"""Time-based one-time passwords of RFC 6238: six digits, thirty seconds, SHA-1, as every authenticator reads."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from hashlib import sha1
from urllib.parse import quote, urlencode

STEP = 30
DRIFT = 1
"""How many steps a phone's clock may be off, either way."""


def code_at(secret: str, step: int) -> str:
    """The code of one step of thirty seconds; `secret` is in base 32."""
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def step_of(secret: str, code: str, *, at: datetime, after: int = 0) -> int | None:
    """The step whose code this is, near `at` and later than `after`, so that no code counts twice; else None."""
    now = int(at.timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def address(secret: str, *, person: str) -> str:
    """What the square code says to an authenticator."""
    words = urlencode({"secret": secret, "issuer": "台账"}, quote_via=quote)
    return f"otpauth://totp/{quote(f'台账:{person}')}?{words}"
