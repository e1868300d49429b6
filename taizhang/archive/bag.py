"""Writes a BagIt bag (RFC 8493) straight into a zip file: each file is hashed as it goes by, nothing copied first."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from taizhang.core.calendar import CHINA

_STORED = (".jpg", ".jpeg", ".png", ".webp", ".docx", ".xlsx", ".zip", ".bin")
"""What is compressed already, or most likely so."""


class BagWriter:
    """One bag being written to `target`, which appears under its name only when it is whole.

    Every entry of the zip bears the moment `at`, so that equal contents give equal bytes.
    """

    def __init__(self, target: Path, top: str, *, at: datetime) -> None:
        self._target = target
        self._top = top
        local = at.astimezone(CHINA)
        self._stamp = (local.year, local.month, local.day, local.hour, local.minute, local.second)
        self._hashes: dict[str, str] = {}
        self._bytes = 0

    def __enter__(self) -> Self:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=".part-")
        os.close(handle)
        self._temporary = Path(name)
        self._zip = zipfile.ZipFile(self._temporary, "w", allowZip64=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A disk that fills up shows itself anywhere, at the last byte too: what is not whole goes away."""
        try:
            if kind is None:
                self._zip.close()
                with self._temporary.open("rb+") as whole:
                    os.fsync(whole.fileno())
                self._temporary.replace(self._target)
        finally:
            with suppress(OSError, ValueError):
                self._zip.close()
            self._temporary.unlink(missing_ok=True)

    @property
    def payload(self) -> Mapping[str, str]:
        """{path below data/: SHA-256} of what was added."""
        return {name.removeprefix("data/"): value for name, value in self._hashes.items() if name.startswith("data/")}

    def add(self, path: str, content: bytes | IO[bytes]) -> tuple[str, int]:
        """Add a payload file, `path` below data/; returns its SHA-256 and size in bytes."""
        with self.open(path) as stream:
            if isinstance(content, bytes):
                stream.write(content)
            else:
                while chunk := content.read(1 << 20):
                    stream.write(chunk)
        return self._hashes[f"data/{path}"], stream.size

    @contextmanager
    def open(self, path: str) -> Iterator[_Hashed]:
        """A payload file to be written piece by piece."""
        with self._entry(f"data/{path}") as stream:
            yield stream
        self._bytes += stream.size

    def finish(self, info: Mapping[str, str], extra: Mapping[str, bytes]) -> None:
        """Write the tag files: bagit.txt, bag-info.txt, `extra` beside them, and the two manifests."""
        payload = sorted(name for name in self._hashes if name.startswith("data/"))
        whole = {**info, "Payload-Oxum": f"{self._bytes}.{len(payload)}"}
        tags = {
            "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in whole.items()).encode(),
            "manifest-sha256.txt": self._listing(payload),
            **extra,
        }
        for name, content in tags.items():
            self._write(name, content)
        self._write("tagmanifest-sha256.txt", self._listing(sorted(tags)))

    def _listing(self, names: list[str]) -> bytes:
        return "".join(f"{self._hashes[name]}  {name}\n" for name in names).encode()

    def _write(self, name: str, content: bytes) -> None:
        with self._entry(name) as stream:
            stream.write(content)

    @contextmanager
    def _entry(self, name: str) -> Iterator[_Hashed]:
        entry = zipfile.ZipInfo(f"{self._top}/{name}", self._stamp)
        entry.compress_type = zipfile.ZIP_STORED if name.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._zip.open(entry, "w", force_zip64=True) as stream:
            hashed = _Hashed(stream)
            yield hashed
        self._hashes[name] = hashed.sha256


class _Hashed:
    """A stream that knows the hash and the size of what went through."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        self._stream.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()
