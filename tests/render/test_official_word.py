"""The Word file itself: what is in it, whatever program opens it."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from taizhang.render.characters import width_in_characters
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, Picture, Pictures, Table
from taizhang.render.official_word import to_docx
from taizhang.render.title_lines import title_lines
from taizhang.render.word_ending import sealed_centre, unsealed_indents
from taizhang.render.word_pictures import prepared
from taizhang.render.word_xml import SEQUENCES
from tests.render.sample_documents import TOWNS, circular, daily_report, photo, ranking_table, rectification_notice

pytestmark = pytest.mark.mission("C66")


def opened(*blocks: Block, number: str = "", addressee: str = "") -> WordDocument:
    issuer = "清河县安委会办公室"
    paper = OfficialDocument("通报", issuer, blocks, signature="", number=number, addressee=addressee)
    return Document(io.BytesIO(to_docx(paper)))


def texts(word: WordDocument) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.text]


@pytest.mark.parametrize("sample", [daily_report, rectification_notice, circular])
def test_the_same_document_gives_the_same_bytes(sample: Callable[[], OfficialDocument]) -> None:
    first, second = to_docx(sample()), to_docx(sample())
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in package.namelist()


def test_another_date_gives_other_bytes() -> None:
    paper = circular()
    assert to_docx(paper) != to_docx(dataclasses.replace(paper, date=date(2026, 5, 19)))


def test_fonts_are_named_as_the_standard_wants() -> None:
    word = Document(io.BytesIO(to_docx(circular())))
    fonts = {
        name: word.styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for name in ("Normal", "公文标题", "公文一级标题", "公文二级标题", "公文三级标题", "发文机关标志", "公文页码")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "公文标题": "方正小标宋简体",
        "公文一级标题": "黑体",
        "公文二级标题": "楷体_GB2312",
        "公文三级标题": "仿宋_GB2312",
        "发文机关标志": "方正小标宋简体",
        "公文页码": "宋体",
    }
    assert word.styles["Normal"].font.size.pt == 16
    assert word.styles["公文标题"].font.size.pt == 22


def test_headings_are_numbered_by_their_place() -> None:
    word = opened(
        Heading(1, "基本情况"),
        Heading(2, "排查"),
        Heading(3, "单位"),
        Heading(4, "食堂"),
        Heading(4, "餐馆"),
        Heading(2, "整改。", body="已完成。"),
        Heading(1, "要求"),
        Heading(2, "压实责任"),
        Heading(1, "附则", numbered=False),
    )
    assert texts(word)[1:] == [
        "一、基本情况",
        "（一）排查",
        "1.单位",
        "（1）食堂",
        "（2）餐馆",
        "（二）整改。已完成。",
        "二、要求",
        "（一）压实责任",
        "附则",
    ]


def test_the_heading_of_a_table_is_merged_and_repeated() -> None:
    word = opened(ranking_table())
    (table,) = word.tables
    repeated = [row for row in table._tbl.tr_lst if row.xpath("./w:trPr/w:tblHeader")]
    assert len(repeated) == 2
    first, second = ([cell.text for cell in table.rows[number].cells] for number in (0, 1))
    assert first == ["名次", "乡镇（街道）", "排查", "排查", "排查", *["隐患整改"] * 4]
    assert second == ["名次", "乡镇（街道）", "应查", "已查", "覆盖率", "发现", "已整改", "整改率", "超期"]
    assert len(table.rows) == 2 + len(TOWNS) + 1
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in table._tbl.tr_lst)


@pytest.mark.parametrize(
    "table",
    [
        Table(("甲", "乙"), (("1",),), caption="排名表"),
        Table(("甲", "乙"), (), total=("1",), caption="排名表"),
        Table(("甲", "乙"), (), widths=(1,), caption="排名表"),
    ],
)
def test_a_table_whose_lengths_disagree_is_refused_with_its_name(table: Table) -> None:
    with pytest.raises(ValueError, match=r"表格“排名表”的.*有 1 项，表头有 2 列"):
        opened(table)


@pytest.mark.mission("C37")
def test_before_and_after_stand_side_by_side_with_captions() -> None:
    word = opened(Pictures((Picture(photo("red", "1"), "整改前"), Picture(photo("green", "2"), "整改后"))))
    (table,) = word.tables
    assert [cell.text for cell in table.rows[1].cells] == ["整改前", "整改后"]
    assert [len(cell._tc.xpath(".//pic:pic")) for cell in table.rows[0].cells] == [1, 1]
    widths = [int(extent.get("cx")) for extent in table._tbl.xpath(".//wp:extent")]
    assert sum(widths) <= 156 * 36000


def test_a_missing_or_broken_picture_leaves_a_note_and_not_a_failure() -> None:
    word = opened(Pictures((Picture(b"no picture", "整改前"), Picture(None, "整改后"))))
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["（照片无法读取，请查看原件）", "（暂无照片）"]


def test_a_photo_is_turned_upright_made_small_and_loses_its_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    taken = io.BytesIO()
    Image.new("RGB", (4000, 3000), "blue").save(taken, "JPEG", exif=exif)
    ready = prepared(taken.getvalue())
    assert ready is not None
    with Image.open(io.BytesIO(ready.data)) as picture:
        assert picture.size == (ready.width, ready.height) == (1200, 1600)
        assert not picture.getexif()


def test_characters_that_xml_forbids_are_left_out() -> None:
    word = opened(Paragraph("整\x00改\x0b到\ud800位\uffff"), Table(("甲\x01",), (("乙\x1f",),)))
    assert "整改到位" in texts(word)
    assert [cell.text for row in word.tables[0].rows for cell in row.cells] == ["甲", "乙"]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_readable_document(text: str) -> None:
    word = opened(Heading(1, text), Paragraph(text), number=text, addressee=text)
    assert len(word.paragraphs) >= 4


def test_properties_come_from_the_document_and_not_from_the_clock() -> None:
    properties = Document(io.BytesIO(to_docx(circular()))).core_properties
    assert properties.title == "关于全县燃气安全专项整治第三周工作进展情况的通报"
    assert properties.created is not None
    assert properties.created.date() == date(2026, 5, 18)
    assert properties.author == circular().issuer


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("责令限期整改通知书", ["责令限期整改通知书"]),
        ("关于全县燃气安全专项整治第三周工作进展情况的通报", ["关于全县燃气安全专项整治", "第三周工作进展情况的通报"]),
        (
            "清河县人民政府办公室关于印发餐饮场所燃气安全百日攻坚实施方案的通知",
            ["清河县人民政府办公室", "关于印发餐饮场所燃气安全", "百日攻坚实施方案的通知"],
        ),
        ("作者\n自己断行", ["作者", "自己断行"]),
    ],
)
def test_a_title_is_broken_between_words(title: str, lines: list[str]) -> None:
    assert title_lines(title, 20) == lines


@given(st.text(alphabet="清河县人民政府关于开展燃气安全专项整治的通知2026年", min_size=1, max_size=100))
@settings(max_examples=40, deadline=None)
def test_no_line_of_a_title_is_too_long_and_nothing_is_lost(title: str) -> None:
    broken = title_lines(title, 20)
    assert "".join(broken) == title
    assert all(width_in_characters(line) <= 20 for line in broken)


@pytest.mark.parametrize(
    ("unit", "day", "indents"),
    [
        ("清河县住房和城乡建设局", "2026年5月9日", (2, 5.0)),
        ("县安委办", "2026年12月12日", (7.0, 2)),
    ],
)
def test_without_a_seal_the_date_begins_two_characters_after_the_unit(
    unit: str, day: str, indents: tuple[float, float]
) -> None:
    assert unsealed_indents(unit, day) == indents


def test_with_a_seal_a_long_unit_keeps_its_distance_from_the_edge() -> None:
    assert sealed_centre("县安委办", "2026年5月9日") == 7.0
    assert sealed_centre("清河县燃气安全专项整治工作领导小组办公室", "2026年5月9日") == 12.0


@pytest.mark.parametrize("sample", [daily_report, rectification_notice, circular])
def test_properties_stand_in_the_order_that_word_demands(sample: Callable[[], OfficialDocument]) -> None:
    word = Document(io.BytesIO(to_docx(sample())))
    footers = [word.sections[0].footer._element, word.sections[0].even_page_footer._element]
    for part in (word.element, word.styles.element, *footers):
        for kind, sequence in SEQUENCES.items():
            order = [qn(f"w:{tag}") for tag in sequence.split()]
            for properties in part.iter(qn(f"w:{kind}")):
                places = [order.index(child.tag) for child in properties]
                assert places == sorted(set(places)), [child.tag for child in properties]
