"""Reads plans: from any real plan text to what an official only has to confirm. Pure: no Django, no clock, no network.

`read_text` for pasted text, `read_bytes` for files. A file that gives no text raises `UnreadableFile`.
"""

from .formats import UnreadableFile, text_of
from .model import Reading
from .reader import read_text

__all__ = ["Reading", "UnreadableFile", "read_bytes", "read_text"]


def read_bytes(content: bytes, name: str) -> Reading:
    """The reading of a file: txt, docx, html, pdf. What it is, its bytes say, not its name; `name` is for the message.

    Raises UnreadableFile, which says in Chinese what is wrong and how to mend it.
    """
    return read_text(text_of(content))
