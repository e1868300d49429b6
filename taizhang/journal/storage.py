"""File storage that survives a crash: bytes are on the disk, under their final name, or not there at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Writes beside the target, flushes to disk, then renames. A file is named by its bytes: a race writes the same."""

    def _save(self, name: str, content: IO[Any]) -> str:
        target = Path(self.path(name))
        try:
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        except FileNotFoundError:  # the first in its folder
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():  # type: ignore[attr-defined]
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name
