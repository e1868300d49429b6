"""Word and Excel to PDF: where LibreOffice is, where it is not, and where it fails."""

from __future__ import annotations

import io
import stat
import time
from pathlib import Path

import pypdf
import pytest

from taizhang.render.official_word import to_docx
from taizhang.render.pdf import ConversionFailed, NoConverter, to_pdf
from taizhang.render.workbook import write_workbook
from tests.render.sample_documents import circular
from tests.render.sample_sheets import CREATED, ledger

pytestmark = pytest.mark.mission("C68")


def test_a_document_becomes_a_pdf_with_its_text(libreoffice: str) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(to_pdf(to_docx(circular()))))
    assert len(pdf.pages) == 4
    assert "清燃安办〔2026〕7" in pdf.pages[0].extract_text()


@pytest.mark.mission("X9")
def test_a_ledger_prints_its_heading_on_every_page(libreoffice: str) -> None:
    target = io.BytesIO()
    write_workbook(target, [ledger(60)], created=CREATED)
    pdf = pypdf.PdfReader(io.BytesIO(to_pdf(target.getvalue(), kind="xlsx")))
    assert len(pdf.pages) > 1
    for number, page in enumerate(pdf.pages, 1):
        assert page.mediabox.width > page.mediabox.height
        text = page.extract_text()
        assert "整治对象" in text
        assert f"第 {number} 页，共 {len(pdf.pages)} 页" in text


def test_without_libreoffice_the_administrator_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoConverter, match="没有安装 LibreOffice，不能生成 PDF"):
        to_pdf(b"")


def program(folder: Path, script: str) -> None:
    """A stand-in for LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_a_conversion_that_hangs_is_stopped_with_all_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    program(tmp_path, f"(while true; do echo . >> {alive}; sleep 0.05; done) & wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ConversionFailed, match="没有完成转换"):
        to_pdf(to_docx(circular()), timeout=0.5)
    size = alive.stat().st_size
    time.sleep(0.2)
    assert alive.stat().st_size == size


def test_a_conversion_without_result_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ConversionFailed, match="没有生成 PDF"):
        to_pdf(to_docx(circular()))


def test_what_is_no_word_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ConversionFailed, match="不是 Word 文件"):
        to_pdf(b"plain text")
