"""The head of the chain goes to a second place once a day: who rewrites the database cannot rewrite it there too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from taizhang.journal.models import Block
from taizhang.journal.verifying import Finding
from taizhang.outgoing.addresses import Forbidden
from taizhang.outgoing.client import Unreachable, post
from taizhang.outgoing.mail import send_mail

from .models import HeadSending

EVERY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
"""After a failure."""
LINE = re.compile(r"\b(\d{1,18})[ \t]+([0-9a-fA-F]{64})\b")


def head_line(block: Block) -> str:
    """Moment, number and hash of a block: what stands in the second place, and what `heads_in` reads again."""
    return f"{timezone.localtime(block.sealed_at).isoformat(timespec='seconds')} {block.number} {block.hash}"


def heads_in(text: str) -> list[tuple[int, str]]:
    """(number, hash) of every line that holds a head, whatever a mail program put around it."""
    return [(int(number), digest.lower()) for number, digest in LINE.findall(text)]


def head_findings(heads: list[tuple[int, str]]) -> Iterator[Finding]:
    """Heads that were noted elsewhere and that the chain does not hold any more."""
    for number, digest in heads:
        block = Block.objects.filter(number=number).defer("leaves").first()
        if block is None:
            yield Finding("head-unknown", f"另存的链头说有第 {number} 号封签块，链中没有：链被截短或重新制作", number)
        elif block.hash != digest:
            yield Finding("head-unknown", f"第 {number} 号封签块与另存的链头不符：链可能被重新制作", number)


def send_heads(*, now: datetime) -> int:
    """Returns to how many places it was sent. A place that fails keeps no other waiting."""
    if not settings.HEAD_TO:
        return 0
    block = Block.objects.order_by("-number").defer("leaves").first()
    sent = 0
    for place in settings.HEAD_TO:
        row = HeadSending.objects.filter(pk=place).first() or HeadSending(place=place)
        if block is None or row.block == block.number or not _due(row, now):
            continue
        row.tried_at, row.said = now, _sent(place, block)
        if not row.said:
            row.sent_at, row.block, sent = now, block.number, sent + 1
        row.save()
    return sent


def _due(row: HeadSending, now: datetime) -> bool:
    if row.said and row.tried_at is not None:
        return now - row.tried_at >= AGAIN
    return row.sent_at is None or now - row.sent_at >= EVERY


def _sent(place: str, block: Block) -> str:
    """Why it failed; "" where it went out."""
    line = head_line(block)
    try:
        if place.startswith("mailto:"):
            send_mail(place.removeprefix("mailto:"), f"台账链头 第{block.number}块", line + "\n")
        elif place.startswith(("http://", "https://")):
            post(place, line.encode() + b"\n", media_type="text/plain; charset=utf-8")
        else:
            _append(Path(place), line)
    except (Forbidden, Unreachable) as error:
        return str(error)
    except OSError as error:
        return f"不能写入（{type(error).__name__}）"
    return ""


def _append(path: Path, line: str) -> None:
    """On the disk, not only on its way."""
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
