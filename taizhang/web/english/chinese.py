"""What counts as Chinese in a text, and how its blanks are read: pure."""

from __future__ import annotations

import re

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
WIDE = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—·"
_BLANKS = re.compile(r"\s+")
_BESIDE_WIDE = re.compile(rf"(?<=[{WIDE}\ue000-\ue7ff]) | (?=[{WIDE}\ue000-\ue7ff])")


def has_chinese(text: str) -> bool:
    return HAN.search(text) is not None


def even(text: str) -> str:
    """One blank where there are several, none beside a Chinese character, where a blank says nothing."""
    return _BESIDE_WIDE.sub("", _BLANKS.sub(" ", text)).strip()
