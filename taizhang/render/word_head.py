"""Owns 版头 and title: red mark, document number, red rule, title, addressee (GB/T 9704-2012 §7.2, §7.3.1, §7.3.2)."""

from __future__ import annotations

from datetime import date

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from taizhang.render.characters import width_in_characters, without_illegal
from taizhang.render.document import BriefingHead, OfficialDocument, RedHead
from taizhang.render.gbt9704 import FONTS, LAYOUT, points
from taizhang.render.title_lines import title_lines
from taizhang.render.word_styles import MARK, SUBTITLE, TITLE
from taizhang.render.word_xml import put, put_font, put_indent, put_rule_below

_RED = RGBColor.from_string(LAYOUT.red)
_RED_RULE_PT = 2.0


def chinese_date(day: date) -> str:
    """A date as documents write it, without leading zeros: 2026年5月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def add_head(word: WordDocument, document: OfficialDocument) -> None:
    """Write everything above the text."""
    if isinstance(document.head, RedHead):
        _add_red_head(word, document, document.head)
    elif isinstance(document.head, BriefingHead):
        _add_briefing_head(word, document, document.head)
    _add_title(word, document)
    if document.addressee:
        _plain(word, "")
        _plain(word, document.addressee.rstrip(":：") + "：")


def _add_red_head(word: WordDocument, document: OfficialDocument, head: RedHead) -> None:
    for text, font in ((head.copy_number, FONTS.body), (head.secrecy, FONTS.level_1), (head.urgency, FONTS.level_1)):
        line = _plain(word, text)
        for run in line.runs:
            put_font(run._r.get_or_add_rPr(), font)
    above = points(LAYOUT.mark_below_type_area_mm) - 3 * LAYOUT.pitch_pt
    _add_mark(word, head.mark or f"{document.issuer}文件", above_pt=above)
    for _ in range(2):
        _plain(word, "")
    number = _plain(word, document.number, ALIGN.LEFT if head.signer else ALIGN.CENTER)
    if head.signer:
        put_indent(number._p.get_or_add_pPr(), left=1, right=1)
        _tab_to_the_right(number)
        number.add_run("\t签发人：")
        name = number.add_run(without_illegal(head.signer))
        put_font(name._r.get_or_add_rPr(), FONTS.level_2)
    _add_rule(word)
    for _ in range(2):
        _plain(word, "")


def _add_briefing_head(word: WordDocument, document: OfficialDocument, head: BriefingHead) -> None:
    _add_mark(word, head.name, above_pt=0)
    _plain(word, f"（{head.issue.strip('()（）')}）", ALIGN.CENTER)
    _plain(word, "")
    line = _plain(word, head.compiled_by or document.issuer, ALIGN.LEFT)
    _tab_to_the_right(line)
    if document.date:
        line.add_run("\t" + chinese_date(document.date))
    _add_rule(word)
    _plain(word, "")


def _add_mark(word: WordDocument, text: str, *, above_pt: float) -> None:
    """Red letters over nearly the whole line: large for a short name, narrowed for a long one."""
    text = without_illegal(text)
    width = points(LAYOUT.type_width_mm) * 0.98
    fitting = width / max(width_in_characters(text), 1)
    size = round(min(max(fitting, LAYOUT.mark_min_pt), LAYOUT.mark_max_pt))
    paragraph = word.add_paragraph(style=MARK)
    form = paragraph.paragraph_format
    form.space_before = Pt(above_pt)
    form.line_spacing = Pt(size * 1.15)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.color.rgb = _RED
    if fitting < size:
        put(run._r.get_or_add_rPr(), "w", val=int(100 * fitting / size))


def _add_rule(word: WordDocument) -> None:
    """The red rule, 4 mm below the line above and as wide as the type area: a border of a line without height."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    put_rule_below(
        paragraph._p.get_or_add_pPr(),
        thickness_pt=_RED_RULE_PT,
        distance_mm=LAYOUT.rule_below_number_mm,
        color=LAYOUT.red,
    )


def _add_title(word: WordDocument, document: OfficialDocument) -> None:
    limit = points(LAYOUT.type_width_mm) // LAYOUT.title_pt
    for line in title_lines(without_illegal(document.title), limit):
        paragraph = word.add_paragraph(line, style=TITLE)
        paragraph.paragraph_format.keep_with_next = True
    if document.subtitle:
        word.add_paragraph(without_illegal(document.subtitle), style=SUBTITLE)
    if document.number and document.head is None:
        _plain(word, document.number, ALIGN.CENTER)
    if not document.addressee:
        _plain(word, "")


def _plain(word: WordDocument, text: str, align: ALIGN = ALIGN.JUSTIFY) -> WordParagraph:
    paragraph = word.add_paragraph(without_illegal(text))
    paragraph.alignment = align
    return paragraph


def _tab_to_the_right(paragraph: WordParagraph) -> None:
    edge = points(LAYOUT.type_width_mm)
    indent = paragraph.paragraph_format.right_indent
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(edge - (indent.pt if indent else 0)), WD_TAB_ALIGNMENT.RIGHT)
