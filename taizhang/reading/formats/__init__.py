"""Files as text: by what they are, not by what they are called.

Each format has one file and one function. All of them raise `UnreadableFile`; none eats more memory than its limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .encodings import decoded
from .pdf import pdf_text
from .unreadable import UnreadableFile
from .web import looks_like_html, web_text
from .word import word_text

__all__ = ["UnreadableFile", "text_of"]

_SAVE_AS = "请在 Word 或 WPS 中打开，另存为 .docx 后再上传，或者直接粘贴方案正文"
_OLD = f"这是旧格式的文件（.doc、.wps、.xls、.rtf），读不出文字。{_SAVE_AS}"
_PICTURE = "这是图片，没有文字。请用文字识别软件转成文字，再粘贴方案正文"
_PACKED = "这是压缩包。请先解压，再上传里面的方案文件"
_REFUSED = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD),
    (b"{\\rtf", _OLD),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
]
"""The first bytes of what is no text, and what is said of it."""

_READERS: list[tuple[bytes, Callable[[bytes], str]]] = [
    (b"PK\x03\x04", word_text), (b"PK\x05\x06", word_text), (b"%PDF-", pdf_text),
]  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?")


def text_of(content: bytes) -> str:
    """The text of a file, lines ended by `\\n`.

    Raises UnreadableFile.
    """
    if not content.strip():
        raise UnreadableFile("文件是空的。请检查是否选错了文件")
    for opening, sentence in _REFUSED:
        if content.startswith(opening):
            raise UnreadableFile(sentence)
    text = next((read(content) for opening, read in _READERS if content.startswith(opening)), None)
    if text is None:
        text = decoded(content)
        if looks_like_html(text):
            text = web_text(text)
    text = _LINE_END.sub("\n", _CONTROL.sub("", text))
    if not text.strip():
        raise UnreadableFile("文件里没有文字。请检查是否选错了文件，或者直接粘贴方案正文")
    return text
