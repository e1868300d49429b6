"""Files that entries name: kept once by their SHA-256, never changed."""

from __future__ import annotations

import errno
import io
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from taizhang.core.refusals import Refused

from .models import StoredFile

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes. Phones compress photos to a few hundred kB; this is for documents."""

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EACCES})
"""What a disk says that is full, beyond its quota, or read-only."""

LARGEST_PICTURE = 50_000_000
"""Pixels: a picture that unpacks to more is refused unread."""

RECORDINGS = {b"\x1a\x45\xdf\xa3": "audio/webm", b"OggS": "audio/ogg", b"ftyp": "audio/mp4"}
"""What phones record in, by the signature at the beginning; that of MP4 stands after the length of its first box."""

DOCUMENTS = {
    "pdf": (b"%PDF-", "application/pdf"),
    "docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "doc": (b"\xd0\xcf\x11\xe0", "application/msword"),
    "xls": (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"),
    "wps": (b"\xd0\xcf\x11\xe0", "application/wps-office.wps"),
    "et": (b"\xd0\xcf\x11\xe0", "application/wps-office.et"),
}
"""By the ending of the name: how such a file begins, and what it is called. None of them is opened here."""

PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def keep(content: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keep a file; the same bytes are kept once. Raises Refused("file-too-large" | "no-space")."""
    return keep_row(put(content, media_type=media_type, at=at))


def put(content: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """The bytes, on the disk; the row that says so, not stored yet: for whoever stores several in a transaction.

    Raises as `keep` does.
    """
    if len(content) > LARGEST_FILE:
        raise Refused("file-too-large", f"最大 {LARGEST_FILE // 1024 // 1024} MB")
    row = StoredFile(sha256=sha256(content).hexdigest(), size=len(content), media_type=media_type, kept_at=at)
    if not default_storage.exists(row.path):
        _save(row.path, content)
    return row


def keep_row(row: StoredFile) -> StoredFile:
    """The row as it is stored: this one, or the one that was there."""
    found = {"size": row.size, "media_type": row.media_type, "kept_at": row.kept_at}
    return StoredFile.objects.get_or_create(sha256=row.sha256, defaults=found)[0]


def keep_rows(rows: Sequence[StoredFile]) -> None:
    """All of them in one statement, in the caller's transaction; those that are there stay as they are."""
    if rows:  # in one order, against deadlocks
        StoredFile.objects.bulk_create(sorted(rows, key=lambda row: row.sha256), ignore_conflicts=True)


def _save(path: str, content: bytes) -> None:
    try:
        default_storage.save(path, ContentFile(content))
    except OSError as error:
        if error.errno in NO_SPACE:
            raise Refused("no-space") from error
        raise


def keep_picture(content: bytes, *, at: datetime) -> StoredFile:
    """Keep a photo after opening it, byte for byte: its hash is evidence. Raises Refused("not-a-picture" |
    "file-too-large").

    What else such bytes may mean to another program (a page, an archive) stays inert: the file is only ever given out
    under the media type found here.
    """
    return keep_row(put_picture(content, at=at))


def put_picture(content: bytes, *, at: datetime) -> StoredFile:
    """As `keep_picture`, the row not stored yet."""
    if len(content) > LARGEST_FILE:
        raise Refused("file-too-large", f"最大 {LARGEST_FILE // 1024 // 1024} MB")
    return put(content, media_type=_picture_type(content), at=at)


def _picture_type(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Refused("file-too-large", f"照片 {picture.width}×{picture.height}")
            picture.load()
            return PICTURES[str(picture.format)]
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("file-too-large", "照片展开后太大") from None
    except Exception:  # decoders fail in many ways over hostile bytes; each means: no photo
        raise Refused("not-a-picture") from None


def keep_evidence(content: bytes, *, at: datetime) -> StoredFile:
    """Keep what a phone took: a photo, or a voice note. Raises as `keep_picture` does."""
    return keep_row(put_evidence(content, at=at))


def put_evidence(content: bytes, *, at: datetime) -> StoredFile:
    """As `keep_evidence`, the row not stored yet."""
    media_type = RECORDINGS.get(content[:4]) or RECORDINGS.get(content[4:8])
    return put(content, media_type=media_type, at=at) if media_type else put_picture(content, at=at)


def keep_document(content: bytes, *, name: str, at: datetime) -> StoredFile:
    """Keep an office document, or a photo of one. Raises Refused("not-a-document" | "file-too-large")."""
    ending = name.rpartition(".")[2].lower()
    begins, media_type = DOCUMENTS.get(ending, (b"", ""))
    if begins and content.startswith(begins):
        return keep(content, media_type=media_type, at=at)
    try:
        return keep_picture(content, at=at)
    except Refused as refused:
        raise Refused("not-a-document" if refused.refusal.code == "not-a-picture" else refused.refusal.code) from None


def content_of(sha: str) -> bytes:
    """The bytes. Raises StoredFile.DoesNotExist, FileNotFoundError."""
    with default_storage.open(StoredFile.objects.get(sha256=sha).path) as stored:
        return bytes(stored.read())
