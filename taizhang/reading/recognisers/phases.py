"""The stages of a campaign, in order: headed, in a list, or inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..grammar.dates import When, find_dates
from ..model import IsoDay, Phase
from ..outline import Node
from ..plantext import PlanText, Sentence
from ..sections import Section

_STEP_WORDS = re.compile(
    r"动员|部署|宣传|发动|启动|摸底|摸排|排查|自查|自纠|整改|整治|治理|攻坚|验收|总结|巩固|提升|提高|督查|督导|评估|检查|考核|建章立制|复查"
    r"|回头看|实施|准备|推进|评比|长效|销号|执法|抽查|调查|清理|迎检|培训"
)
_NOT_A_STEP = re.compile(r"制度|要求|保障|责任|机制$|领导|任务|目标|措施|内容")
_NUMBERED = re.compile(r"第[一二三四五六七八九]{1,2}(?:个)?(?:阶段|步)")
_INLINE_NAME = re.compile(
    r"(?:^|[:;,]|[一二三四五]是)(?P<name>(?:第[一二三四五六]{1}阶段[:,]?)?(?:“[^”]{2,12}”)?[\u4e00-\u9fff、]{2,14}?阶段)(?=[:(,]|[从自为]|\d|$)"
)
_YEAR_THEME = re.compile(r"^[^,。;“”]{0,6}(20\d\d)年[为是](?P<name>“[^”]{2,12}年?”|[\u4e00-\u9fff]{2,10}年)")
_DATE_FIRST = re.compile(r"\)?(?:期间|完成|进入|,)?(?:为|是|属于|:|-)?(?P<name>[“”\u4e00-\u9fff、]{2,16}?阶段)")
_FROM_TO = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,8}?)(?:工作)?(?:时间)?(?:从|自|:|为|\()")
_FINISHED = re.compile(r"完成|结束|基本")
_REPORTED = re.compile(r"[^。;]{0,20}报")
_FIRST_SENTENCE = re.compile(r"[。\n]")
_AROUND = re.compile(r"^[ \-“”、]*(?:[为是](?=[\u4e00-\u9fff]{2}))?|(?:时间|[从自至为是于在])?[ \-“”、]*$")
_LONGEST_QUOTE = 120
_BRACKETS = re.compile(r"\([^()]*\)|[（(].*$")


def find_phases(plan: PlanText, after: IsoDay | None) -> list[Phase]:
    """Every phase; `after` is the beginning of the whole campaign, which gives the year of the first one."""
    nodes = list(_phase_nodes(plan))
    found: list[tuple[int, Phase]] = []
    known = after
    for node in nodes:
        phase = _headed(plan, node, known)
        known = phase.end or phase.start or known
        found.append((node.start, phase))
    if not found:
        for sentence in plan.sentences:
            for phase in _inline(plan, sentence, known):
                known = phase.end or phase.start or known
                found.append((sentence.start, phase))
    return [phase for _, phase in found]


def _phase_nodes(plan: PlanText) -> Iterator[Node]:
    """The items that are stages; of nested ones the outer."""
    taken_until = -1
    for node in plan.nodes:
        if node.start < taken_until or node.section is Section.ANNEX:
            continue
        if is_phase(plan, node):
            taken_until = node.end
            yield node


def is_phase(plan: PlanText, node: Node) -> bool:
    """Whether an item is a stage: by its number, by its name, or as one of several steps under a heading of time."""
    opening = plan.text(node.start, min(node.text[1], node.start + 60))
    first = re.split(r"[。\n]", opening)[0]
    name = _name(plan, node)
    if any(_NUMBERED.search(plan.text(child.start, child.start + 16)) for child in node.children):
        return False
    if node.style == "stage" or _NUMBERED.match(plan.text(node.text[0], node.text[0] + 8)):
        return True
    if (
        re.search(r"阶段(?:[:(,。]|$|\d)", first)
        and len(name) <= 16
        and not re.search(r"[两三四五]个阶段|各阶段|分阶段", first)
    ):
        return True
    parent = node.parent
    if parent is None or not node.has_head or len(name) > 16:
        return False
    if parent.section is Section.PHASES and parent.has_head and not _is_stage_name(plan, parent):
        return bool(_STEP_WORDS.search(name)) and not _NOT_A_STEP.search(name)
    return _dated_steps(plan, parent) and node in parent.children


def _is_stage_name(plan: PlanText, node: Node) -> bool:
    return node.style == "stage" or (
        bool(re.search(r"阶段[(:]|阶段$", plan.text(*node.head))) and node.style != "chinese"
    )


def _dated_steps(plan: PlanText, parent: Node) -> bool:
    """Whether the children are the steps of a process: short step words, several of them with a date by which done."""
    steps = parent.children
    if not 2 <= len(steps) <= 5 or parent.section not in (Section.TASKS, Section.NONE) or parent.style == "root":
        return False
    heads = [plan.text(*step.head) for step in steps]
    named = all(2 <= len(head) <= 8 and _STEP_WORDS.search(head) and not _NOT_A_STEP.search(head) for head in heads)
    dated = [step for step in steps if _finishing(plan, step)]
    return named and len(dated) >= 2


def _headed(plan: PlanText, node: Node, known: IsoDay | None) -> Phase:
    stop = _FIRST_SENTENCE.search(plan.plain, node.text[0], node.text[1])
    opening_end = stop.start() if stop else node.text[1]
    whens = [when for when in plan.dates_in(node.start, opening_end) if when.at - node.start < 70]
    if not whens and opening_end - node.start < 40:
        whens = _next_line(plan, node, opening_end)
    if whens:
        when = whens[0]
        start, end = _stretch(plan, when, known)
        return _phase(plan, _name(plan, node), start, end, node.start, _closing(plan, when.end, node.text[1]))
    finishing = _finishing(plan, node)
    if finishing:
        days = [(plan.years.end(when, known), when) for when in finishing]
        end = max((day for day, _ in days if day), default=None)
        last = next((when for day, when in days if day == end), finishing[-1])
        at = node.start if last.end - node.start <= _LONGEST_QUOTE else _opening(plan, node, last)
        return _phase(plan, _name(plan, node), None, end, at, _closing(plan, last.end, node.end))
    return _phase(plan, _name(plan, node), None, None, node.start, node.head[1] if node.has_head else opening_end)


def _opening(plan: PlanText, node: Node, when: When) -> int:
    """The beginning of the sentence that the date stands in."""
    return max(max(plan.plain.rfind(sign, node.start, when.at) for sign in "。\n") + 1, node.start)


def _next_line(plan: PlanText, node: Node, opening_end: int) -> list[When]:
    """Dates that stand on a line or sentence of their own under the heading: 时间:3月1日至3月31日."""
    stop = _FIRST_SENTENCE.search(plan.plain, min(opening_end + 1, node.text[1]), node.text[1])
    end = stop.start() if stop else node.text[1]
    whens = plan.dates_in(opening_end, end)
    lead = plan.text(opening_end, whens[0].at) if whens else ""
    return whens if len(lead) <= 10 and (not whens or whens[0].is_range or "时间" in lead) else []


def _finishing(plan: PlanText, node: Node) -> list[When]:
    """The dates by which the item says that it is done; not those of a report."""
    found = []
    for when in plan.dates_in(node.text[0], node.end):
        sentence = _FIRST_SENTENCE.split(plan.text(when.end, min(node.end, when.end + 60)))[0]
        if when.before and _FINISHED.search(sentence) and not _REPORTED.match(sentence):
            found.append(when)
    return found


def _stretch(plan: PlanText, when: When, known: IsoDay | None) -> tuple[IsoDay | None, IsoDay | None]:
    if when.is_range:
        start = plan.years.issued.iso if "即日" in when.first.word else plan.years.start(when, known)
        return start, plan.years.end(when, known)
    if when.before or when.first.part in ("底", "末", "月末"):
        return None, plan.years.end(when, known)
    if when.since:
        return plan.years.start(when, known), None
    return plan.years.start(when, known), plan.years.end(when, known)


def _closing(plan: PlanText, end: int, limit: int) -> int:
    """The end of the clause that the date stands in, a closing bracket with it."""
    found = re.compile(r"[,;:。\n]|\)").search(plan.plain, end, min(limit, end + 20))
    if found is None:
        return end
    return found.end() if found.group() == ")" else found.start()


def _name(plan: PlanText, node: Node) -> str:
    """The name of the stage, without its number and dates."""
    begin = node.head[0] if node.has_head else node.text[0]
    line = re.split(r"[。\n]", plan.text(begin, min(node.text[1], begin + 80)))[0]
    return _clean_name(line)


def _clean_name(line: str) -> str:
    for when in reversed(find_dates(line)):
        line = line[: when.at] + "(" + line[when.end :] if when.at else line[when.end :]
    numbered = _NUMBERED.search(line)
    bare = _BRACKETS.sub(":", _NUMBERED.sub(":", line))
    names = [_AROUND.sub("", piece) for piece in re.split(r"[:,;。()]| (?=\S{4})", bare)]
    names = [
        name
        for name in names
        if len(name) >= 2 and not re.fullmatch(r"(?:年|时间)?(?:前|内|底前)?完成|时间|即日起.*", name)
    ]
    return names[0][:30] if names else (numbered.group() if numbered else line[:20].strip())


def _inline(plan: PlanText, sentence: Sentence, known: IsoDay | None) -> Iterator[Phase]:
    """Stages that stand in running text."""
    text = plan.text(sentence.start, sentence.end)
    theme = _YEAR_THEME.match(text)
    if theme:
        year = theme[1]
        at = sentence.start + theme.end()
        yield _phase(plan, theme["name"].strip("“”"), f"{year}-01-01", f"{year}-12-31", sentence.start, at)
        return
    whens = plan.dates_in(sentence.start, sentence.end)
    names = [found for found in _INLINE_NAME.finditer(text) if not re.search(r"各|本|分", found["name"][:1])]
    for index, found in enumerate(names):
        at = sentence.start + found.start("name")
        stop = sentence.start + (names[index + 1].start() if index + 1 < len(names) else len(text))
        own = [when for when in whens if at <= when.at < stop][:1]
        if own:
            start, end = _stretch(plan, own[0], known)
            known = end or start or known
            yield _phase(plan, _clean_name(found["name"]), start, end, at, _closing(plan, own[0].end, stop))
    if not names:
        yield from _by_date(plan, sentence, whens, known)


def _by_date(plan: PlanText, sentence: Sentence, whens: list[When], known: IsoDay | None) -> Iterator[Phase]:
    """3月1日至10日为动员阶段; 集中整治从4月11日至5月31日."""
    for when in whens:
        named = _DATE_FIRST.match(plan.plain, when.end, sentence.end)
        before = plan.text(sentence.start, when.at)
        if named:
            start, end = _stretch(plan, when, known)
            known = end or start or known
            yield _phase(plan, _clean_name(named["name"]), start, end, when.at, named.end())
        elif when.is_range and (name := _opening_name(before)):
            yield _phase(plan, name, *_stretch(plan, when, known), sentence.start, when.end)


def _opening_name(before: str) -> str | None:
    """The stage that opens a sentence, before its dates; not the campaign itself."""
    opening = _FROM_TO.fullmatch(before)
    if opening is None or re.match(r"本|此|这|专项|该|自", opening["name"]):
        return None
    return opening["name"] if _STEP_WORDS.search(opening["name"]) else None


def _phase(plan: PlanText, name: str, start: IsoDay | None, end: IsoDay | None, at: int, stop: int) -> Phase:
    missing = [word for word, value in (("哪一天开始", start), ("哪一天结束", end)) if value is None]
    question = f"“{name}”{'、'.join(missing)}？" if missing else None
    return Phase(
        name=name, start=start, end=end, quote=plan.quote(at, stop), question=question,
        confidence=0.95 - 0.15 * len(missing),
    )  # fmt: skip
