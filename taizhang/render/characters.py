"""Owns what may stand in a file and how wide it is: what XML forbids, widths counted in Chinese characters."""

from __future__ import annotations

import re
import unicodedata

# XML 1.0 §2.2 allows tab, newline, carriage return and everything from U+0020 except surrogates, U+FFFE and U+FFFF.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DIGITS = "〇一二三四五六七八九"


def without_illegal(text: str) -> str:
    """Text without the characters that would make an XML file unreadable; line ends become plain newlines."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def width_in_characters(text: str) -> float:
    """Width of a line of text in Chinese characters: a Chinese character or sign is 1, a Latin letter or digit 0.5."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, as headings are numbered (一, 十二, 二十).

    Raises ValueError outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"标题序号 {number} 超出 1 至 99，请拆分章节")
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return lead + (_DIGITS[ones] if ones else "")
