"""Owns filling a Word file that somebody wrote: marks like {发现并立案问题} give way to values, all else stays.

A mark keeps the look of the run in which it begins, though Word may have cut it into several runs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph

from taizhang.render.characters import without_illegal
from taizhang.render.marked_form import MOST_NAMED, MOST_UNPACKED, MarkedFormError, Value

_MARK = re.compile(r"\{([^{}\n]{1,80})\}")


def is_word(file: bytes) -> bool:
    """Whether it is a Word file, whatever its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            return "word/document.xml" in package.namelist()
    except zipfile.BadZipFile:
        return False


def fill_word(file: bytes, values: Mapping[str, Value]) -> bytes:
    """The file with its marks filled. Raises MarkedFormError where there are none, or naming those without a value."""
    document = _opened(file)
    marked = [(where, one) for where, one in _paragraphs(document) if _MARK.search(one.text)]
    if not marked:
        raise MarkedFormError("文件里没有标记，请在要填数的地方写上 {指标名称}")
    unknown = [
        f"{where}“{paragraph.text.strip()[:20]}”：{{{name}}}"
        for where, paragraph in marked
        for name in _MARK.findall(paragraph.text)
        if name.strip() not in values
    ]
    if unknown:
        more = f"等{len(unknown)}处" if len(unknown) > MOST_NAMED else ""
        raise MarkedFormError("；".join(unknown[:MOST_NAMED]) + more)
    for _, paragraph in marked:
        marks = list(_MARK.finditer("".join(run.text for run in paragraph.runs)))
        for found in reversed(marks):  # from the last on, so that places of earlier ones hold
            _replace(paragraph, found.start(), found.end(), without_illegal(str(values[found[1].strip()])))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _opened(file: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise MarkedFormError("文件太大，请去掉图片再试")
        return Document(io.BytesIO(file))
    except MarkedFormError:
        raise
    except Exception as fault:  # a broken or hostile package raises whatever its parts provoke
        raise MarkedFormError("不是可以打开的 .docx 文件，请用 Word 打开后另存一份") from fault


def _paragraphs(document: Any) -> Iterator[tuple[str, Paragraph]]:
    """(where it stands, paragraph) of the text, the tables, heads and feet."""
    for number, paragraph in enumerate(document.paragraphs, 1):
        yield f"第{number}段", paragraph
    yield from _in_tables(document.tables, "")
    for section in document.sections:
        for name, part in (("页眉", section.header), ("页脚", section.footer)):
            if not part.is_linked_to_previous:
                for paragraph in part.paragraphs:
                    yield name, paragraph
                yield from _in_tables(part.tables, name)


def _in_tables(tables: Any, within: str) -> Iterator[tuple[str, Paragraph]]:
    for number, table in enumerate(tables, 1):
        seen = set()  # a merged cell is met once for each place that it covers
        for row_number, row in enumerate(table.rows, 1):
            for cell in row.cells:
                if cell._tc in seen:
                    continue
                seen.add(cell._tc)
                where = f"{within}第{number}个表第{row_number}行"
                for paragraph in cell.paragraphs:
                    yield where, paragraph
                yield from _in_tables(cell.tables, where)


def _replace(paragraph: Paragraph, start: int, end: int, words: str) -> None:
    """Put words in the place of the characters from start to end, into the run where they begin."""
    at = 0
    for run in paragraph.runs:
        text = run.text
        low, high = max(start - at, 0), min(end - at, len(text))
        at += len(text)
        if low < high:
            run.text = text[:low] + words + text[high:]
            words = ""
