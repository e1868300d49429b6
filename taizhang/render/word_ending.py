"""Owns what follows the text: attachments, signature and date, note, imprint (GB/T 9704-2012 §7.3.4 to §7.4)."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from taizhang.render.characters import width_in_characters, without_illegal
from taizhang.render.document import Attachment, Imprint, OfficialDocument
from taizhang.render.gbt9704 import LAYOUT, points, twips
from taizhang.render.word_head import chinese_date
from taizhang.render.word_styles import IMPRINT
from taizhang.render.word_xml import child, put, put_indent

_COPIES = "抄送："
# Imprint and its insets are measured in its own, smaller characters; indents are given in body characters.
_SMALL = LAYOUT.small_pt / LAYOUT.character_pt


def add_ending(word: WordDocument, document: OfficialDocument) -> None:
    """Write the attachments' names, the signature and date, and the note."""
    if document.attachments:
        _add_attachment_names(word, document.attachments)
    _add_signature(word, document)
    if document.note:
        paragraph = word.add_paragraph(f"（{without_illegal(document.note).strip('()（）')}）")
        put_indent(paragraph._p.get_or_add_pPr(), first=2)


def sealed_centre(unit: str, day: str) -> float:
    """Where the middle of signature and date stands, in characters from the right edge (§7.3.5.1, with a seal).

    The date ends four characters before the edge and the unit is centred above it, unless so long a unit would come
    nearer than two characters to the edge: then both move in.
    """
    return max(4 + width_in_characters(day) / 2, 2 + width_in_characters(unit) / 2)


def unsealed_indents(unit: str, day: str) -> tuple[float, float]:
    """Right indents of the signature and of the date, in characters (§7.3.5.2, without a seal).

    The unit ends two characters before the edge and the date begins two characters after it; a date longer than
    that ends two characters before the edge instead, and the unit moves in.
    """
    longer = width_in_characters(unit) - width_in_characters(day)
    return (2, longer) if longer >= 2 else (4 - longer, 2)


def _add_attachment_names(word: WordDocument, attachments: tuple[Attachment, ...]) -> None:
    _hold_last_paragraph(word)
    word.add_paragraph().paragraph_format.keep_with_next = True
    several = len(attachments) > 1
    for number, attachment in enumerate(attachments, 1):
        lead = "附件：" if number == 1 else ""
        mark = f"{number}. " if several else ""
        paragraph = word.add_paragraph(lead + mark + without_illegal(attachment.title))
        paragraph.paragraph_format.keep_with_next = True
        paragraph.alignment = ALIGN.LEFT
        hanging = width_in_characters(lead + mark)
        put_indent(paragraph._p.get_or_add_pPr(), left=5 + width_in_characters(mark), first=-hanging)


def _add_signature(word: WordDocument, document: OfficialDocument) -> None:
    signature = document.issuer if document.signature is None else document.signature
    units = [unit for unit in without_illegal(signature).split("\n") if unit]
    if not units:
        return
    _hold_last_paragraph(word)
    for _ in range(2 if document.sealed else 1):
        word.add_paragraph().paragraph_format.keep_with_next = True
    day = chinese_date(document.date) if document.date else ""
    lines = [*units, day] if day else units
    widest = max(units, key=width_in_characters)
    if document.sealed:
        centre = sealed_centre(widest, day)
        # Two characters to spare on either side: where the fonts are absent, others stand wider.
        room = min(max(map(width_in_characters, lines)) / 2 + 2, centre, LAYOUT.characters - centre)
        places = [(ALIGN.CENTER, LAYOUT.characters - centre - room, centre - room)] * len(lines)
    else:
        unit_right, date_right = unsealed_indents(widest, day)
        places = [(ALIGN.RIGHT, 0.0, unit_right)] * len(units) + [(ALIGN.RIGHT, 0.0, date_right)]
    for line, (align, left, right) in zip(lines, places, strict=False):
        paragraph = word.add_paragraph(line)
        paragraph.alignment = align
        paragraph.paragraph_format.keep_with_next = line is not lines[-1]
        put_indent(paragraph._p.get_or_add_pPr(), left=left, right=right)


def _hold_last_paragraph(word: WordDocument) -> None:
    """The signature never stands on a page without text."""
    last = word.element.body.xpath("./w:p[last()]")
    for paragraph in last:
        WordParagraph(paragraph, word._body).paragraph_format.keep_with_next = True


def add_imprint(word: WordDocument, imprint: Imprint) -> None:
    """Write 版记 as a table that floats at the foot of the page it falls on, the last one."""
    texts = _imprint_lines(imprint)
    table = word.add_table(len(texts), 1)
    _float_at_foot(table._tbl.tblPr)
    _rule_imprint(table._tbl.tblPr)
    width = points(LAYOUT.type_width_mm)
    table._tbl.tblGrid.gridCol_lst[0].w = Pt(width)
    for row, text in zip(table.rows, texts, strict=True):
        row.cells[0].width = Pt(width)
        paragraph = row.cells[0].paragraphs[0]
        paragraph.style = IMPRINT
        hanging = 3 * _SMALL if text.startswith(_COPIES) else 0
        put_indent(paragraph._p.get_or_add_pPr(), left=_SMALL + hanging, first=-hanging, right=_SMALL)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(width - LAYOUT.small_pt), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(text)
    # A document cannot end with a table: the last paragraph takes as little room as it can.
    word.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _imprint_lines(imprint: Imprint) -> list[str]:
    day = f"{chinese_date(imprint.printed_on)}印发"
    printed_by = without_illegal(imprint.printed_by)
    fits = width_in_characters(printed_by + day) < points(LAYOUT.type_width_mm) / LAYOUT.small_pt - 4.5
    lines = [f"{printed_by}\t{day}" if fits else f"{printed_by}\n\t{day}"]
    if imprint.copies_to:
        lines.insert(0, f"{_COPIES}{without_illegal(imprint.copies_to).rstrip('。')}。")
    return lines


def _float_at_foot(properties: BaseOxmlElement) -> None:
    put(
        properties,
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="margin",
        horzAnchor="page",
        tblpX=twips(points(LAYOUT.left_mm)),
        tblpYSpec="bottom",
    )
    put(properties, "tblW", w=twips(points(LAYOUT.type_width_mm)), type="dxa")
    put(properties, "tblLayout", type="fixed")


def _rule_imprint(properties: BaseOxmlElement) -> None:
    """Rules as wide as the type area."""
    borders = put(properties, "tblBorders")
    outer, inner = LAYOUT.imprint_outer_rule_mm, LAYOUT.imprint_inner_rule_mm
    for side, millimetres in (("top", outer), ("bottom", outer), ("insideH", inner)):
        child(borders, side, val="single", sz=round(points(millimetres) * 8), space=0, color="000000")
    margins = put(properties, "tblCellMar")
    for side in ("left", "right"):
        child(margins, side, w=0, type="dxa")
