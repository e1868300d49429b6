"""Files that arrive in parts: a phone goes on where the network broke off; only bytes that hash to the name count."""

from __future__ import annotations

import fcntl
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from taizhang.core.refusals import Refused

from .files import LARGEST_FILE, keep_evidence
from .models import StoredFile

FORGOTTEN = timedelta(days=30)
"""After this time without a new part, an unfinished file is thrown away."""

_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much of a file is here: the next part begins at `have` bytes."""

    have: int
    complete: bool


def arrival(sha: str, *, sender: str) -> Arrival:
    """How much of the file is here. Raises Refused("bad-file") for a name that is no SHA-256."""
    path = _path(sha, sender)
    stored = StoredFile.objects.filter(pk=sha).first()
    if stored is not None:
        return Arrival(stored.size, complete=True)
    return Arrival(path.stat().st_size if path.exists() else 0, complete=False)


def receive(sha: str, part: bytes, *, sender: str, offset: int, size: int, at: datetime) -> Arrival:
    """Add a part of a photo or voice note of `size` bytes; with the last one it is checked and kept.

    A part that does not begin where the last one ended changes nothing: the answer says where to go on. Raises
    Refused("bad-file" | "not-a-picture" | "file-too-large"); what had arrived is then thrown away.
    """
    known = arrival(sha, sender=sender)
    if known.complete:
        return known
    if size > LARGEST_FILE or offset + len(part) > size:
        raise Refused("file-too-large", f"最大 {LARGEST_FILE // 1024 // 1024} MB")
    path = _path(sha, sender)
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
    elif offset == 0:
        _forget_old(path.parent, at)
    have = _write(path, part, offset)
    if have < size:
        return Arrival(have, complete=False)
    content = path.read_bytes()
    path.unlink(missing_ok=True)
    if sha256(content).hexdigest() != sha:
        raise Refused("bad-file", "照片或录音在传输中损坏")
    keep_evidence(content, at=at)
    return Arrival(have, complete=True)


def _path(sha: str, sender: str) -> Path:
    """Parts lie apart for each sender: nobody can spoil what another is sending."""
    if not _SHA.fullmatch(sha):
        raise Refused("bad-file", "文件名应是 SHA-256")
    return Path(settings.MEDIA_ROOT) / "incoming" / f"{sha}-{sha256(sender.encode()).hexdigest()[:16]}.part"


def _write(path: Path, part: bytes, offset: int) -> int:
    """Append under a lock; returns the length after it."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        if end != offset:
            return end
        file.write(part)
        return end + len(part)


def _forget_old(folder: Path, at: datetime) -> None:
    oldest = (at - FORGOTTEN).timestamp()
    for path in folder.glob("*.part"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
