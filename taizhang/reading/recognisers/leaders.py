"""Who leads: 组长, 副组长, 成员 and 办公室主任, in lists of any layout and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..grammar.persons import NAME, Person, is_mask, is_name, is_person_line, persons_in
from ..model import Leader, Role
from ..plantext import PlanText

_WORD = (
    r"(?P<role>(?:常务|第一|执行)? ?副 ?组 ?长|(?:第一|双)? ?组 ?长"
    r"|(?:常务)?副 ?总 ?指 ?挥(?:长)?|副 ?指 ?挥 ?长?|总 ?指 ?挥(?:长)?|指 ?挥 ?长"
    r"|成 ?员(?:单位)?|组 ?员|办 ?公 ?室 ?主 ?任)"
)
_LABEL = re.compile(
    rf"(?:^|(?<=\n)|(?<=[。;])|(?<=[\u4e00-\u9fff] )|(?<=,)(?=[^,:]{{2,6}}:))"
    rf" ?(?:[(\[]?[一二三四五六七八九\d]{{1,2}}[)\].、] ?)?{_WORD}"
    r"(?: ?(?P<mark>[:|]) ?| {1,2}(?=[\u4e00-\u9fffxX*]{1,4}(?: |\n|$))|(?=\n|$))"
)
_SAID_BY = re.compile(
    rf"(?:由|,|。|;|:|\n)(?P<post>(?:(?!由|以)[^,。;:\n]){{0,24}}?)(?P<name>{NAME.pattern}|[xX*某○]{{1,3}})?(?(name)(?:同志)?)(?:兼任|担任|兼|任)(?:领导小组|该|其)?办公室主任(?![的负成由:])"
)
_OFFICE = re.compile(
    rf"(?:办公室主任|(?<=[,;。])主任)(?:一职)?(?:由|为)(?P<post>[^,。;:\n]{{0,28}}?)(?P<name>{NAME.pattern}|[xX*某○]{{1,3}})?(?(name)(?:同志)?)(?:兼任|担任|兼)"
)
_NAMED_TO = re.compile(
    rf"(?:由|以|,|、)(?P<post>(?:(?!由|以)[^,。;:\n]){{2,24}}?)(?P<name>{NAME.pattern}(?=同志|任|担|为|兼))?(?(name)(?:同志)?)(?:担任|任|为|兼任)(?:领导小组)?(?P<role>常务副组长|副组长|组长|成员)(?!单位|的?职责)"
)
_FILLED = re.compile(
    rf"(?P<role>常务副组长|(?<!副)组长|副组长)(?:一职)?(?:分别)?(?:由|为|是)(?P<post>(?!组长|副组长)[^,。;:\n]{{2,28}}?)(?P<name>{NAME.pattern}(?=同志|任|担|兼))?(?(name)(?:同志)?)(?:担任|任|兼任|(?=[,。;]))"
)


@dataclass(frozen=True, slots=True)
class _Seat:
    role: Role
    person: Person | None
    start: int
    end: int


def find_leaders(plan: PlanText) -> list[Leader]:
    """Every person and post of the leading group, in order. What a list says is not repeated from a sentence."""
    seats = list(_listed(plan))
    listed = {seat.role for seat in seats}
    spoken = [seat for seat in _spoken(plan) if seat.role not in listed]
    named = {seat.role for seat in spoken if seat.person and seat.person.name}
    seats += [seat for seat in spoken if seat.role not in named or (seat.person and seat.person.name)]
    found: dict[tuple[str, str | None, str | None], Leader] = {}
    for seat in sorted(seats, key=lambda seat: seat.start):
        leader = _leader(plan, seat)
        found.setdefault((leader.role, leader.name, None if leader.name else leader.post), leader)
    return list(found.values())


def _leader(plan: PlanText, seat: _Seat) -> Leader:
    name = seat.person.name if seat.person else None
    post = seat.person.post if seat.person else None
    title = _title(plan, *post) if post else None
    question = None
    if name is None and title is None:
        question = f"{seat.role}由谁担任？"
    elif name is None and seat.role != "成员":
        question = f"{seat.role}（{title}）是哪一位？"
    return Leader(
        role=seat.role, name=name, post=title, quote=plan.quote(seat.start, seat.end), question=question,
        confidence=0.9 if name else 0.7,
    )  # fmt: skip


def _title(plan: PlanText, start: int, end: int) -> str | None:
    """The post as the text words it, on one line."""
    return (
        " ".join(
            plan.quote(start, end)
            .text.strip("，,、；; ()（）" if plan.text(start, end).count("(") == 0 else "，,、；; ")
            .split()
        )
        or None
    )


def _role(word: str) -> Role:
    bare = word.replace(" ", "")
    if bare == "办公室主任":
        return "办公室主任"
    if "副" in bare:
        return "副组长"
    return "成员" if bare.startswith(("成员", "组员")) else "组长"


def _listed(plan: PlanText) -> Iterator[_Seat]:
    """组长:… 副组长:… 成员:… with people on the same line or on the lines that follow."""
    labels = list(_LABEL.finditer(plan.plain, plan.start, plan.end))
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else plan.end
        yield from _seats(plan, label, stop)


def _seats(plan: PlanText, label: re.Match[str], stop: int) -> Iterator[_Seat]:
    role = _role(label["role"])
    begin = label.start("role")
    line_end = _line_end(plan, label.end(), stop)
    first = persons_in(plan.plain, label.end(), line_end) if label["mark"] or line_end > label.end() else []
    taken = False
    for person in first:
        yield _Seat(role, person, begin, person.end)
        begin, taken = person.end, True
        begin = person.end
    for person in _following(plan, line_end, stop):
        yield _Seat(role, person, person.start, person.end)
        taken = True
    if not taken and label["mark"] and not plan.text(label.end(), line_end).strip():
        yield _Seat(role, None, label.start("role"), label.end())


def _line_end(plan: PlanText, at: int, stop: int) -> int:
    found = re.compile(r"[\n。]").search(plan.plain, at, stop)
    return found.start() if found else stop


def _following(plan: PlanText, at: int, stop: int) -> Iterator[Person]:
    """The people on the lines below, up to the first line that is about something else."""
    while at < stop:
        begin = at
        while begin < stop and plan.plain[begin] in "\n ":
            begin += 1
        end = plan.plain.find("\n", begin, stop)
        end = stop if end < 0 else end
        if begin >= end or not is_person_line(plan.plain, begin, end):
            return
        yield from persons_in(plan.plain, begin, end)
        at = end


def _spoken(plan: PlanText) -> Iterator[_Seat]:
    """由…担任组长; 办公室主任由…兼任."""
    for pattern in (_SAID_BY, _OFFICE):
        for found in pattern.finditer(plan.plain, plan.start, plan.end):
            person = _person_of(found)
            if person is not None:
                start = found.start() + (found.group()[0] in ",。;:\n")
                yield _Seat("办公室主任", person, start, found.end())
    for found in (
        *_NAMED_TO.finditer(plan.plain, plan.start, plan.end),
        *_FILLED.finditer(plan.plain, plan.start, plan.end),
    ):
        person = _person_of(found)
        if person is not None and not is_mask(found["post"]):
            start = found.start() + (found.group()[0] in ",、")
            yield _Seat(_role(found["role"]), person, start, found.end())


def _person_of(found: re.Match[str]) -> Person | None:
    name = found["name"]
    post = found.span("post") if found["post"].strip() else None
    if name and not (is_name(name) or is_mask(name)):
        post, name = (found.start("post"), found.end("name")), None
    if name is None and post is None:
        return None
    known = None if name is None or is_mask(name) else name.replace(" ", "")
    return Person(known, post, found.start(), found.end())
