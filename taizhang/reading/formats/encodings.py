"""Bytes as text, in whatever encoding a Chinese office typed them."""

from __future__ import annotations

import codecs

from .unreadable import UnreadableFile

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
]  # fmt: skip
_GUESSES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-8")
_FREQUENT = frozenset(
    "的一是在不有和人大中为上个国我以要他时来用们生到作地于出就分对成会主发年动同工也能下过子说产种面而方后多定行学法所民"
    "经之三部门月日各全安检查整治责任单位情况报送阶段组织领导、，。；：（）“”《》"
    "為個國時來們發動過說產種後學經門檢責單況報階織領導"
) | frozenset("0123456789 \n\r\t,.:;()")
"""Signs that fill any Chinese text, simplified or traditional; text in the wrong encoding hardly has any."""

_SAMPLE = 200_000
_LEAST_FREQUENT = 0.12
_MOST_BROKEN = 0.02


def decoded(content: bytes) -> str:
    """The text of the bytes: by their mark, as strict UTF-8, else in the encoding that gives most frequent signs.

    Raises UnreadableFile where they are no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content.count(0) == 0:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    sample = content[:_SAMPLE]
    _, best = max((_plausible(sample, encoding), -rank) for rank, encoding in enumerate(_GUESSES))
    encoding = _GUESSES[-best]
    if _plausible(sample, encoding) <= 0:
        raise UnreadableFile(
            "看不懂文件的编码，或者不是文字文件。请在记事本中打开，另存为 UTF-8 编码的 .txt，或者直接粘贴方案正文"
        )
    return content.decode(encoding, "replace")


def _plausible(sample: bytes, encoding: str) -> float:
    """How much the sample looks like Chinese text in the encoding: the share of frequent signs; 0 where it is none."""
    text = sample.decode(encoding, "replace")
    if not text:
        return 0.0
    # the sample may end in the middle of a sign: its last one says nothing
    broken = text.count("\ufffd", 0, -1) + sum(sign < " " and sign not in "\r\n\t\f\v" for sign in text)
    if broken > _MOST_BROKEN * len(text):
        return 0.0
    share = sum(sign in _FREQUENT for sign in text) / len(text)
    return share - broken / len(text) if share >= _LEAST_FREQUENT else 0.0
