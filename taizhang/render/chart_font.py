"""Owns the type in which charts are lettered: a Chinese face of this machine, or figures alone where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PIL import ImageFont

# By the names of their files: Pillow looks for them where the system keeps its fonts.
CHINESE_FACES = (
    "simhei.ttf", "msyh.ttc", "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf", "wqy-zenhei.ttc", "wqy-microhei.ttc", "FandolHei-Regular.otf",
    "DroidSansFallbackFull.ttf", "PingFang.ttc", "NotoSerifCJK-Regular.ttc", "simsun.ttc",
)  # fmt: skip
_MOST_FACES_IN_A_FILE = 12


@dataclass(frozen=True, slots=True)
class Lettering:
    """`chinese` is False where only Latin letters and digits can be drawn."""

    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    chinese: bool


@cache
def lettering(size: int, faces: tuple[str, ...] = CHINESE_FACES) -> Lettering:
    """The first of the faces that is installed."""
    for face in faces:
        try:
            return Lettering(_simplified(face, size), chinese=True)
        except OSError:
            continue
    return Lettering(ImageFont.load_default(size), chinese=False)


def _simplified(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Of a collection the face with the forms of characters that are used on the mainland."""
    first = ImageFont.truetype(face, size)
    if not face.endswith(".ttc"):
        return first
    for index in range(1, _MOST_FACES_IN_A_FILE):
        try:
            other = ImageFont.truetype(face, size, index=index)
        except OSError:
            break
        if (other.getname()[0] or "").endswith(" SC"):
            return other
    return first
