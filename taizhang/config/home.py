"""Where an installation keeps what it owns: database, files, the secret key."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CHECKOUT = (PROJECT / "pyproject.toml").exists()
"""Whether this runs out of its sources; an installed package has no folder of its own to keep anything in."""


def home_folder() -> Path:
    named = os.environ.get("TAIZHANG_HOME")
    return Path(named or (PROJECT / "data" if CHECKOUT else "~/taizhang-data")).expanduser()
