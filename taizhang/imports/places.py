"""Finding the place that a row names: by code or by name, within the reach of the person who imports."""

from __future__ import annotations

import re
from collections.abc import Iterable

from taizhang.orgs.models import Org
from taizhang.subjects.sameness import plain, with_digits

_AREA_WORDS = re.compile(r"(社区居民委员会|社区居委会|村民委员会|居委会|村委会|社区|街道办事处|街道|行政村)$")
_SERIAL = re.compile(r"第(?=\d)")


class NoPlace(ValueError):  # noqa: N818 - it says what is missing
    """Why no place was found, and how to mend it; `level` names the column ("grid", "village", "township")."""

    def __init__(self, level: str, message: str, remedy: str) -> None:
        self.level, self.message, self.remedy = level, message, remedy
        super().__init__(message)


def place_key(name: str) -> str:
    """ "柳荫社区居委会" and "柳荫社区" meet, and so do "第一网格", "1网格" and "01网格"."""
    text = _SERIAL.sub("", plain(with_digits(name)))
    text = re.sub(r"(?<!\d)0+(?=\d)", "", text)
    return _AREA_WORDS.sub("", text) or text


class Places:
    """The areas of a reach by code and by name; one query."""

    def __init__(self, reach: str, default: Org | None = None) -> None:
        self._default = default
        self._by_code: dict[str, Org] = {}
        self._by_name: dict[tuple[str, str], list[Org]] = {}
        self._by_number: dict[int, Org] = {}
        for org in Org.objects.filter(path__under=reach, kind=Org.AREA, closed=False):
            self._by_code[org.code.lower()] = org
            self._by_number[org.number] = org
        for org in self._by_number.values():
            for key in self._names_of(org):
                self._by_name.setdefault((org.level, key), []).append(org)

    def _names_of(self, org: Org) -> set[str]:
        """Its name, and what is left of it after the name of the place above ("柳荫第一网格" → "第一网格")."""
        parent = self._by_number.get(org.parent or 0)
        keys = {place_key(org.name)}
        for above in (parent.name, _AREA_WORDS.sub("", parent.name)) if parent else ():
            if above and org.name.startswith(above) and org.name != above:
                keys.add(place_key(org.name[len(above) :]))
        return keys

    def find(self, *, township: str = "", village: str = "", grid: str = "") -> Org | None:
        """The lowest place named; the default where none is. Raises NoPlace."""
        within: Org | None = None
        for level, text in (("township", township), ("village", village), ("grid", grid)):
            if text:
                within = self._one(level, text, within)
        return within or self._default

    def _one(self, level: str, text: str, within: Org | None) -> Org:
        found = self._by_code.get(text.lower())
        if found is not None and found.level == level:
            return self._inside([found], level, text, within)
        return self._inside(self._by_name.get((level, place_key(text)), []), level, text, within)

    def _inside(self, found: Iterable[Org], level: str, text: str, within: Org | None) -> Org:
        word = Org.LEVELS[level]
        fitting = [org for org in found if within is None or org.path.startswith(within.path)]
        if not fitting:
            where = f"“{within.name}”里" if within else "您管辖的范围里"
            raise NoPlace(level, f"{where}没有这个{word}", "请核对名称或代码；新设的请先在组织里登记")
        if len(fitting) > 1:
            above = "、".join(sorted({self._above(org) for org in fitting})[:4])
            raise NoPlace(level, f"有 {len(fitting)} 个同名的{word}（{above}）", "请同时写明上一级，或改用代码")
        return fitting[0]

    def _above(self, org: Org) -> str:
        parent = self._by_number.get(org.parent or 0)
        return parent.name if parent else org.code
