"""Pictures from anywhere: what is none is refused, bombs stay packed, and a file of two kinds is only a picture."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from taizhang.core.refusals import Refused
from taizhang.journal.files import content_of, keep_picture
from taizhang.journal.models import FileUse, StoredFile
from tests.reports.scene import FIRST_GRID, build_scene, on

pytestmark = pytest.mark.django_db


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    made = io.BytesIO()
    Image.frombytes("L", size, Random(1).randbytes(size[0] * size[1])).save(made, kind)
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *more: bytes) -> bytes:
    """A PNG of a few bytes that says it is that large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00"
)
NONE = {
    "empty": b"", "text": "这不是照片".encode(), "page": b"<html><script>alert(1)</script></html>", "svg": SVG,
    "gif": GIF, "program": b"MZ\x90\0" * 100, "cut": picture("JPEG")[:400], "head only": picture("PNG")[:30],
    "tiff": b"II*\0" + b"\0" * 200, "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NONE))
def test_what_is_no_photo_is_refused_and_nothing_is_kept(name: str, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        keep_picture(NONE[name], at=at)
    assert refused.value.refusal.code == "not-a-picture"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (9_000, 11_000), (8_000, 7_000), (2**31 - 1, 1)])
def test_a_picture_that_unpacks_to_gigabytes_is_refused_unread(width: int, height: int, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        keep_picture(png(width, height), at=at)
    assert refused.value.refusal.code in {"file-too-large", "not-a-picture"}
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_bomb_in_the_words_beside_the_picture_does_no_harm(name: bytes, at: datetime) -> None:
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    inside = {b"zTXt": b"k\0\0" + bomb, b"iTXt": b"k\0\1\0\0\0" + bomb, b"iCCP": b"k\0\0" + bomb}[name]
    with pytest.raises(Refused) as refused:
        keep_picture(png(4, 4, chunk(name, inside)), at=at)
    assert refused.value.refusal.code == "not-a-picture"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["JPEG", "PNG", "WEBP"]), data=st.data())
def test_damaged_pictures_are_kept_or_refused_never_a_fault(at: datetime, kind: str, data: st.DataObject) -> None:
    content = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    kept = bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        row = keep_picture(kept, at=at)
    except Refused as refused:
        assert refused.refusal.code in {"not-a-picture", "file-too-large"}
    else:
        assert content_of(row.sha256) == kept


def _with_page(photo: bytes) -> bytes:
    return photo + b"<html><script>alert(document.cookie)</script></html>"


def _with_archive(photo: bytes) -> bytes:
    target = io.BytesIO(photo)
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("run.js", "alert(1)")
    return target.getvalue()


def _with_comment(photo: bytes) -> bytes:
    page = b"*/=1;alert(1)/*<script>"
    return photo[:2] + b"\xff\xfe" + struct.pack(">H", len(page) + 2) + page + photo[2:]


@pytest.mark.parametrize("make", [_with_page, _with_archive, _with_comment])
def test_a_file_of_two_kinds_is_given_out_as_the_picture_that_it_is(make: Any, cast: Any) -> None:
    """Its bytes stay, for their hash is evidence; no browser takes it for anything else."""
    content = make(picture("JPEG"))
    row = keep_picture(content, at=on(12, "09:00"))
    assert row.media_type == "image/jpeg" and content_of(row.sha256) == content
    scene = build_scene(cast)
    scene.found(FIRST_GRID, on(12, "10:00"), photos=[{"sha256": row.sha256, "name": "a.html"}])
    assert FileUse.objects.filter(sha256=row.sha256).exists()
    client = Client()
    client.force_login(cast.user("clerk"))
    answer = client.get(f"/files/{row.sha256}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert ".html" not in answer.headers["Content-Disposition"]


def test_a_photo_that_lost_its_bytes_leaves_no_half_file(at: datetime) -> None:
    row = keep_picture(picture("JPEG"), at=at)
    default_storage.delete(row.path)
    assert keep_picture(picture("PNG"), at=at).sha256 != row.sha256
    with pytest.raises(FileNotFoundError):
        content_of(row.sha256)
