"""Duties inside running text: whose they are, who helps, and how far the words about them reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..grammar.responsibility import spoken
from ..grammar.subjects import Subject, list_at, subjects_in
from ..grammar.units import Name
from ..plantext import PlanText

_HELP = re.compile(
    r"会同|联合(?!会|国|工会|社|体|整治|检查|督|执|惩|印|发)|召集|协同|组织(?=[\u4e00-\u9fff]{2,12}(?:人员|教师|单位|部门|员工))|配合(?=[\u4e00-\u9fff]{2,12}(?:局|办|部门|所|公安))|聘请|邀请"
)
_LED = re.compile(r"(?:负责)?牵头,?")
_SENTENCE = re.compile(r"[。;!?\n]")
_HELPS = re.compile(r"(?:配合|协助|参与|参加|负责)(?:实施|落实)?,?")
SHORTEST, LONGEST = 45, 80
"""Characters of a quote: at least as long as this where the sentence is, and no longer than that."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What [start, end) of the plain text lays on `lead`; `told` is where the words of what is to be done begin."""

    lead: tuple[Name, ...]
    support: tuple[Name, ...]
    start: int
    told: int
    end: int


_SEAT = re.compile(r"(?:办公室|办事机构|秘书处)[^。;\n]{0,10}?设(?:在|于)(?=[\u4e00-\u9fff])")


def seats_in(plan: PlanText, start: int, end: int) -> list[Duty]:
    """办公室设在A,负责日常工作: A's duty."""
    found = []
    for seat in _SEAT.finditer(plan.plain, start, end):
        names = tuple(name for name in list_at(plan.plain, seat.end(), end) if name.is_body)
        stop = sentence_end(plan, seat.end(), end)
        told = plan.plain.find("负责", seat.end(), stop)
        if names:
            found.append(Duty(names, (), seat.start(), told if told > 0 else stop, stop))
    return found


def duties_in(plan: PlanText, start: int, end: int) -> list[Duty]:
    """A duty for each subject of plain[start:end]; what the same subject does next belongs to the same duty."""
    found: list[Duty] = []
    for subject in subjects_in(plan.plain, start, end):
        names = tuple(name for name in subject.names if not name.is_generic)
        if not names or _conditional(plan, subject, end):
            continue
        if found and _helps(plan, found[-1], subject):
            last = found.pop()
            told = _HELPS.match(plan.plain, subject.end, end)
            begin = told.end() if told else subject.end
            found.append(Duty(last.lead, _more(last, names), last.start, begin, max(begin, last.end)))
            continue
        if found and [name.text for name in found[-1].lead] == [name.text for name in names]:
            continue
        stop = sentence_end(plan, subject.end, end)
        found.append(Duty(names, _helpers(plan, subject, stop), subject.start, subject.end, stop))
    return [_until(duty, follower) for duty, follower in zip(found, [*found[1:], None], strict=False)]


def _until(duty: Duty, follower: Duty | None) -> Duty:
    """The duty, ending where the next one begins."""
    if follower is None or follower.start >= duty.end:
        return duty
    return Duty(duty.lead, duty.support, duty.start, duty.told, max(duty.told, follower.start))


def _more(duty: Duty, names: tuple[Name, ...]) -> tuple[Name, ...]:
    known = {name.text for name in (*duty.lead, *duty.support)}
    return (*duty.support, *(name for name in names if name.text not in known))


def _helps(plan: PlanText, before: Duty, subject: Subject) -> bool:
    """Whether B is only the support of A: A牵头,B负责 / A负责,B配合."""
    between = plan.text(before.told, subject.start)
    after = plan.text(subject.end, subject.end + 4)
    return _LED.fullmatch(between) is not None or (
        len(between) < 30 and re.match(r"配合|协助|参与|参加", after) is not None and "。" not in between
    )


def _conditional(plan: PlanText, subject: Subject, end: int) -> bool:
    """Whether the words are a case that may arise (未…的), not a duty."""
    stop = sentence_end(plan, subject.end, end)
    return plan.text(stop - 1, stop) == "的" and "," not in plan.text(subject.end, stop)


def sentence_end(plan: PlanText, at: int, end: int) -> int:
    """Where the sentence or its part that holds `at` ends."""
    found = _SENTENCE.search(plan.plain, at, end)
    return found.start() if found else end


def _helpers(plan: PlanText, subject: Subject, stop: int) -> tuple[Name, ...]:
    """Those whom the subject is to work with: 会同…, 召集…."""
    return tuple(helpers(plan, subject.end, stop))


def helpers(plan: PlanText, start: int, end: int) -> Iterator[Name]:
    """The units after 会同, 召集, 邀请 in a stretch."""
    for word in _HELP.finditer(plan.plain, start, end):
        yield from (name for name in list_at(plan.plain, word.end(), end) if not name.is_generic)


def opening_duty(plan: PlanText, start: int, end: int) -> Duty | None:
    """由A牵头,B配合 at the beginning of an item."""
    stop = sentence_end(plan, start, end)
    comma = plan.plain.find(",", start, stop)
    ends = [end for end in (stop, comma) if 0 < end <= start + 90]
    bearing = next((found for end in ends if (found := spoken(plan.plain, start, end))), None)
    if bearing is None:
        return None
    return Duty(bearing.lead, bearing.support, start, bearing.end, stop)


def quote_end(plan: PlanText, start: int, end: int, *, longest: int = LONGEST) -> int:
    """Where a quote that begins at `start` ends: with its sentence, or at a comma where that is long."""
    stop = sentence_end(plan, start, end)
    if stop - start <= longest:
        return stop
    comma = plan.plain.rfind(",", start + min(SHORTEST, longest // 2), start + longest)
    if comma > start:
        return comma
    mark = plan.plain.rfind("、", start + longest // 2, start + longest)
    return mark if mark > start else start + longest
