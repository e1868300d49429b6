"""Photos of records as pictures of papers. One that has not arrived leaves its place, and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from taizhang.journal.files import content_of
from taizhang.journal.models import StoredFile
from taizhang.render.document import Picture, Pictures

Photo = Mapping[str, Any]
MOST_PAIRS = 6
MOST_PHOTOS = 12


def picture(photo: Photo, caption: str) -> Picture:
    try:
        return Picture(content_of(str(photo.get("sha256", ""))), caption)
    except (StoredFile.DoesNotExist, FileNotFoundError):
        return Picture(None, caption)


def pairs(before: Sequence[Photo], after: Sequence[Photo]) -> Iterator[Pictures]:
    """Before and after side by side; nothing where there are neither."""
    for number, (old, new) in enumerate(zip_longest(before[:MOST_PAIRS], after[:MOST_PAIRS]), 1):
        mark = str(number) if max(len(before), len(after)) > 1 else ""
        left = picture(old, f"整改前{mark}") if old else Picture(None, f"整改前{mark}")
        right = picture(new, f"整改后{mark}") if new else Picture(None, f"整改后{mark}")
        yield Pictures((left, right), per_row=2)


def shown(photos: Sequence[Photo], caption: str) -> Iterator[Pictures]:
    """So many photos, two to a row."""
    pictures = tuple(picture(one, f"{caption}{number}") for number, one in enumerate(photos[:MOST_PHOTOS], 1))
    if pictures:
        yield Pictures(pictures, per_row=2)
