"""Owns the page, the styles and the page number of an official document in Word."""

from __future__ import annotations

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from lxml import etree

from taizhang.render.gbt9704 import FONTS, LAYOUT, twips
from taizhang.render.word_xml import child, new, put, put_font, put_indent

BODY = "Normal"
TITLE = "公文标题"
SUBTITLE = "公文副标题"
HEADINGS = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题", 4: "公文四级标题"}
MARK = "发文机关标志"
TABLE_TEXT = "公文表格"
TABLE_HEADING = "公文表头"
PICTURE = "公文图片"
IMPRINT = "版记"
PAGE_NUMBER = "公文页码"

_KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "No List", "Header", "Footer"}

# Font table: what stands in when a font is absent, and its class for programs that choose by themselves.
_SUBSTITUTES = {
    FONTS.body: ("仿宋", "modern"),
    FONTS.title: ("小标宋", "script"),
    FONTS.level_1: ("SimHei", "modern"),
    FONTS.level_2: ("楷体", "modern"),
    FONTS.page_number: ("SimSun", "roman"),
}


def blank_document() -> WordDocument:
    """An empty document with the standard's page, styles and page numbers, and nothing else in it."""
    word = Document()
    _drop_ballast(word)
    _set_defaults(word)
    _set_page(word)
    _add_styles(word)
    _number_pages(word)
    _name_substitutes(word)
    return word


def _drop_ballast(word: WordDocument) -> None:
    """Take out what the template of python-docx brings along: a preview picture of another document, 150 styles."""
    for rels in (word.part.package.rels, word.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(("/thumbnail", "WithEffects", "/customXml"))]:
            del rels[key]
    for style in [style for style in word.styles if style.name not in _KEPT]:
        style.delete()


def _set_defaults(word: WordDocument) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    run = child(child(defaults, "rPrDefault"), "rPr")
    put_font(run, FONTS.body)
    put(run, "lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    child(defaults, "pPrDefault")
    settings = word.settings.element
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "doNotCompress")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _set_page(word: WordDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(LAYOUT.page_width_mm), Mm(LAYOUT.page_height_mm)
    section.top_margin, section.bottom_margin = Mm(LAYOUT.top_mm), Mm(LAYOUT.bottom_mm)
    section.left_margin, section.right_margin = Mm(LAYOUT.left_mm), Mm(LAYOUT.right_mm)
    section.header_distance = Mm(15)
    # The dash, in the middle of the number's line, stands 7 mm below the type area.
    line_mm = (LAYOUT.small_pt + 2) * 25.4 / 72
    section.footer_distance = Mm(LAYOUT.bottom_mm - LAYOUT.number_below_type_area_mm - line_mm / 2)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    child(properties, "docGrid", type="lines", linePitch=twips(LAYOUT.pitch_pt))


def _add_styles(word: WordDocument) -> None:
    body = word.styles[BODY]
    assert isinstance(body, ParagraphStyle)
    _shape(body, FONTS.body, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.JUSTIFY)
    _keep_to_the_grid(body)
    for name in ("Header", "Footer"):
        running = word.styles[name]
        assert isinstance(running, ParagraphStyle)
        _shape(running, FONTS.page_number, LAYOUT.small_pt, LAYOUT.small_pt + 2, ALIGN.LEFT)
    for name, font, size, pitch, align in (
        (TITLE, FONTS.title, LAYOUT.title_pt, LAYOUT.pitch_pt, ALIGN.CENTER),
        (SUBTITLE, FONTS.level_2, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.CENTER),
        (HEADINGS[1], FONTS.level_1, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.JUSTIFY),
        (HEADINGS[2], FONTS.level_2, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.JUSTIFY),
        (HEADINGS[3], FONTS.body, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.JUSTIFY),
        (HEADINGS[4], FONTS.body, LAYOUT.body_pt, LAYOUT.pitch_pt, ALIGN.JUSTIFY),
        (MARK, FONTS.title, LAYOUT.mark_max_pt, None, ALIGN.CENTER),
        (TABLE_TEXT, FONTS.body, LAYOUT.table_pt, None, ALIGN.CENTER),
        (TABLE_HEADING, FONTS.level_1, LAYOUT.table_pt, None, ALIGN.CENTER),
        (PICTURE, FONTS.body, LAYOUT.table_pt, None, ALIGN.CENTER),
        (IMPRINT, FONTS.body, LAYOUT.small_pt, LAYOUT.small_pt + 8, ALIGN.LEFT),
        (PAGE_NUMBER, FONTS.page_number, LAYOUT.small_pt, LAYOUT.small_pt + 2, ALIGN.RIGHT),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = body
        style.quick_style = True
        _shape(style, font, size, pitch, align)
    for level, name in HEADINGS.items():
        put(word.styles[name].element.get_or_add_pPr(), "outlineLvl", val=level - 1)


def _shape(style: ParagraphStyle, font: str, size: float, pitch: float | None, align: ALIGN) -> None:
    """Font, size in points, exact pitch of lines in points (None: as high as the line needs), alignment."""
    run = style.element.get_or_add_rPr()
    put_font(run, font)
    style.font.size = Pt(size)
    put(run, "spacing", val=twips(LAYOUT.spacing_pt) if size == LAYOUT.body_pt else 0)
    form = style.paragraph_format
    form.alignment = align
    form.space_before = form.space_after = Pt(0)
    if pitch is None:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        form.line_spacing = Pt(pitch)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY


def _keep_to_the_grid(body: ParagraphStyle) -> None:
    """No hanging signs, no extra space beside Latin letters, no widows: 28 characters fill a line, 22 lines a page."""
    properties = body.element.get_or_add_pPr()
    for tag in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"):
        put(properties, tag, val=0)


def _number_pages(word: WordDocument) -> None:
    """— 1 — at the outer edge: odd pages right, even pages left, one character in."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    inset = LAYOUT.small_pt / LAYOUT.character_pt
    _write_number(section.footer, ALIGN.RIGHT, right=inset)
    _write_number(section.even_page_footer, ALIGN.LEFT, left=inset)


def _write_number(footer: _Footer, align: ALIGN, *, left: float = 0, right: float = 0) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = PAGE_NUMBER
    paragraph.alignment = align
    put_indent(paragraph._p.get_or_add_pPr(), left=left, right=right)
    paragraph.add_run("— ")
    field = child(paragraph._p, "fldSimple", instr=" PAGE ")
    child(child(field, "r"), "t").text = "1"
    paragraph.add_run(" —")


def _name_substitutes(word: WordDocument) -> None:
    table = new("fonts")
    for name, (other, family) in _SUBSTITUTES.items():
        font = child(table, "font", name=name)
        child(font, "altName", val=other)
        child(font, "charset", val="86")
        child(font, "family", val=family)
        child(font, "pitch", val="default")
    part = next(part for part in word.part.package.iter_parts() if part.partname.endswith("/fontTable.xml"))
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
