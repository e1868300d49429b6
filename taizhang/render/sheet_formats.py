"""Owns the look of our spreadsheets: fonts, rules, number formats."""

from __future__ import annotations

from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from taizhang.render.cell_values import CellFormats, Kind

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
BODY_FONT = "宋体"
_HEADING_FILL = "#F2F2F2"
_TOTAL_FILL = "#FAFAFA"

Align = Literal["left", "center", "right"]


class Formats:
    """The formats of one workbook; each is made once, so that the file holds no duplicates."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._columns: dict[tuple[Kind, int, Align, bool], CellFormats] = {}
        self.title = self._add(font_name=TITLE_FONT, font_size=18, align="center", border=0, text_wrap=False)
        self.caption = self._add(font_size=10, align="left", border=0, font_color="#404040")
        self.heading = self._add(font_name=HEADING_FONT, align="center", bg_color=_HEADING_FILL)

    def column(self, kind: Kind, decimals: int, align: Align | None = None, *, total: bool = False) -> CellFormats:
        """Formats of a column's cells, or of its cell in the total. Texts stand left and the rest in the middle."""
        side: Align = align or ("left" if kind == "text" else "center")
        key = (kind, decimals, side, total)
        if key not in self._columns:
            look: dict[str, Any] = {"align": side}
            if total:
                look |= {"font_name": HEADING_FONT, "bg_color": _TOTAL_FILL}
            typed: dict[str, Any] = {"num_format": _number_format(kind, decimals)}
            if kind == "link":
                typed |= {"font_color": "#0563C1", "underline": 1}
            self._columns[key] = CellFormats(
                kind=kind,
                typed=self._add(**look, **typed),
                text=self._add(**look, num_format="@"),
                guarded=self._add(**look, num_format="@", quote_prefix=True),
            )
        return self._columns[key]

    def _add(self, **look: Any) -> Format:
        ground = {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter", "border": 1, "text_wrap": True}
        return self._book.add_format(ground | look)


def _number_format(kind: Kind, decimals: int) -> str:
    places = "." + "0" * decimals if decimals else ""
    return {
        "number": f"#,##0{places}",
        "percent": f"0{places}%",
        "date": "yyyy-mm-dd",
        "datetime": "yyyy-mm-dd hh:mm",
    }.get(kind, "@")
