"""The units that have a duty, each by the name that the text gives it, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..grammar.responsibility import bearings_in
from ..grammar.subjects import list_at, subjects_in
from ..grammar.units import Name, names_in
from ..model import Unit
from ..outline import Node
from ..plantext import PlanText
from ..sections import Section
from .duties import helpers, seats_in

_RECEIVES = re.compile(
    r"(?:上报|报送|报告|报备|抄送|报(?!表|送|告|备|名|警|道|刊|社|纸|废|复|批))(?:至|给|到|送|送至)?(?=[\u4e00-\u9fff]{2,24}?(?:备案|汇总|审批|批准|审核|[,。;()\n]|$))"
)
_FORMED = re.compile(
    r"(?:成立|组建|设立|建立)(?:了|由[^,。;]{2,40}?的|以[^,。;]{2,40}?的)?(?P<name>[^,。;:、\n()]{0,30}?(?:领导小组|领导组|工作小组|协调小组|指挥部|工作专班|专班|委员会|工作组|督查组|督导组|检查组|应急队|小分队))(?!办公室)"
)
_MEMBERS = re.compile(r"(?P<list>[^。;:,\n]{4,300}?)(?:等)?(?:为|作为|等)?成员单位")
_ANYBODY = re.compile(
    r"(?:各|相关|有关)*责任人员?|书记|主任|[镇乡县区市局所站队组村校院园]长|主要领导|分管领导|主要负责人"
)
_SILENT = (Section.BASIS,)


def find_units(plan: PlanText) -> list[Unit]:
    """Every unit once. 有关部门 and 我校 name nobody and are left out."""
    found: dict[str, Name] = {}
    for name in sorted(_all(plan), key=lambda name: name.start):
        if not name.is_generic and len(name.text) > 1 and not _ANYBODY.fullmatch(name.text):
            found.setdefault(name.text, name)
    return [Unit(text, plan.quote(name.start, name.end)) for text, name in found.items()]


def _all(plan: PlanText) -> Iterator[Name]:
    for node in [plan.root, *plan.nodes]:
        if node.section in _SILENT:
            continue
        yield from _acting(plan, node)
        if node.section is Section.DUTIES:
            yield from _labels(plan, node)
    for word in _RECEIVES.finditer(plan.plain, plan.start, plan.end):
        yield from (name for name in list_at(plan.plain, word.end(), plan.end) if name.is_body)
    for formed in _FORMED.finditer(plan.plain, plan.start, plan.end):
        if len(formed["name"]) > 3:
            yield Name(formed["name"], *formed.span("name"))
    for seat in seats_in(plan, plan.start, plan.end):
        yield from seat.lead


def _acting(plan: PlanText, node: Node) -> Iterator[Name]:
    start, end = node.text
    for bearing in bearings_in(plan.plain, start, end):
        yield from (*bearing.lead, *bearing.support)
    if node.section is Section.ANNEX:
        return
    for subject in subjects_in(plan.plain, start, end):
        yield from subject.names
    yield from helpers(plan, start, end)


def _labels(plan: PlanText, node: Node) -> Iterator[Name]:
    """县教育局:负责… in a division of work."""
    for line in re.finditer(r"[^\n]+", plan.text(*node.text)):
        colon = line.group().find(":")
        if 0 < colon <= 40:
            at = node.text[0] + line.start()
            names = names_in(plan.plain, at, at + colon)
            if names and all(name.is_body for name in names):
                yield from names
