"""The numbers of Word's lists: 一、(一)1. that stand in no paragraph's text and are only shown."""

from __future__ import annotations

from collections import defaultdict

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "零一二三四五六七八九十"
_LEVELS = 9


class WordNumbers:
    """Counts the paragraphs of each list as they come, and says what number Word shows before each."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._kind_of: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._learn_lists(numbering)
        if styles is not None:
            for style in styles.iter(f"{W}style"):
                place = _place(style.find(f"{W}pPr"))
                if place:
                    self._styles[style.get(f"{W}styleId", "")] = place

    def _learn_lists(self, numbering: etree._Element) -> None:
        for kind in numbering.iter(f"{W}abstractNum"):
            levels = {}
            for level in kind.iter(f"{W}lvl"):
                start = _value(level, "start")
                levels[_whole(level.get(f"{W}ilvl"))] = (
                    _value(level, "numFmt") or "decimal", _value(level, "lvlText") or "", _whole(start, 1),
                )  # fmt: skip
            self._lists[kind.get(f"{W}abstractNumId", "")] = levels
        for one in numbering.iter(f"{W}num"):
            self._kind_of[one.get(f"{W}numId", "")] = _value(one, "abstractNumId") or ""

    def label(self, paragraph: etree._Element) -> str:
        """What Word shows before the paragraph; nothing for bullets and for paragraphs outside of lists."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        place = _place(properties) or self._styles.get(_value(properties, "pStyle") or "")
        if place is None:
            return ""
        kind = self._kind_of.get(place[0], "")
        levels = self._lists.get(kind, {})
        if place[1] not in levels:
            return ""
        counts = self._counts[kind]
        counts[place[1]] = counts.get(place[1], levels[place[1]][2] - 1) + 1
        for lower in [level for level in counts if level > place[1]]:
            del counts[lower]
        return self._written(levels, counts, place[1])

    def _written(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        form, label, _ = levels[level]
        if form in ("bullet", "none"):
            return ""
        for other, (kind, _, start) in levels.items():
            label = label.replace(f"%{other + 1}", _numeral(counts.get(other, start), kind))
        return label


def _place(properties: etree._Element | None) -> tuple[str, int] | None:
    """(list, level) of a paragraph or style."""
    number = properties.find(f"{W}numPr") if properties is not None else None
    if number is None:
        return None
    return _value(number, "numId") or "", _whole(_value(number, "ilvl"))


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _whole(written: str | None, otherwise: int = 0) -> int:
    return int(written) if written and written.isdigit() and len(written) < 6 else otherwise


def _numeral(count: int, form: str) -> str:
    if "hinese" in form or form.startswith(("ideograph", "japanese", "taiwanese")):
        return _chinese(count)
    if "ircle" in form and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if form.endswith("Letter") and 1 <= count <= 26:
        return chr(ord("a" if form.startswith("lower") else "A") + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if count > 99:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _CHINESE[tens] + "十"
    return head + (_CHINESE[ones] if ones or not tens else "")
