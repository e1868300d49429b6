"""An installation with a small plan of its own in the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.own_pack import lay


@pytest.fixture(autouse=True)
def library(tmp_path: Path, settings: Any) -> None:
    settings.PACKS = [*settings.PACKS[:-1], tmp_path]
    lay(tmp_path)
