"""Who answers for a duty: (责任单位:A、B), A牵头,B、C配合, a line 牵头单位:…, A会同B.

The lead is whoever 牵头 or 负责; where 牵头 is said, all others support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .units import Name, names_in, trimmed

_LABEL = re.compile(
    r"(?:(?P<lead>牵头(?:负责)?(?:单位|部门|处室|科室)|主办(?:单位|部门)|主责(?:单位|部门)|第一责任单位|主要责任(?:单位|部门)|总牵头)"
    r"|(?P<answer>责任(?:单位|部门|科室|处室|股室|主体)(?:及责任人|及人员)?|落实(?:单位|部门|主体)|实施(?:单位|主体)|承办(?:单位|部门)|完成单位|负责(?:单位|部门))"
    r"|(?P<person>(?:牵头|责任|包保|分管|主管|第一责任|直接责任)(?:领导|人|同志)|负责人|具体负责人)"
    r"|(?P<support>(?:配合|协办|协作|协助|协同|参加|参与|支持)(?:单位|部门|科室)))(?: ?[:为] ?)"
)
_STOP = re.compile(
    r"[;。)\]\n]|[,、 ]?(?:完成|整改|办结|进度|工作|落实)?(?:时限|时间|期限)(?:要求)?[:为]|,?20\d\d年"
    r"|长期坚持|持续推进|并?长期|联系人|联系电话"
)
_GROUP = re.compile(
    r"[(\[](?P<inside>[^()\[\]\n]{2,40}(?:\([^()\n]{1,20}\)[^()\[\]\n]{0,80}){0,12}[^()\[\]\n]{0,240})[)\]]"
)
_VERB = re.compile(
    r"(?P<lead>(?:负责)?(?:总)?牵头(?:负责|组织实施|落实|推进|实施|组织)?|会同|商)"
    r"|(?P<support>(?:积极|共同|协同)?(?:配合|协助|参与|参加|协办|支持)(?:实施|落实)?)"
    r"|(?P<answer>(?:等)?(?:按照?|根据|依)?(?:照)?(?:各自)?职责(?:分工)?(?:分工)?(?:分别|共同)?(?:负责|落实|抓好落实|推进|做好)?(?:落实|实施)?|(?:分别|共同|具体|组织|分工)?(?:负责|落实|组织实施)(?:落实|实施|具体落实)?)"
    r"(?=[,;。)\]]|$|[\u4e00-\u9fff])"
)
_ENDS = re.compile(
    r"(?:牵头|负责|配合|落实|实施|协助|参与|参加|推进|组织|分工)(?:负责|落实|实施|组织实施|推进|完成)?(?:[,;。]|$)|^(?:由)?[^,;。]{2,40}(?:牵头|会同)"
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Who bears a duty, [start, end) of the plain text. `persons` are the people that it names besides."""

    lead: tuple[Name, ...]
    support: tuple[Name, ...]
    start: int
    end: int
    persons: tuple[Name, ...] = ()


def bearings_in(plain: str, start: int, end: int) -> list[Bearing]:
    """Every statement of responsibility of plain[start:end] that stands in a bracket, or after a label, in order."""
    found = list(_labelled(plain, start, end))
    taken = [(bearing.start, bearing.end) for bearing in found]
    for group in _GROUP.finditer(plain, start, end):
        if any(at < group.end() and group.start() < stop for at, stop in taken):
            continue
        bearing = spoken(plain, *group.span("inside"))
        if bearing is not None:
            found.append(bearing)
    return sorted(found, key=lambda bearing: bearing.start)


def _labelled(plain: str, start: int, end: int) -> Iterator[Bearing]:
    """牵头单位:A;责任单位:B — neighbouring labels make one statement."""
    lists: dict[str, list[Name]] = _lists()
    begin = last = -1
    for label in _LABEL.finditer(plain, start, end):
        stop = _stop_of(plain, label.end(), end)
        names = names_in(plain, label.end(), stop)
        kind = label.lastgroup or "answer"
        if begin >= 0 and (label.start() - last > 4 or (lists[kind] and kind != "support")):
            if (bearing := _bearing(lists, begin, last)) is not None:
                yield bearing
            lists = _lists()
            begin = -1
        begin = label.start() if begin < 0 else begin
        last = stop
        lists[kind] += names
    if begin >= 0 and (bearing := _bearing(lists, begin, last)) is not None:
        yield bearing


def _stop_of(plain: str, at: int, end: int) -> int:
    """Where a labelled list ends; a closing bracket that belongs to a name in it does not end it."""
    depth = 0
    limit = min(end, at + 400)
    for index in range(at, limit):
        sign = plain[index]
        if sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif depth == 0 and (sign in ";。\n)]" or _STOP.match(plain, index, end) or _LABEL.match(plain, index, end)):
            return index
    return limit


def _bearing(lists: dict[str, list[Name]], start: int, end: int) -> Bearing | None:
    lead, answer, support, persons = lists["lead"], lists["answer"], lists["support"], lists["person"]
    if lead:
        support = answer + support
    else:
        lead = answer
    if not lead and not support and not persons:
        return None
    return Bearing(_once(lead), _once(support, lead), start, end, _once(persons))


def _lists() -> dict[str, list[Name]]:
    return {"lead": [], "answer": [], "support": [], "person": []}


def _once(names: list[Name], others: list[Name] | None = None) -> tuple[Name, ...]:
    known = {name.text for name in others or ()}
    return tuple({name.text: name for name in reversed(names) if name.text not in known}.values())[::-1]


def spoken(plain: str, start: int, end: int) -> Bearing | None:
    """A牵头,B、C配合 / A会同B负责 / A、B按职责分工负责; None where it is something else."""
    if not _ENDS.search(plain[start:end]):
        return None
    lists: dict[str, list[Name]] = _lists()
    at = start
    for verb in _VERB.finditer(plain, start, end):
        kind = verb.lastgroup or "answer"
        names = names_in(plain, at, verb.start())
        if verb.start() - at > 1 and not names:
            return None
        lists[kind] += names
        at = verb.end()
        if verb["lead"] in ("会同", "商"):
            stop = _VERB.search(plain, at, end)
            others = names_in(plain, at, stop.start() if stop else end)
            if stop is None and (not others or others[-1].end < end - 2):
                return None
            lists["support"] += others
            at = stop.end() if stop else end
            if stop is None:
                at = end
                break
    if plain[at:end].strip(" ,;。)、") or any(not _unit_like(name) for names in lists.values() for name in names):
        return None
    return _bearing(lists, start, end)


def _unit_like(name: Name) -> bool:
    return trimmed(name.text, 0, len(name.text)) is not None and not re.search(r"[,。]|以上|问题|工作$", name.text)
