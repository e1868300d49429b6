"""Owns ruled tables in Word: merged headings repeated on every page, rows that do not break, widths by content."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import Table as WordTable
from docx.table import _Cell

from taizhang.render.characters import width_in_characters, without_illegal
from taizhang.render.document import Align, Cell, Table
from taizhang.render.gbt9704 import LAYOUT, points, twips
from taizhang.render.heading_grid import depth, heading_cells, last_part
from taizhang.render.word_styles import TABLE_HEADING, TABLE_TEXT
from taizhang.render.word_xml import child, put, put_indent

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
# A column needs no less than two characters and no more than fourteen: longer texts wrap.
_NARROWEST, _WIDEST = 2.0, 14.0
_SHORT_COLUMN_PT = 6.5 * LAYOUT.table_pt + 6
_CELL_MARGIN_PT = 3.0
_ROW_PT = 24.0
_SHORT_TABLE_ROWS = 12


def add_table(word: WordDocument, table: Table) -> None:
    """Write the table, its caption above and a little air below. Raises ValueError where lengths disagree."""
    _check(table)
    if table.caption:
        caption = word.add_paragraph(without_illegal(table.caption), style=TABLE_HEADING)
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(4)
    heading_rows = depth(table.header)
    body = [*table.rows, table.total] if table.total else list(table.rows)
    drawn = word.add_table(heading_rows + len(body), len(table.header))
    drawn.style = "Table Grid"
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    grid = [[_Cell(tc, drawn) for tc in row.tc_lst] for row in drawn._tbl.tr_lst]
    _set_widths(drawn, grid, _widths(table))
    _write_heading(drawn, grid, table)
    centred: Align = "center"
    align = table.align or (centred,) * len(table.header)
    for cells, values in zip(grid[heading_rows:], body, strict=True):
        _write_row(cells, values, align, TABLE_HEADING if values is table.total else TABLE_TEXT)
    for row in drawn._tbl.tr_lst:
        put(row.get_or_add_trPr(), "cantSplit")
        put(row.get_or_add_trPr(), "trHeight", val=twips(_ROW_PT), hRule="atLeast")
    _keep_together(grid, heading_rows)
    add_gap(word)


def add_gap(word: WordDocument) -> None:
    """Air after a table; it also keeps Word from joining two tables that follow each other."""
    gap = word.add_paragraph(style=TABLE_TEXT)
    gap.paragraph_format.line_spacing = Pt(8)


def _keep_together(grid: list[list[_Cell]], heading_rows: int) -> None:
    """No page ends with the heading and a row or two, none begins with the total alone; a short table stays whole."""
    rows = len(grid)
    kept = range(rows - 1) if rows <= _SHORT_TABLE_ROWS else [*range(heading_rows + 2), rows - 2]
    for number in kept:
        for cell in grid[number]:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _check(table: Table) -> None:
    wanted = len(table.header)
    if not wanted:
        raise ValueError("表格没有列：请至少给出一个列名")
    named: list[tuple[str, Sequence[object]]] = [(f"第{n}行", row) for n, row in enumerate(table.rows, 1)]
    named += [(n, part) for n, part in (("合计行", table.total), ("列宽", table.widths), ("对齐", table.align)) if part]
    for name, part in named:
        if len(part) != wanted:
            raise ValueError(f"表格“{table.caption}”的{name}有 {len(part)} 项，表头有 {wanted} 列，两者须一致")


def _widths(table: Table) -> list[float]:
    """Widths of the columns in points; they fill the type area."""
    line = points(LAYOUT.type_width_mm)
    if table.widths:
        return [line * share / sum(table.widths) for share in table.widths]
    wishes = [_wish(table, column) for column in range(len(table.header))]
    spare = line - sum(wishes)
    # Short columns get what they need, so that no date and no number is broken; the long ones share the rest.
    flexible = sum(wish for wish in wishes if wish > _SHORT_COLUMN_PT)
    rigid = sum(wishes) - flexible
    if spare >= 0 or flexible == 0 or rigid > line / 2:
        return [line * wish / sum(wishes) for wish in wishes]
    return [wish if wish <= _SHORT_COLUMN_PT else (line - rigid) * wish / flexible for wish in wishes]


def _wish(table: Table, column: int) -> float:
    """The width in points that the column's widest line asks for, within reason."""
    texts = [last_part(table.header[column]), *(str(row[column]) for row in [*table.rows, table.total] if row)]
    widest = max(width_in_characters(line) for text in texts for line in text.split("\n"))
    return (min(max(widest, _NARROWEST), _WIDEST) + 0.5) * LAYOUT.table_pt + 2 * _CELL_MARGIN_PT


def _set_widths(drawn: WordTable, grid: list[list[_Cell]], widths: list[float]) -> None:
    properties = drawn._tbl.tblPr
    put(properties, "tblW", w=twips(sum(widths)), type="dxa")
    put(properties, "tblLayout", type="fixed")
    margins = put(properties, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        child(margins, side, w=twips(_CELL_MARGIN_PT), type="dxa")
    for column, width in zip(drawn._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Pt(width)
    for row in grid:
        for cell, width in zip(row, widths, strict=True):
            cell.width = Pt(width)


def _write_heading(drawn: WordTable, grid: list[list[_Cell]], table: Table) -> None:
    for row in drawn._tbl.tr_lst[: depth(table.header)]:
        put(row.get_or_add_trPr(), "tblHeader")
    for item in heading_cells(table.header):
        first = grid[item.row][item.column]
        if item.rows > 1 or item.columns > 1:
            first = first.merge(grid[item.row + item.rows - 1][item.column + item.columns - 1])
        _write(first, item.text, TABLE_HEADING, "center")


def _write_row(cells: list[_Cell], values: tuple[Cell, ...], align: tuple[Align, ...], style: str) -> None:
    for cell, value, side in zip(cells, values, align, strict=True):
        _write(cell, str(value), style, side)


def _write(cell: _Cell, text: str, style: str, side: Align) -> None:
    put(cell._tc.get_or_add_tcPr(), "vAlign", val="center")
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.alignment = _ALIGN[side]
    put_indent(paragraph._p.get_or_add_pPr())
    paragraph.add_run(without_illegal(text))
