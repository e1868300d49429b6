"""Owns the measures of GB/T 9704-2012 as one table of data: millimetres, points, font names.

Source: GB/T 9704-2012 党政机关公文格式 (in force 2012-07-01), §5 to §7. Where the standard gives a measure that
Word cannot express, the value is the one that rendered right (28 characters a line, 22 lines a page), and says so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names as the standard's users write them. The fonts are not ours to ship: a machine without them substitutes."""

    body: str = "仿宋_GB2312"
    title: str = "方正小标宋简体"
    level_1: str = "黑体"
    level_2: str = "楷体_GB2312"
    page_number: str = "宋体"


@dataclass(frozen=True, slots=True)
class Layout:
    """One page and its text. Lengths in millimetres or points, as named."""

    page_width_mm: float = 210
    page_height_mm: float = 297
    top_mm: float = 37
    left_mm: float = 28
    right_mm: float = 26
    bottom_mm: float = 35
    lines: int = 22
    characters: int = 28

    body_pt: float = 16
    # 28 × 16 pt = 448 pt is wider than the 156 mm (442.2 pt) line: each character gives up a quarter of a point.
    spacing_pt: float = -0.25
    # 225 mm / 22 = 28.99 pt; rounded down to a twentieth so that the 22nd line still fits.
    pitch_pt: float = 28.95
    title_pt: float = 22
    small_pt: float = 14
    table_pt: float = 12

    mark_below_type_area_mm: float = 35
    mark_max_pt: float = 60
    mark_min_pt: float = 34
    rule_below_number_mm: float = 4
    number_below_type_area_mm: float = 7
    imprint_outer_rule_mm: float = 0.35
    imprint_inner_rule_mm: float = 0.25
    # The standard's red is a printing mixture (Y80 M80); Word has no such colours, offices write pure red.
    red: str = "FF0000"

    @property
    def type_width_mm(self) -> float:
        return self.page_width_mm - self.left_mm - self.right_mm

    @property
    def character_pt(self) -> float:
        """Advance of one body character, the unit of indents."""
        return self.body_pt + self.spacing_pt


FONTS = Fonts()
LAYOUT = Layout()


def points(millimetres: float) -> float:
    return millimetres * 72 / 25.4


def twips(points_: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(points_ * 20)
