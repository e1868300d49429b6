"""Which org each unit of a plan is, proposed by the likeness of names; a person confirms it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

_PREFIX = re.compile(r"^(?:本|我|全)?(?:[\u4e00-\u9fff]{0,8}?(?:省|市|县|区|镇|乡|街道))?(?:人民政府|政府)?")
_SAME = [
    ("安全生产监督管理办公室", "应急办"), ("安监办", "应急办"), ("应急管理办公室", "应急办"),
    ("安全生产办公室", "应急办"), ("综合行政执法队", "执法队"), ("综合执法队", "执法队"),
    ("市场监督管理所", "市监所"), ("市场监管所", "市监所"), ("市场监督管理局", "市监局"),
    ("市场监管局", "市监局"), ("住房和城乡建设局", "住建局"), ("住房城乡建设局", "住建局"),
    ("公安派出所", "派出所"), ("消防救援站", "消防站"), ("消防救援大队", "消防大队"), ("管理办公室", "管理办"),
    ("领导小组办公室", "整治办"), ("办公室", "办"),
]  # fmt: skip
"""Long and short names of the same kind of unit, the longest first."""

LIKE_ENOUGH = 0.62


def proposed_units(units: Mapping[str, str], orgs: Mapping[int, str]) -> dict[str, int]:
    """{unit id: org number} of the units whose name is like the name of an org; each org goes to the unit most like it.

    `units` is {id: name}, `orgs` {number: name}. A unit that is like nothing is left out: nothing is guessed.
    """
    scored = sorted(
        (
            (_likeness(name, org_name), unit, number)
            for unit, name in units.items()
            for number, org_name in orgs.items()
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    found: dict[str, int] = {}
    for score, unit, number in scored:
        if score >= LIKE_ENOUGH and unit not in found:
            found[unit] = number
    return found


def _likeness(first: str, second: str) -> float:
    if first == second:
        return 1.0
    one, other = _core(first), _core(second)
    if not one or not other:
        return 0.0
    if one == other:
        return 0.95
    return difflib.SequenceMatcher(None, one, other).ratio()


def _core(name: str) -> str:
    """The name without the place in front of it, in its short form."""
    for long, short in _SAME:
        name = name.replace(long, short)
    return _PREFIX.sub("", name) or name
