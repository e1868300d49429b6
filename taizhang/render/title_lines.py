"""Owns how a document's title is broken over lines: whole words, even lengths, a trapezoid (GB/T 9704-2012 §7.3.1)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations

from taizhang.render.characters import width_in_characters

# Titles are formulaic (机关 + 关于 + 事由 + 的 + 文种): a few words tell their seams, no dictionary is needed.
_SEAM_BEFORE = re.compile(
    r"关于|印发|转发|开展|进一步|加强|做好|推进|深入|全面|全区|全县|全市|20\d\d年|专项|集中|工作|情况|实施方案|百日|暨|《"
    r"|第[一二三四五六七八九十\d]"
)
_SEAM_AFTER = re.compile(r"人民政府|委员会|办公室|领导小组|指挥部|工作专班|[局委办厅]关于|的|、|》")
_NOT_FIRST = re.compile(r"[的、，,。》）)】”0-9A-Za-z%]")
_SPLIT_WORD_COST = 30.0
_EXTRA_LINE_COST = 20.0
_MOST_LINES = 3


def title_lines(title: str, limit: float) -> list[str]:
    """Lines of the title, none wider than `limit` characters. Newlines that the author wrote are kept as they are."""
    written = [line.strip() for line in title.split("\n") if line.strip()]
    if len(written) != 1 or width_in_characters(written[0]) <= limit:
        return written
    text = written[0]
    fewest = math.ceil(width_in_characters(text) / limit)
    ways = [
        (cost + _EXTRA_LINE_COST * (count - fewest), lines)
        for count in range(fewest, min(fewest + 1, _MOST_LINES) + 1)
        for cost, lines in _ways(text, count, limit)
    ]
    if ways:
        return min(ways)[1]
    step = int(limit)
    return [text[start : start + step] for start in range(0, len(text), step)]


def _ways(text: str, count: int, limit: float) -> Iterator[tuple[float, list[str]]]:
    """Every way to break the text into `count` lines that fit, with its cost."""
    seams = _seams(text)
    for cuts in combinations(range(1, len(text)), count - 1):
        lines = [text[start:end] for start, end in zip((0, *cuts), (*cuts, len(text)), strict=True)]
        if max(map(width_in_characters, lines)) <= limit:
            yield _unevenness(lines) + _SPLIT_WORD_COST * sum(cut not in seams for cut in cuts), lines


def _seams(text: str) -> set[int]:
    before = {match.start() for match in _SEAM_BEFORE.finditer(text)}
    after = {match.end() for match in _SEAM_AFTER.finditer(text) if "关于" not in match.group()}
    bureau = {match.end() - 2 for match in re.finditer(r"[局委办厅]关于", text)}
    return {place for place in before | after | bureau if 0 < place < len(text) and not _NOT_FIRST.match(text[place])}


def _unevenness(lines: list[str]) -> float:
    widths = [width_in_characters(line) for line in lines]
    mean = sum(widths) / len(widths)
    ragged = sum((width - mean) ** 2 for width in widths) / len(widths)
    trapezoid = widths == sorted(widths) or widths == sorted(widths, reverse=True)
    return ragged + (0 if trapezoid else 4)
