"""Files as offices make them: any encoding, Word with automatic numbers, web pages, PDF; no text is said clearly."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from taizhang.reading import UnreadableFile, read_bytes
from tests.campaigns.plans import GAS, as_docx

PHASES = ["宣传发动阶段", "排查治理阶段", "巩固提高阶段"]


def phases(content: bytes, name: str = "方案") -> list[str]:
    return [phase.name for plan in read_bytes(content, name).plans for phase in plan.phases]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_a_text_is_read_in_every_encoding_of_chinese_offices(encoding: str) -> None:
    reading = read_bytes(GAS.encode(encoding), "方案.txt")
    assert reading.text == GAS
    assert phases(GAS.encode(encoding)) == PHASES


def test_a_text_from_taiwan_or_hong_kong_is_told_apart_from_gbk() -> None:
    text = "柳蔭社區安全檢查計畫\n一、實施步驟\n請各單位於三月十日前將檢查情況報送社區辦公室，並整理成冊。\n" * 3
    assert read_bytes(text.encode("big5"), "計畫.txt").text == text


def test_a_few_broken_signs_do_not_spoil_a_text() -> None:
    content = GAS.encode("gb18030") + b"\xff\xff"
    assert phases(content) == PHASES


def test_line_ends_and_control_signs_of_any_system_become_plain_lines() -> None:
    content = ("\x00" + GAS.replace("\n", "\r\n") + "\x1a").encode()
    assert read_bytes(content, "方案.txt").text == GAS


def test_word_shows_paragraphs_tables_and_text_boxes_in_order() -> None:
    document = Document()
    document.add_paragraph("青禾街道燃气整治方案")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ("阶段", "时间", "动员阶段", "3月1日至3月5日"), strict=True
    ):
        cell.text = words
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Choice><mc:Fallback><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document.add_paragraph("框前的话")._p.append(parse_xml(box))
    document.add_paragraph("最后一段")
    assert read_bytes(saved(document), "方案.docx").text.splitlines() == [
        "青禾街道燃气整治方案", "阶段\t时间", "动员阶段\t3月1日至3月5日", "框前的话", "框里的话", "最后一段",
    ]  # fmt: skip


def test_what_was_deleted_in_word_is_not_read() -> None:
    document = Document()
    paragraph = document.add_paragraph("各社区")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>不</w:delText></w:r></w:del>"),
    )
    paragraph.add_run("报送情况")
    assert read_bytes(saved(document), "方案.docx").text == "各社区报送情况"


def test_the_numbers_that_word_only_shows_are_read() -> None:
    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{label}"/></w:lvl>'
        for level, form, label in (
            (0, "chineseCountingThousand", "%1、"), (1, "chineseCounting", "（%2）"), (2, "decimal", "%3."),
        )
    )  # fmt: skip
    kind = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    numbering.insert(0, kind)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, words in (
        (0, "目标"), (0, "步骤"), (1, "动员阶段（3月1日至3月10日）。"), (2, "开会。"), (2, "发文。"),
        (1, "整治阶段（3月11日至4月30日）。"), (2, "排查。"),
    ):  # fmt: skip
        paragraph = document.add_paragraph(words)._p
        paragraph.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    content = saved(document)
    assert read_bytes(content, "方案.docx").text.splitlines() == [
        "一、目标", "二、步骤", "（一）动员阶段（3月1日至3月10日）。", "1.开会。", "2.发文。",
        "（二）整治阶段（3月11日至4月30日）。", "1.排查。",
    ]  # fmt: skip
    assert phases(content) == ["动员阶段", "整治阶段"]


def saved(document: Document) -> bytes:
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def test_a_saved_web_page_gives_the_article_without_menus_and_scripts() -> None:
    body = "".join(f"<p>{line}</p>" for line in GAS.splitlines())
    menu = "".join(f"<li><a href='#'>{word}</a></li>" for word in ("首页", "政务公开", "互动交流", "专题专栏"))
    page = (
        "<!DOCTYPE html><html><head><meta charset='gb2312'><title>通知</title><script>alert(1)</script></head>"
        f"<body><nav>导航</nav><ul>{menu}</ul><div>{body}</div><div style='display:none'>藏着的话</div>"
        "<table><tr><td>单位</td><td>时间</td></tr></table><footer>版权所有</footer></body></html>"
    )
    text = read_bytes(page.encode("gb18030"), "通知.html").text
    assert [word for word in ("首页", "导航", "alert", "藏着", "版权") if word in text] == []
    assert "单位\t时间" in text
    assert phases(page.encode("gb18030")) == PHASES


def test_a_pdf_with_a_text_layer_is_read() -> None:
    content = pdf("GAS CAMPAIGN PLAN OF AN INVENTED STREET")
    assert "INVENTED STREET" in read_bytes(content, "plan.pdf").text


def pdf(words: str) -> bytes:
    """A page with a line of text, as small as the format allows."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length " + str(len(stream)).encode() + b">>\nstream\n" + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    stored = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(stored))
        stored += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(stored)
    size = len(objects) + 1
    return (
        stored
        + f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\n".encode()
        + (f"startxref\n{start}\n%%EOF".encode())
    )


def scanned() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    stored = io.BytesIO()
    writer.write(stored)
    return stored.getvalue()


def locked() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf("SECRET")))
    writer.encrypt("geheim")
    stored = io.BytesIO()
    writer.write(stored)
    return stored.getvalue()


def packed(name: str, content: bytes = b"<x/>") -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空的"),
        (b" \n ", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "另存为 .docx"),
        (b"{\\rtf1 x}", "另存为 .docx"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "图片"),
        (b"Rar!\x1a\x07\x00", "先解压"),
        (packed("a.txt"), "先解压"),
        (packed("xl/workbook.xml"), "Excel"),
        (packed("OFD.xml"), "OFD"),
        (packed("word/document.xml", b"<w:document"), "已损坏"),
        (b"PK\x03\x04not a word file", "已损坏"),
        (as_docx(GAS)[:-400], "已损坏"),
        (scanned(), "扫描"),
        (locked(), "密码"),
        (b"%PDF-1.7\nbroken", "已损坏"),
        (bytes(range(256)) * 20, "编码"),
        (b"<html><body></body></html>", "没有文字"),
    ],
    ids=[
        "nothing", "blanks", "doc", "rtf", "png", "jpeg", "rar", "zip", "xlsx", "ofd", "broken xml", "broken zip",
        "cut off", "scanned pdf", "locked pdf", "broken pdf", "binary", "empty page",
    ],
)  # fmt: skip
def test_what_gives_no_text_says_what_it_is_and_how_to_mend_it(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile) as raised:
        read_bytes(content, "方案")
    assert told in str(raised.value)
    assert "请" in str(raised.value)


def test_a_bomb_named_docx_is_refused_before_it_eats_the_memory() -> None:
    bomb = packed("word/document.xml", b"<a>" + b" " * 300_000_000)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="展开后超过"):
        read_bytes(bomb, "方案.docx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 150_000_000


def test_entities_of_a_word_file_are_not_unfolded() -> None:
    laughs = (
        b'<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(UnreadableFile):
        read_bytes(packed("word/document.xml", laughs), "方案.docx")


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    for start in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe"):
        try:
            read_bytes(start + content, "方案")
        except UnreadableFile as refused:
            assert str(refused)


@given(st.integers(0, 36_000), st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_a_word_file_with_a_wrong_byte_is_read_or_refused(place: int, value: int) -> None:
    content = bytearray(as_docx(GAS))
    content[place % len(content)] = value
    try:
        read_bytes(bytes(content), "方案.docx")
    except UnreadableFile as refused:
        assert str(refused)
