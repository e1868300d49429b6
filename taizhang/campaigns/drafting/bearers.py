"""Who bears a duty: the words of the text ("各社区", "水利局") as levels of the tree, subjects, or units of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from taizhang.core.plan.words import LEVEL_LABELS

By = dict[str, Any] | str
"""The `by` of a duty rule: {"level": …}, {"kind": …}, {"unit": …} or "subject"."""

_MANY = r"(?:各|全体|所有|每个|辖区|沿\w|相关|有关|涉及)"
_SUBJECTS = (
    r"生产经营单位|经营单位|使用单位|用气单位|经营者|经营户|企业|公司|商户|门店|餐饮|作坊|业户|业主|用户|农户|承包户"
    r"|种植户|养殖户|当事人|整治对象|责任主体"
)
_LEVELS = [
    (re.compile(r"网格员|网格长|^(?:各|每个)网格"), {"level": "grid"}),
    (re.compile(r"村民小组|村小组"), {"level": "group"}),
    (re.compile(rf"^{_MANY}.{{0,4}}(?:社区|村|村居|居委会|村委会|行政村)(?:[（(][^）)]*[）)])?$|^社区[（(]村|^村[（(]社区"),
     {"level": "village"}),
    (re.compile(rf"^{_MANY}?.{{0,4}}(?:乡镇|镇街|街镇|乡[（(]镇)|^{_MANY}.{{0,4}}(?:街道|镇|乡)(?:[（(][^）)]*[）)])?$"),
     {"level": "township"}),
    (re.compile(r"^(?:街道|镇政府|乡政府|街道办|街道办事处|本街道|我街道)$"), {"level": "township", "role": "office"}),
    (re.compile(rf"^{_MANY}.{{0,3}}(?:县|区|县区|县市区|区县|市县)(?:[（(][^）)]*[）)])?$"), {"level": "county"}),
]  # fmt: skip
_BODIES = [
    (re.compile(rf"^{_MANY}.{{0,4}}(?:学校|幼儿园|中小学)"), {"kind": "school"}),
    (re.compile(rf"^{_MANY}.{{0,6}}(?:部门|成员单位|科室|站所|办所|职能单位|责任单位)$|^部门$"), {"kind": "bureau"}),
    (re.compile(r"^各单位$"), {"kind": "bureau"}),
    (re.compile(r"^各(?:基层)?(?:所|站|站所|监管所|分局)$"), {"kind": "station"}),
]
_MASKED = re.compile(r"^[xX×某*]{2,}|[xX×]{2,}$")


@dataclass
class UnitBook:
    """The units of a draft by name. A name seen for the first time gets the next number."""

    ids: dict[str, str] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)

    def id_of(self, name: str) -> str:
        name = clean(name)
        if name not in self.ids:
            self.ids[name] = f"unit-{len(self.ids) + 1}"
        return self.ids[name]

    def lead(self, name: str) -> None:
        """Remember that a unit leads something."""
        self.leads.add(self.id_of(name))

    def kind_of(self, unit: str) -> str:
        return "lead" if unit in self.leads else "support"


def clean(name: str) -> str:
    """A unit's name without white space, closing words and stray punctuation."""
    return re.sub(r"\s+", "", name).strip("，,。；;：:、").removesuffix("等")


def collective(name: str) -> By | None:
    """The bearer that a collective name means ("各社区" → every village); None for a single unit's own name."""
    name = clean(name)
    for pattern, by in _LEVELS:
        if pattern.search(name):
            return dict(by)
    if re.search(_SUBJECTS, name) and re.match(_MANY, name):
        return "subject"
    for pattern, by in _BODIES:
        if pattern.search(name):
            return dict(by)
    return None


def bearers_of(names: list[str], book: UnitBook) -> list[By]:
    """One bearer for each different party among the names, single units entered in the book.

    A village named beside "各社区" is one of them and gets no duty of its own.
    """
    found: list[By] = []
    for name in names:
        if not clean(name):
            continue
        by = collective(name)
        if by is None:
            if {"level": "village"} in found and re.search(r"(?:村|社区)$", clean(name)):
                continue
            by = {"unit": book.id_of(name)}
            book.lead(name)
        if by not in found:
            found.append(by)
    return found


def is_masked(name: str) -> bool:
    """Whether the text hides the name ("xx局")."""
    return bool(_MASKED.search(clean(name)))


def bearer_words(by: By | None, units: dict[str, str]) -> str:
    """The bearer for people: "各村（社区）", "水利局"."""
    if by is None:
        return "未定"
    if isinstance(by, str):
        return "整治对象"
    if by.get("unit"):
        return units.get(by["unit"]) or str(by["unit"])
    kinds = {"bureau": "部门", "station": "站所", "enterprise": "企业", "school": "学校"}
    level = LEVEL_LABELS.get(by.get("level") or "", "")
    return f"各{level}{kinds.get(by.get('kind') or '', '')}"
