"""Figures that a person types to correct those of the system."""

from __future__ import annotations

import re

from taizhang.core.measures import plain
from taizhang.core.refusals import Refused

_FIGURE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


def read_figure(text: str) -> float:
    """A number without sign, to the thousandth. Raises Refused("bad-body")."""
    if not _FIGURE.fullmatch(text):
        raise Refused("bad-body", f"“{text[:20]}”不是数字，请填写数字，例如 12 或 3.5")
    return plain(float(text))
