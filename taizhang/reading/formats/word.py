"""Word files (.docx): paragraphs, tables and text boxes in their order, with the numbers that Word only shows.

Read straight from the package's XML: what else is broken does not matter, and nothing but text is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from .unreadable import UnreadableFile
from .word_numbers import W, WordNumbers

_LARGEST_PART = 40 * 1024 * 1024
"""Bytes unpacked. A plan's document.xml has a tenth of a megabyte; a bomb unpacks to gigabytes."""

_BODY = "word/document.xml"
_BROKEN = "Word 文件已损坏，打不开。请在 Word 或 WPS 中打开并另存一份 .docx，或者直接粘贴方案正文"
_KINDS = {
    "xl/workbook.xml": "这是 Excel 表格，不是方案正文。请上传 Word、PDF 或文本文件",
    "ppt/presentation.xml": "这是演示文稿，不是方案正文。请上传 Word、PDF 或文本文件",
    "OFD.xml": "这是 OFD 版式文件，读不出文字。请另存为 Word 或 PDF，或者直接粘贴方案正文",
    "content.xml": "这是 OpenDocument 文件。请另存为 .docx 后再上传，或者直接粘贴方案正文",
}
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_UNSHOWN = {
    f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}instrText", f"{W}delText", f"{W}sectPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
"""What of a paragraph is not to be seen: deletions, readings above signs, codes of fields, a text box's second form."""


def word_text(content: bytes) -> str:
    """The text of a .docx file, a line for each paragraph and for each row of a table. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _text(package)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableFile(_BROKEN) from error
    except RuntimeError as error:  # what zipfile raises for a package with a password
        raise UnreadableFile("Word 文件有密码。请去掉密码后再上传，或者直接粘贴方案正文") from error


def _text(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if _BODY not in names:
        raise UnreadableFile(
            next(
                (sentence for name, sentence in _KINDS.items() if name in names),
                "这是压缩包，不是 Word 文件。请先解压，再上传里面的方案文件",
            )
        )
    body = _parsed(package, _BODY)
    numbers = WordNumbers(
        *(_parsed(package, part) if part in names else None for part in ("word/numbering.xml", "word/styles.xml"))
    )
    return "\n".join(_lines(body, numbers))


def _parsed(package: zipfile.ZipFile, part: str) -> etree._Element:
    with package.open(part) as stream:
        stored = stream.read(_LARGEST_PART + 1)
    if len(stored) > _LARGEST_PART:
        raise UnreadableFile(f"Word 文件展开后超过 {_LARGEST_PART // 1024 // 1024} MB，不像方案。请直接粘贴方案正文")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(stored, parser)
    if root is None:
        raise UnreadableFile(_BROKEN)
    return root


def _lines(body: etree._Element, numbers: WordNumbers) -> Iterator[str]:
    """A line for each paragraph outside of tables and for each row of an outer table; boxes follow their paragraph."""
    row: list[str] = []
    rows = 0
    for event, element in etree.iterwalk(body, events=("start", "end"), tag=(f"{W}p", f"{W}tr")):
        if _is_hidden(element):
            continue
        if element.tag == f"{W}tr":
            rows += 1 if event == "start" else -1
            if event == "end" and rows == 0:
                yield "\t".join(row)
                row = []
        elif event == "start":
            line = numbers.label(element) + _shown(element)
            if rows == 0:
                yield line
            elif line.strip():
                row.append(line.strip())


def _is_hidden(element: etree._Element) -> bool:
    return any(above.tag in _UNSHOWN for above in element.iterancestors())


def _shown(paragraph: etree._Element) -> str:
    """The text of a paragraph; of the boxes that are anchored in it nothing: they are paragraphs of their own."""
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == f"{W}t":
            pieces.append(element.text or "")
        elif element.tag in _BREAKS:
            pieces.append(_BREAKS[element.tag])
        elif element.tag not in _UNSHOWN and element.tag not in (f"{W}p", f"{W}rPr", f"{W}pPr"):
            stack.extend(reversed(element))
    return "".join(pieces)
