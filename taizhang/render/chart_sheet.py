"""Owns the sheet on which a chart is drawn: lettering, the key, the scale. What cannot be lettered gets a number."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageDraw

from taizhang.render.chart_font import CHINESE_FACES, lettering
from taizhang.render.document import Picture

WIDTH = 1600
"""Pixels over the width of the type area: 260 dots per inch."""
LETTERS = 38
"""Pixels: 10.5 points on paper."""
MARGIN = 24
LIGHT, DARK, LINE, INK = "#b9c9dc", "#1f4e79", "#d0d0d0", "#222222"
"""They differ in black and white too."""

_ANCHORS: dict[str, str] = {"left": "lm", "center": "mm", "right": "rm"}


class ChartSheet:
    """A white sheet. `faces` are tried in turn; without any Chinese face, words become numbers told in the caption."""

    def __init__(self, height: int, faces: tuple[str, ...] = CHINESE_FACES) -> None:
        self.image = Image.new("RGB", (WIDTH, height), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.lettering = lettering(LETTERS, faces)
        self._numbered: list[str] = []

    def width_of(self, text: str) -> int:
        return int(self.draw.textlength(self._lettered(text), font=self.lettering.font))

    def write(
        self, x: float, y: float, text: str, *, align: Literal["left", "center", "right"] = "left", within: int = 0
    ) -> None:
        """Text whose middle is at y; cut short where it is wider than `within`."""
        shown = self._lettered(text)
        while within and len(shown) > 1 and self.draw.textlength(shown, font=self.lettering.font) > within:
            shown = shown.removesuffix("…")[:-1] + "…"
        self.draw.text((x, y), shown, fill=INK, font=self.lettering.font, anchor=_ANCHORS[align])

    def key(self, names: Sequence[tuple[str, str]]) -> None:
        """The key along the top: (colour, what it stands for)."""
        x = MARGIN
        for colour, name in names:
            self.draw.rectangle((x, MARGIN, x + LETTERS, MARGIN + LETTERS), fill=colour, outline=INK)
            self.write(x + LETTERS + 12, MARGIN + LETTERS / 2, name)
            x += LETTERS + 12 + self.width_of(name) + 60

    def picture(self, caption: str) -> Picture:
        target = io.BytesIO()
        self.image.save(target, "PNG")
        told = "，".join(f"{number}为{name}" for number, name in enumerate(self._numbered, 1))
        return Picture(target.getvalue(), f"{caption}（{told}）" if told else caption)

    def _lettered(self, text: str) -> str:
        if self.lettering.chinese or text.isascii():
            return text
        if text not in self._numbered:
            self._numbered.append(text)
        return str(self._numbered.index(text) + 1)


def scale(most: int) -> list[int]:
    """Whole numbers from 0 upward, at most six, the last not below `most`."""
    step = next(size for power in range(12) for size in (10**power, 2 * 10**power, 5 * 10**power) if 5 * size >= most)
    return list(range(0, max(most, 1) + step, step))
