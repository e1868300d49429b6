"""What the plan asks for as proof that a duty was done, held against what was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plan.rules import Evidence


def lacking(asked: Evidence, given: Mapping[str, Any]) -> str:
    """What is asked for and not given, in Chinese; "" where nothing is.

    A photo of the signed paper stands for the signature: an office has the paper and no phone.
    """
    photos = len(given.get("photos", ()))
    if photos < asked.photos:
        return f"方案要求至少 {asked.photos} 张照片"
    if asked.signature and not given.get("signature") and not photos:
        return "方案要求签名，或拍下有签字的回执"
    if asked.document and not photos and all(is_spoken(one) for one in given.get("files", ())):
        return "方案要求附上文件，或拍下纸质文件"
    if asked.participants and given.get("attendance") is None:
        return "方案要求写明参加人数"
    return ""


def is_spoken(file: Mapping[str, Any]) -> bool:
    """Whether a file is a voice note, which is no document."""
    return str(file.get("media_type", "")).startswith("audio/")
