"""PDF files with a text layer."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .unreadable import UnreadableFile

_MOST_PAGES = 300
_MOST_TEXT = 3_000_000
"""Characters. Whoever reads a plan gives up long before; what is longer is cut off where it would eat memory."""

_LEAST_A_PAGE = 15
"""Characters. A scanned page has none, or its page number."""

_BROKEN = "PDF 文件已损坏，打不开。请重新导出一份，或者直接粘贴方案正文"


def pdf_text(content: bytes) -> str:
    """The text of a PDF file. Raises UnreadableFile."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("PDF 文件有密码。请去掉密码后再上传，或者直接粘贴方案正文")
        pages = len(reader.pages)
        if pages > _MOST_PAGES:
            raise UnreadableFile(
                f"PDF 有 {pages} 页，最多 {_MOST_PAGES} 页。请只上传方案的那几页，或者直接粘贴方案正文"
            )
        text = _text(reader)
    except UnreadableFile:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, ArithmeticError,
            RecursionError, MemoryError, NotImplementedError, AssertionError) as error:  # fmt: skip
        # the library lets errors of its own innards through where a file is broken on purpose
        raise UnreadableFile(_BROKEN) from error
    if len("".join(text.split())) < _LEAST_A_PAGE * pages:
        raise UnreadableFile("这是扫描的 PDF，只有图片没有文字。请用文字识别软件转成文字，或者直接粘贴方案正文")
    return text


def _text(reader: PdfReader) -> str:
    pieces: list[str] = []
    length = 0
    for page in reader.pages:
        pieces.append(page.extract_text())
        length += len(pieces[-1])
        if length > _MOST_TEXT:
            raise UnreadableFile("PDF 的文字太多，不像方案。请只上传方案的那几页，或者直接粘贴方案正文")
    return "\n".join(pieces)
