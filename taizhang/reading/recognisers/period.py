"""The period of the whole campaign: only where the text states it, never put together from phases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..grammar.dates import When
from ..model import Period, Phase, Quote
from ..outline import Node
from ..plantext import PlanText, Sentence
from ..sections import Section
from .phases import is_phase

_WORK = r"(?:专项|整治|行动|治理|活动|检查|攻坚|工作|战役|排查|会战)"
_KIND_OF_TIME = r"(?:实施|起止|工作|活动|整治|行动|开展|总体|治理|检查|排查)?(?:时间|期限|周期)"
_LABEL = re.compile(rf"^(?:[^,。;:]{{0,14}}{_WORK})?(?:的)?{_KIND_OF_TIME}(?:安排|步骤|进度|为|是|自|从|[: (]|$)")
_SUBJECT = re.compile(rf"{_WORK}[^,。;:的]{{0,10}}(?:从|自|为期|时间为|于|将于|时间)?$")
_OPENS = re.compile(r"(?:决定|计划|拟|将)?,?(?:于|自|从|在)?$")
_FOLLOWS = re.compile(
    r"(?:[^。;]{0,8}(?:起|止|间|日|月|年)?,?)?(?:为期[^,。]{1,8},?)?(?:在|对|利用|集中|组织|分|用)?[^。;:]{0,34}?"
    rf"(?:开展|实施|进行|组织|部署)[^。;]{{0,40}}?{_WORK}"
)
_STARTS = re.compile(rf"(?:自|从)?即日起,?[^。;]{{0,30}}(?:开展|实施|组织)[^。;]{{0,40}}{_WORK}")
_TITLE_RANGE = re.compile(r"(?:方案|计划|行动|通知)[》”]?\(20\d\d")
_ELSEWHERE = (Section.TASKS, Section.SCOPE, Section.DUTIES, Section.SAFEGUARDS, Section.REPORTING, Section.ANNEX)
_PART = re.compile(r"阶段|第一步|步骤")


_CLAUSE_END = re.compile(r"[,;。\n]")
_LONG_OPENING = 40
_SUBJECT_SAID = 4
"""The weight of a statement whose subject is the campaign."""


@dataclass(frozen=True, slots=True)
class _Statement:
    weight: int
    when: When
    start: int
    end: int


def find_period(plan: PlanText) -> Period | None:
    """The best statement: a range with a label or a subject before 即日起 alone. 即日起 gets its day in `settle`."""
    found = [*_titled(plan)]
    for sentence in plan.sentences:
        found += _stated(plan, sentence)
    if not found:
        return None
    best = max(found, key=lambda statement: (statement.weight, -statement.start))
    start = plan.years.start(best.when)
    end = plan.years.end(best.when) if best.when.is_range or best.when.before else None
    return Period(start=start, end=end, quote=plan.quote(best.start, best.end))


def settle(period: Period | None, phases: list[Phase], plan: PlanText) -> Period | None:
    """即日起 is the document's own day, unless a phase starts before it. What stays open is asked for.

    Words that date a phase date no campaign.
    """
    if period is None or any(
        phase.quote.start < period.quote.end and period.quote.start < phase.quote.end for phase in phases
    ):
        return None
    start = period.start
    if start is None and "即日" in period.quote.text:
        day = plan.years.issued.iso
        starts = [phase.start for phase in phases if phase.start]
        start = day if day and not any(other < day for other in starts) else None
    missing = [word for word, value in (("哪一天开始", start), ("哪一天结束", period.end)) if value is None]
    question = f"专项行动{'、'.join(missing)}？" if missing else None
    return Period(
        start=start, end=period.end, quote=period.quote, confidence=0.6 if missing else 0.95, question=question
    )


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _titled(plan: PlanText) -> Iterator[_Statement]:
    for when in plan.dates_in(plan.start, min(plan.end, plan.start + 400)):
        line = plan.plain.rfind("\n", plan.start, when.at) + 1 or plan.start
        if when.is_range and _TITLE_RANGE.search(plan.plain, line, when.at + 4):
            yield _Statement(2, when, line, min(when.end + 1, plan.end))


def _stated(plan: PlanText, sentence: Sentence) -> Iterator[_Statement]:
    whens = plan.dates_in(sentence.start, sentence.end)
    if not whens or _in_phase(plan, sentence.node):
        return
    elsewhere = sentence.node.section in _ELSEWHERE
    for when in whens:
        before = plan.text(sentence.start, when.at)
        if _PART.search(before) and (not _SUBJECT.search(before) or "阶段" in before[-8:]):
            continue
        weight = _weight(plan, sentence, when)
        if weight >= (_SUBJECT_SAID if elsewhere else 1):
            yield _Statement(weight, when, *_clause(plan, sentence, when))


def _weight(plan: PlanText, sentence: Sentence, when: When) -> int:
    before = plan.text(sentence.start, when.at)
    if when.is_range:
        return _weight_of_range(before, plan.text(when.end, sentence.end)[:90], _heading(plan, sentence))
    if "即日" not in when.first.word:
        return 0
    if _SUBJECT.search(before):
        return _SUBJECT_SAID
    return 1 if _STARTS.search(plan.plain, sentence.start, sentence.end) else 0


def _in_phase(plan: PlanText, node: Node | None) -> bool:
    while node is not None and node.style != "root":
        if is_phase(plan, node):
            return True
        node = node.parent
    return False


def _weight_of_range(before: str, after: str, heading: str) -> int:
    """How surely a range is that of the whole campaign: labelled 5, with the campaign as its subject 4, 从…开展 3."""
    if _LABEL.search(before) or (heading and len(before) <= 12 and not re.search(r"阶段", after[:30])):
        return 5
    clause = re.split(r"[,;:]", before)[-1]
    if _SUBJECT.search(clause) and not re.search(r"报|完成|[一二三四五]是", before):
        return _SUBJECT_SAID
    if _OPENS.search(clause) and _FOLLOWS.match(after) and "阶段" not in after[:24]:
        return 3
    return 0


def _heading(plan: PlanText, sentence: Sentence) -> str:
    """The words of the item's heading where it is one of time, and the sentence is the first under it."""
    node = sentence.node
    head = plan.text(*node.head)
    first = not plan.text(node.head[1], sentence.start).strip(" \n:。")
    return head if node.has_head and first and re.search(r"(?:时间|期限)(?:安排)?$", head) else ""


def _clause(plan: PlanText, sentence: Sentence, when: When) -> tuple[int, int]:
    """The clause that holds the dates, its subject with it."""
    stop = _CLAUSE_END.search(plan.plain, when.end, sentence.end)
    start = sentence.start
    if when.at - start >= _LONG_OPENING:
        start = max(plan.plain.rfind(",", start, when.at) + 1, start)
    return start, stop.start() if stop else sentence.end
