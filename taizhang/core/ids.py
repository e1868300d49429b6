"""Identifiers: made by the writer, so that a resend is recognised and work without network needs nobody."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import count
from random import Random
from uuid import UUID, uuid5

NAMESPACE = UUID("6f1d9c3e-2b7a-5c84-9e05-7a1f0c9d2e41")

_FRESH: ContextVar[Callable[[], UUID] | None] = ContextVar("fresh ids", default=None)


def uuid7(milliseconds: int | None = None) -> UUID:
    """A fresh UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, the rest random."""
    fresh = _FRESH.get()
    if fresh is not None and milliseconds is None:
        return fresh()
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    return _formed(stamp, int.from_bytes(os.urandom(10), "big"))


@contextmanager
def repeatable_ids(seed: str) -> Iterator[None]:
    """Within it fresh ids follow from the seed, each later than the one before: a rehearsal can be told again."""
    random, stamps = Random(seed), count(1)  # noqa: S311 - to be foretold is the point
    token = _FRESH.set(lambda: _formed(next(stamps), random.getrandbits(80)))
    try:
        yield
    finally:
        _FRESH.reset(token)


def _formed(stamp: int, noise: int) -> UUID:
    value = (stamp & ((1 << 48) - 1)) << 80 | noise
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def derived(*parts: object) -> UUID:
    """The id that follows from what it names: the same parts give the same id on every machine."""
    texts = [part.isoformat() if isinstance(part, datetime) else str(part) for part in parts]
    return uuid5(NAMESPACE, "\x1f".join(texts))
