"""Whatever is uploaded as a table: a clear Chinese message with the way to mend it, and nothing half taken in."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from taizhang.core.refusals import Refused
from taizhang.imports import tabular
from taizhang.imports.models import Import
from taizhang.imports.tabular import open_book
from tests.campaigns.plans import GAS, as_docx
from tests.imports.made_register import HEADS, workbook
from tests.imports.scene import checked, page, shop, upload

pytestmark = pytest.mark.django_db


def package(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def bomb() -> bytes:
    """A real workbook with a sheet that unpacks to 300 MB."""
    target = BytesIO(workbook([shop()]))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(b"\x20" * (1 << 20))
    return target.getvalue()


def hollow() -> bytes:
    """The names of a workbook without its content."""
    return package({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b""})


def laughing() -> bytes:
    """Entities within entities in the sheet."""
    inside = zipfile.ZipFile(BytesIO(workbook([shop()])))
    parts = {name: inside.read(name) for name in inside.namelist()}
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    doctype = b'<!DOCTYPE worksheet [<!ENTITY e0 "ha">' + entities + b"]>"
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"?>", b"?>" + doctype, 1).replace(
        b"<sheetData>", b"<sheetData>&e9;", 1
    )
    return package(parts)


@pytest.mark.mission("X3")
@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: b"", "文件是空的"),
        (lambda: b"   \n", "文件是空的"),
        (bomb, "解开后超过 200 MB"),
        (hollow, "文件已损坏"),
        (laughing, "文件已损坏"),
        (lambda: workbook([shop()])[:3000], "文件已损坏"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
        (lambda: b"\xff\xd8\xff\xe0" + bytes(600), "这是一张照片"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(600), "这是一张图片"),
        (lambda: b"%PDF-1.7\n", "这是 PDF 文件"),
        (lambda: as_docx(GAS), "这是 Word 文件"),
        (lambda: package({"a.txt": b"x"}), "这是压缩包"),
        (lambda: struct.pack("<200d", *range(200)), "认不出文件的格式"),
        (lambda: b"x" * (20 * 1024 * 1024 + 1), "最大 20 MB"),
    ],
    ids=[
        "nothing",
        "blank",
        "bomb",
        "hollow",
        "entities",
        "cut off",
        "xls",
        "photo",
        "picture",
        "pdf",
        "word",
        "zip",
        "noise",
        "huge",
    ],
)
def test_what_is_no_table_is_told_so(office: Client, made: Callable[[], bytes], told: str) -> None:
    response = office.post("/register/import/", {"file": SimpleUploadedFile("底数.xlsx", made()), "kind": "restaurant"})
    assert response.status_code in (413, 422)
    assert told in response.content.decode()
    assert not Import.objects.exists()


def test_too_many_rows_are_refused_before_they_are_kept_in_memory(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular, "MOST_ROWS", 50)
    work = checked(office, upload(office, workbook([shop(单位名称=f"店{n}") for n in range(200)])))
    assert work.state == "failed"
    assert "最多 50 行" in page(office, work)


@pytest.mark.mission("X3")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_csv_in_every_encoding_that_offices_use(office: Client, encoding: str, separator: str) -> None:
    lines = [separator.join(HEADS), separator.join(str(value) for value in shop(单位名称="麦香面馆㐀"))]
    work = checked(office, upload(office, "\r\n".join(lines).encode(encoding), name="底数.csv"))
    assert (work.counts["rows"], work.counts["new"]) == (1, 1), work.counts


def test_merged_titles_numbers_as_text_hidden_and_empty_rows_are_no_obstacle(office: Client) -> None:
    book = Workbook()
    book.create_sheet("隐藏").sheet_state = "hidden"
    sheet = book.active
    sheet.append(["青禾街道用气餐饮场所底数表"])
    sheet.merge_cells("A1:L1")
    sheet.append(["填报单位：青禾街道", None, None, "填报人：程思远"])
    sheet.append(
        [
            "序号",
            "店　名 *",
            "统一社会\n信用代码",
            "经营地址（详细）",
            "所属社区",
            "所属网格",
            "法定代表人",
            "手机号码",
            "餐位数",
        ]
    )
    sheet.append([])
    sheet.append(
        [1, " 麦香面馆 ", 92530199.0, "禾苗路1号", "柳荫社区居委会", "柳荫第1网格", "苏明川", 13800000001.0, "20 位"]
    )
    sheet.append([None] * 9)
    target = BytesIO()
    book.save(target)
    work = upload(office, target.getvalue())
    held = work.tables[0]
    assert held["head"] == 3
    assert held["mapping"] == [
        "", "name", "fields.credit_code", "address", "village", "grid", "contact", "phone", "fields.seats",
    ]  # fmt: skip
    work = checked(office, work)
    assert (work.counts["new"], work.counts.get("faulty", 0)) == (1, 0), list(work.faults.values_list("message"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", "名称,地址\n".encode()]))
def test_any_bytes_are_read_or_refused(noise: bytes, beginning: bytes) -> None:
    try:
        book = open_book(beginning + noise)
        for sheet in book.sheets:
            list(book.rows(sheet))
    except Refused as refused:
        assert refused.refusal.code in {"not-a-table", "too-many-rows"}
