"""Duties that nobody or everybody bears, and members of the leading group who bear none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.reading.model import Task
from taizhang.reading.sections import Section

from ..finding import Finding
from ..paper import Paper

_ALL = (
    r"各?(?:有关|相关)(?:单位|部门|方面)|各级各部门|各(?:部门|单位)、?各(?:部门|单位)|全体(?:人员|干部|员工|成员)|社会各界|所有(?:单位|部门)"
    r"|各方面|各地各部门"
)
_EVERYBODY = re.compile(_ALL)
_IN_GENERAL = re.compile(rf"(?P<who>{_ALL})(?:都|均)?(?:要|应|负责|须|必须)")
_SHOWN = 8
"""Findings of one kind that are listed one by one; beyond that the plan as a whole is at fault."""
_MEMBERS = re.compile(
    r"成员(?:单位)?(?:包括|有|为|由)?:(?P<list>[^。\n]{4,400})|由(?P<by>[^。\n由]{4,300})(?:等)?(?:部门|单位)?组成"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,14}?(?:局|委员会|办公室|办|站|所|中心|队|支队|大队|分局|公司|科|处|部|团委|妇联|工会|供电所|派出所)(?=[、,和及等。;:\s]|$)"
)
_PERSON_POST = re.compile(r"局长|主任|书记|站长|所长|队长|科长|部长|经理|镇长|乡长|委员")


def duties(paper: Paper) -> Iterator[Finding]:
    bare = [task for task in paper.reading.tasks if not task.lead and not _shared(task)]
    if len(bare) > _SHOWN and len(bare) * 2 > len(paper.reading.tasks):
        message = f"{len(paper.reading.tasks)}项任务中有{len(bare)}项没有写明责任单位，这是第一项"
        yield _breach(paper, "duty.nobody", bare[0], message)
    else:
        for task in bare:
            yield _breach(paper, "duty.nobody", task, f"“{task.title[:24]}”没有写明由谁负责")
    yield from _everybody(paper)
    yield from _idle(paper)


def _breach(paper: Paper, code: str, task: Task, message: str) -> Finding:
    return paper.breach_of(code, task.quote, message, section=paper.section_of(task.quote))


def _shared(task: Task) -> str:
    """Whom the text names in general only; empty where it names a unit, or nobody at all."""
    if task.lead:
        return "、".join(task.lead) if all(_EVERYBODY.fullmatch(unit) for unit in task.lead) else ""
    named = _IN_GENERAL.search(task.quote.text)
    return named["who"] if named else ""


def _everybody(paper: Paper) -> Iterator[Finding]:
    shared = [task for task in paper.reading.tasks if _shared(task)]
    for task in shared[:_SHOWN]:
        message = f"“{task.title[:24]}”由“{_shared(task)}”负责，没有一个牵头单位"
        yield _breach(paper, "duty.everybody", task, message)


def _idle(paper: Paper) -> Iterator[Finding]:
    """A unit of the leading group that the rest of the text never names again, by its full or its short name."""
    for found in paper.find(_MEMBERS):
        group = "list" if found["list"] else "by"
        at, end = found.span(group)
        if paper.node_at(at).section not in (Section.ORGANISATION, Section.SAFEGUARDS, Section.NONE):
            continue
        rest = paper.plain[paper.text.start : at] + "\n" + paper.plain[end : paper.text.end]
        if "各成员单位" in rest or _PERSON_POST.search(found[group]):
            continue  # everybody of the group has a duty; or the list is of persons
        for unit in _UNIT.finditer(paper.plain, at, end):
            names = {
                unit.group(),
                re.sub(r"^[\u4e00-\u9fff]{1,6}?(?:省|市|县|区|镇|乡|街道)(?=[\u4e00-\u9fff]{3})", "", unit.group()),
            }
            if not any(name in rest for name in names):
                yield paper.breach(
                    "duty.idle-unit", *unit.span(), f"“{unit.group()}”只在名单里出现过一次，没有写它做什么"
                )
