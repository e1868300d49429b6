"""Owns the way from an official document as data to its Word file in the layout of GB/T 9704-2012."""

from __future__ import annotations

import io
from datetime import date, datetime, time

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Pt

from taizhang.render.characters import chinese_number, without_illegal
from taizhang.render.document import (
    Attachment,
    Block,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Pictures,
    SigningLines,
    Table,
)
from taizhang.render.gbt9704 import FONTS, LAYOUT, points
from taizhang.render.stable_package import without_timestamps
from taizhang.render.title_lines import title_lines
from taizhang.render.word_ending import add_ending, add_imprint
from taizhang.render.word_head import add_head
from taizhang.render.word_pictures import add_pictures
from taizhang.render.word_styles import HEADINGS, TITLE, blank_document
from taizhang.render.word_table import add_table
from taizhang.render.word_xml import put_font, put_indent

_ALIGN = {"justify": ALIGN.JUSTIFY, "left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
_UNDATED = datetime.combine(date(1980, 1, 1), time())


def to_docx(document: OfficialDocument) -> bytes:
    """The document as a Word file; the same document gives the same bytes.

    Raises ValueError, saying which, for a table whose rows do not fit its heading, or for more than 99 headings.
    A picture that cannot be read leaves a note in its place: one bad photo never stops a report.
    """
    word = blank_document()
    body = word.element.body
    for leftover in body.p_lst:
        body.remove(leftover)
    add_head(word, document)
    _add_blocks(word, document.blocks)
    add_ending(word, document)
    for number, attachment in enumerate(document.attachments, 1):
        if attachment.blocks:
            _add_attachment(word, attachment, str(number) if len(document.attachments) > 1 else "")
    if document.imprint:
        add_imprint(word, document.imprint)
    _set_properties(word, document)
    target = io.BytesIO()
    word.save(target)
    return without_timestamps(target.getvalue())


class _Numbering:
    """Counts headings: a heading starts the levels below it anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        count = self._counts[level - 1]
        if level <= 2:
            chinese = chinese_number(count)
            return f"{chinese}、" if level == 1 else f"（{chinese}）"
        return f"{count}." if level == 3 else f"（{count}）"


def _add_blocks(word: WordDocument, blocks: tuple[Block, ...]) -> None:
    numbering = _Numbering()
    for block in blocks:
        match block:
            case Heading():
                _add_heading(word, block, numbering)
            case Paragraph():
                _add_paragraphs(word, block)
            case Table():
                add_table(word, block)
            case Pictures():
                add_pictures(word, block)
            case SigningLines():
                _add_signing_lines(word, block)
            case PageBreak():
                word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_heading(word: WordDocument, heading: Heading, numbering: _Numbering) -> None:
    mark = numbering.next(heading.level) if heading.numbered else ""
    paragraph = word.add_paragraph(mark + without_illegal(heading.text), style=HEADINGS[heading.level])
    put_indent(paragraph._p.get_or_add_pPr(), first=2)
    if heading.body:
        run = paragraph.add_run(without_illegal(heading.body))
        put_font(run._r.get_or_add_rPr(), FONTS.body)
    else:
        paragraph.paragraph_format.keep_with_next = True


def _add_paragraphs(word: WordDocument, block: Paragraph) -> None:
    for line in without_illegal(block.text).split("\n"):
        paragraph = word.add_paragraph(line)
        paragraph.alignment = _ALIGN[block.align]
        if block.indent and block.align == "justify":
            put_indent(paragraph._p.get_or_add_pPr(), first=2)


def _add_signing_lines(word: WordDocument, block: SigningLines) -> None:
    for label in block.labels:
        paragraph = word.add_paragraph(without_illegal(label).rstrip(":：") + "：")
        paragraph.alignment = ALIGN.LEFT
        put_indent(paragraph._p.get_or_add_pPr(), first=2)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points(LAYOUT.type_width_mm)), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run("\t    年  月  日")


def _add_attachment(word: WordDocument, attachment: Attachment, number: str) -> None:
    """Content of an attachment: on a new page, 附件 at the upper left, its title on the third line."""
    label = word.add_paragraph()
    label.paragraph_format.page_break_before = True
    put_font(label.add_run(f"附件{number}")._r.get_or_add_rPr(), FONTS.level_1)
    word.add_paragraph()
    limit = points(LAYOUT.type_width_mm) // LAYOUT.title_pt
    for line in title_lines(without_illegal(attachment.title), limit):
        word.add_paragraph(line, style=TITLE)
    word.add_paragraph()
    _add_blocks(word, attachment.blocks)


def _set_properties(word: WordDocument, document: OfficialDocument) -> None:
    created = document.created or (datetime.combine(document.date, time()) if document.date else _UNDATED)
    properties = word.core_properties
    properties.title = without_illegal(document.title).replace("\n", "")[:255]
    properties.author = properties.last_modified_by = without_illegal(document.issuer)[:255]
    properties.subject = without_illegal(document.number)[:255]
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = created
    properties.revision = 1
