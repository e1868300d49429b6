"""The 12-digit statistical division code (统计用区划代码): 2 province, 2 city, 2 county, 3 township, 3 village digits.

A higher place has zeros below its own part. Ranges of the parts name the type of place; where a rule is widely used
but not confirmed against the official text, what it finds is a notice, not a fault. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LENGTHS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
"""Digits that are a place's own, the rest being zeros."""

URBAN = {
    "111": "主城区", "112": "城乡结合区", "121": "镇中心区", "122": "镇乡结合区", "123": "特殊区域", "210": "乡中心区",
    "220": "村庄",
}  # fmt: skip
"""Urban and rural classes (城乡分类代码)."""

_TYPES = {
    "township": [
        (range(1, 100), "街道", ("街道",)),
        (range(100, 200), "镇", ("镇",)),
        (range(200, 400), "乡", ("乡", "苏木")),
        (range(400, 600), "农场等单位", ()),
    ],
    "village": [
        (range(1, 200), "社区居委会", ("社区", "居委会")),
        (range(200, 400), "村委会", ("村", "村委会", "嘎查")),
    ],
}


@dataclass(frozen=True, slots=True)
class CodeFault:
    """What is wrong with a code; one that is not `grave` is a notice."""

    message: str
    remedy: str
    grave: bool = True


def is_division_code(code: str) -> bool:
    """Whether it is meant as one: digits only, as long as one or nearly so, or the own digits of a higher place."""
    return code.isdecimal() and (10 <= len(code) <= 13 or len(code) in LENGTHS.values())


def own_part(code: str, level: str) -> str:
    """The digits that a place and all below it share."""
    return code[: LENGTHS.get(level, len(code))]


def code_faults(code: str, level: str, name: str) -> Iterator[CodeFault]:
    """What is wrong with the code of an area by itself."""
    if level not in LENGTHS:
        return
    if not is_division_code(code):
        yield CodeFault("不是统计用区划代码", "有 12 位代码的请改用；没有的可以照常导入", grave=False)
        return
    own = LENGTHS[level]
    if len(code) not in (12, own):
        yield CodeFault(f"区划代码应为 12 位，现在是 {len(code)} 位", "请对照国家统计局公布的代码")
        return
    padded = code.ljust(12, "0")
    if set(padded[own:]) - {"0"}:
        yield CodeFault(f"与级别不符：第 {own + 1} 位以后应全是 0", "请核对代码或级别")
    start = 0 if level == "province" else LENGTHS[_above(level)]
    if not int(padded[start:own]):
        yield CodeFault(f"与级别不符：第 {start + 1} 至 {own} 位不应全是 0", "请核对代码或级别")
        return
    yield from _type_fault(int(padded[start:own]), level, name)


def _above(level: str) -> str:
    order = list(LENGTHS)
    return order[order.index(level) - 1]


def _type_fault(part: int, level: str, name: str) -> Iterator[CodeFault]:
    """The name's last word against the type that the code's range stands for."""
    known = _TYPES.get(level, ())
    meant = next((words for span, words, _ in known if part in span), "")
    ending = next((words for _, words, ends in known for end in ends if re.search(f"{end}(办事处)?$", name)), "")
    if known and not meant:
        yield CodeFault(f"代码段 {part:03d} 不在常用范围内", "请核对代码", grave=False)
    elif ending and meant and ending != meant:
        yield CodeFault(f"代码段 {part:03d} 一般是{meant}，名称像{ending}", "请核对代码和名称", grave=False)


def parent_fault(code: str, parent_code: str, parent_level: str) -> CodeFault | None:
    """A division code begins with the own part of the place above."""
    if not (is_division_code(code) and is_division_code(parent_code)) or parent_level not in LENGTHS:
        return None
    shared = own_part(parent_code, parent_level)
    if code.startswith(shared):
        return None
    return CodeFault(f"与上级代码 {parent_code} 的前 {len(shared)} 位不同", "请核对本级和上级的代码")
