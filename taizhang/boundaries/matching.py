"""Which area of the tree each area of a file is: by its code, or by its name; what fits nothing or several is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from taizhang.orgs.models import Org

from .shapes import Shape

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE_LENGTHS = (12, 9, 6, 4, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the match: what the file calls the area, and the org that it is (None: found nowhere)."""

    index: int
    told: str
    org: Org | None


@dataclass(frozen=True, slots=True)
class Match:
    """By which column, and how, the most were found; `lines` in the order of the file."""

    column: str
    by_code: bool
    lines: Sequence[Line]

    @property
    def unmatched(self) -> list[Line]:
        return [line for line in self.lines if line.org is None]


def matched(shapes: Sequence[Shape], areas: Iterable[Org], column: str = "") -> Match:
    """With the column that finds the most (or `column`), codes before names; an area is found once at most."""
    areas = list(areas)
    columns = list(dict.fromkeys(name for shape in shapes for name in shape.said))
    tried = [
        _by(shapes, name, by_code, known)
        for by_code, known in ((True, _known(areas, by_code=True)), (False, _known(areas, by_code=False)))
        for name in columns
        if column in ("", name)
    ]
    best = max(tried, key=lambda match: len(match.lines) - len(match.unmatched), default=Match("", False, ()))
    told = _telling(shapes, columns)
    orgs = [line.org for line in best.lines] or [None] * len(shapes)
    lines = [Line(at, told(shape), org) for at, (shape, org) in enumerate(zip(shapes, orgs, strict=True))]
    return Match(best.column, best.by_code, lines)


def _known(areas: Iterable[Org], *, by_code: bool) -> dict[str, Org]:
    """By key; a key that several areas have tells none of them."""
    rows = [(_code(area.code) if by_code else _name(area.name), area) for area in areas]
    often = Counter(key for key, _ in rows)
    return {key: area for key, area in rows if key and often[key] == 1}


def _by(shapes: Sequence[Shape], column: str, by_code: bool, known: Mapping[str, Org]) -> Match:
    key = _code if by_code else _name
    found = [known.get(key(shape.said.get(column, ""))) for shape in shapes]
    often = Counter(org.number for org in found if org)
    lines = [Line(at, "", org if org and often[org.number] == 1 else None) for at, org in enumerate(found)]
    return Match(column, by_code, lines)


def _code(text: str) -> str:
    """A division code without the zeros that only fill it up; any other code as it stands."""
    text = text.strip()
    if not text.isdecimal() or len(text) not in CODE_LENGTHS:
        return text
    while len(text) > 6 and text.endswith("000"):
        text = text[:-3]
    while len(text) in (6, 4) and text.endswith("00"):
        text = text[:-2]
    return text


def _name(text: str) -> str:
    """ "柳荫社区居委会" and "柳荫居民委员会" are 柳荫社区."""
    text = "".join(text.split())
    for ending, kind in (("居民委员会", "社区"), ("居委会", "社区"), ("村民委员会", "村"), ("村委会", "村")):
        if text.endswith(ending):
            bare = text.removesuffix(ending)
            return bare if bare.endswith(kind) else bare + kind
    return text


def _telling(shapes: Sequence[Shape], columns: Sequence[str]) -> Callable[[Shape], str]:
    """What a person knows an area of the file by: the first columns with Chinese words, else the first two."""
    worded = [name for name in columns if any(_CHINESE.search(shape.said.get(name, "")) for shape in shapes)]
    shown = (worded or list(columns))[:2]
    return lambda shape: " ".join(shape.said.get(name, "") for name in shown).strip() or "（没有名称）"
