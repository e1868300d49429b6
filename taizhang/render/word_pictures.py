"""Owns pictures in Word: side by side without rules, captions below, a note where a picture is wanting."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Pt
from docx.table import _Cell
from PIL import Image, ImageOps, UnidentifiedImageError

from taizhang.render.characters import without_illegal
from taizhang.render.document import Picture, Pictures
from taizhang.render.gbt9704 import LAYOUT, points, twips
from taizhang.render.word_styles import PICTURE
from taizhang.render.word_table import add_gap
from taizhang.render.word_xml import child, put

# 1,600 pixels over half a line are 520 dots per inch: more than an office prints, and 200 photos stay sendable.
_MOST_PIXELS = 1600
# A picture larger than this when unpacked is refused rather than read into memory.
_LARGEST_PIXELS = 80_000_000
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
_HIGHEST_PT = {1: 320.0, 2: 220.0, 3: 150.0}
_GAP_PT = 8.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture fit for Word: bytes of a JPEG or PNG file, and its size in pixels."""

    data: bytes
    width: int
    height: int


def prepared(data: bytes) -> Prepared | None:
    """The picture upright, small enough, and without metadata (a phone writes the place into every photo).

    None when the bytes are no picture that can be read.
    """
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _LARGEST_PIXELS:
                return None
            kind = "PNG" if opened.format == "PNG" else "JPEG"
            opened.thumbnail((_MOST_PIXELS, _MOST_PIXELS))
            picture = ImageOps.exif_transpose(opened)
            flat = picture.convert("RGBA" if kind == "PNG" and picture.has_transparency_data else "RGB")
    except _UNREADABLE:
        return None
    flat.info.clear()
    target = io.BytesIO()
    flat.save(target, kind, quality=88)
    return Prepared(target.getvalue(), flat.width, flat.height)


def add_pictures(word: WordDocument, pictures: Pictures) -> None:
    """Write the pictures row by row; a row never parts from its captions."""
    rows = list(_rows(pictures))
    if not rows:
        return
    table = word.add_table(2 * len(rows), pictures.per_row)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    width = points(LAYOUT.type_width_mm) / pictures.per_row
    put(table._tbl.tblPr, "tblW", w=twips(width * pictures.per_row), type="dxa")
    put(table._tbl.tblPr, "tblLayout", type="fixed")
    margins = put(table._tbl.tblPr, "tblCellMar")
    for side in ("left", "right"):
        child(margins, side, w=twips(_GAP_PT / 2), type="dxa")
    for column in table._tbl.tblGrid.gridCol_lst:
        column.w = Pt(width)
    for number, items in enumerate(rows):
        _write_row(table.rows[2 * number].cells, table.rows[2 * number + 1].cells, items, width)
    for drawn in table._tbl.tr_lst:
        put(drawn.get_or_add_trPr(), "cantSplit")
    add_gap(word)


def _rows(pictures: Pictures) -> Iterator[tuple[Picture, ...]]:
    for start in range(0, len(pictures.items), pictures.per_row):
        yield pictures.items[start : start + pictures.per_row]


def _write_row(upper: tuple[_Cell, ...], lower: tuple[_Cell, ...], items: tuple[Picture, ...], width: float) -> None:
    for cell in (*upper, *lower):
        cell.width = Pt(width)
        cell.paragraphs[0].style = PICTURE
    for above, below, item in zip(upper, lower, items, strict=False):
        above.paragraphs[0].paragraph_format.keep_with_next = True
        put(above._tc.get_or_add_tcPr(), "vAlign", val="center")
        _place(above, item, Pt(width - _GAP_PT), Pt(_HIGHEST_PT[len(upper)]))
        below.paragraphs[0].add_run(without_illegal(item.caption))
        below.paragraphs[0].paragraph_format.space_after = Pt(6)


def _place(cell: _Cell, item: Picture, width: int, height: int) -> None:
    run = cell.paragraphs[0].add_run()
    ready = prepared(item.data) if item.data is not None else None
    if ready is None:
        _frame(cell)
        run.text = "（暂无照片）" if item.data is None else "（照片无法读取，请查看原件）"
        cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(60)
        return
    scale = min(width / ready.width, height / ready.height)
    drawn = run.add_picture(io.BytesIO(ready.data), int(ready.width * scale), int(ready.height * scale))
    for side in ("distT", "distB", "distL", "distR"):
        drawn._inline.set(side, "0")
    drawn._inline.docPr.set("descr", without_illegal(item.caption))


def _frame(cell: _Cell) -> None:
    borders = put(cell._tc.get_or_add_tcPr(), "tcBorders")
    for side in ("top", "left", "bottom", "right"):
        child(borders, side, val="single", sz=4, space=0, color="808080")
