"""Which things name which files, found from the bodies of their entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from taizhang.core.entry import Entry

from .models import FileUse, StoredFile
from .portable import CONTAINERS

CHUNK = 500


NAMES = ("sha256", "records")
"""Keys whose value is the hash of a kept file: a reference, and the records behind a frozen report."""


def named_files(value: Any) -> Iterator[str]:
    """The hashes of all files that a body names, at whatever depth."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str):
                if key in NAMES and len(part) == 64:
                    yield part
            elif isinstance(part, CONTAINERS):
                yield from named_files(part)
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, CONTAINERS):
                yield from named_files(part)


def note_uses(entries: Iterable[Entry]) -> None:
    """Write down what new entries name, once for each thing and file."""
    uses = [
        FileUse(sha256=sha, thing=entry.thing, about=entry.about)
        for entry in entries
        for sha in dict.fromkeys(named_files(entry.body))
    ]
    if not uses:
        return
    FileUse.objects.bulk_create(uses, batch_size=CHUNK, ignore_conflicts=True)


def missing_files(wanted: Iterable[str]) -> set[str]:
    """Those of the hashes whose bytes have not arrived yet."""
    hashes = sorted(set(wanted))
    kept = {
        sha
        for start in range(0, len(hashes), CHUNK)
        for sha in StoredFile.objects.filter(pk__in=hashes[start : start + CHUNK]).values_list("pk", flat=True)
    }
    return set(hashes) - kept
