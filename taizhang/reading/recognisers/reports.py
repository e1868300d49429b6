"""Duties to report: 报送, 上报, 报告, 备案, 抄送, 反馈 — who, to whom, what and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..grammar.dates import When
from ..grammar.rhythms import occasion_in, rhythm_in
from ..grammar.subjects import list_at
from ..grammar.units import is_name
from ..model import Frequency, Report
from ..outline import Node
from ..plantext import PlanText, Sentence, pieces
from ..sections import Section

_FIRM = "报送|上报|呈报|抄送|抄报|报备|送报|报至|报给|递交|报到(?!率|制)"
_LOOSE = "报告|汇报|反馈|反映|备案|提交|报请"
_NOUNS = ("报告", "汇报", "反馈", "反映")
_SHORT = (
    "(?<![举通预海情简警申填播捷喜日周月季年汇呈送晚早谎瞒漏迟电画墙板网虚谈])报"
    "(?![表告备名警废道销纸刊考复酬价国批请案数])"
)
_HANDED = "(?:发送|发|送|交|传|寄|送交|移交)(?:至|到|给)"
_VERB = re.compile(rf"(?P<firm>{_FIRM})|(?P<loose>{_LOOSE})|(?P<short>{_SHORT})|(?P<handed>{_HANDED})")
_SENT_ON = re.compile(rf"{_VERB.pattern}|[请应须需要]?[于在]?\d{{1,2}}[月日]|[请应须需要][于在]")
"""After a report as a thing: what is to be done with it."""
_DIRECTION = re.compile(r"(?:到|至|给|送|往|于|由)?")
_AT_ONCE = re.compile(
    r"(?:及时|立即|随时|第一时间|马上|迅速|逐级|如实|主动|按时|按要求|按规定|即时|即刻|同步|统一|书面|定期|应当?|要|须|必须|并)"
    r"[^,。;:、]{0,4}$"
)
_TOWARDS = re.compile(r"(?:向|给|送)(?P<whom>[^,。;:的]{2,30}?)(?:进行|作|做|书面|及时|立即|逐级|如实|定期|专题)*$")
_FILED_WITH = re.compile(r"(?:报|送|到|在|向|交)(?P<whom>[^,。;:的]{0,20})$")
_NOT_DONE = re.compile(r"[不未没迟瞒漏谎拒早已](?:按|及|能|有|予|得|要|如|主|向|进|提)?[^,。;]{0,8}$")
_ABOUT_ONE = re.compile(
    r"(?:接到|收到|听取|受理|群众|举报|接受|根据|按照|审议|查看|形成|撰写|完成|出具|编写|编制|提供|建立|完善|落实|严格|执行|实行|加强|坚持|撰|写)"
    r"[^,。;:、后]{0,12}$"
)
_NOT_A_DUTY = re.compile(
    r"(?:火警|号|手续|登记|情况属实|不及时|不力|不实|不全|制度|机制|(?:有关|相关)?要求|工作(?:$|机制|制度|要求|纳入|[的由要应])|质量|渠道|内容|方式|范围|程序|流程|表样|格式|期间|人员|员|材料[:(]|时间[:为]|电话|率|热线|单|书"
    r"|的(?:,|$|[^,。;]{0,6}(?:予以|通报|约谈|扣))|审批|批准|同意|审定|审查|审核)"
)
_PROMOTED = re.compile(r"(?:加强|做好|抓好|规范|强化|严格|严肃|改进|完善|畅通)[^,。;:]{0,8}$")
_BY_DEMAND = re.compile(
    r"(?:按照?|根据)(?P<whom>[^,。;:]{2,20}?)(?:的)?要求|[与和同](?P<other>[^,。;:]{2,36}?)(?:的)?(?:联系|沟通|对接)"
)
_CASE = re.compile(r"发现|如有|如遇|遇有|遇到|一旦|凡|若|如果|出现|特殊情况|发生")
_BELOW = re.compile(r"学校|企业|单位|群众|村民|居民|业主|被|个人|商户|经营|家长|社会|当事人")
_OTHER_FORM = re.compile(r"(?:并?同时)?(?:将|把)?[^,。;:]{0,4}(?:电子|纸质|书面|扫描|盖章|word|WORD|Word|PDF)")
_FEEDBACK_OF = re.compile(r"群众|意见|社会|(?:评估|鉴定|检测|检查|调查|论证|监测|分析|评价)$")
_OBJECT = re.compile(r"(?:将|把)(?P<what>[^。;]{2,60}?)$")
_NOT_THE_OBJECT = re.compile(
    r"^.*?(?:应当?|须|必须|要)|请?(?:[在于][^,。;]{0,8}?|\d[^,。;]{0,7}?)(?:[以之]?内|前|后)|[向给][^,。;]*$"
)
_PREPARE = re.compile(
    r"^(?:请|各|并|要|须|应|及时|立即|按时|统一|分别|汇总后?|逐级|认真|如实|同时|于|在|前|[,、:。 ])+"
)
_HELD = re.compile(
    r"信息报送|情况报送|信息上报|情况上报|材料报送|情况反馈|数据报送|请示报告|资料上报|报告制度|报送制度|材料上报"
)
_ADDRESSEE = re.compile(
    r"[\u4e00-\u9fff\dA-Za-z]{1,16}(?:部|局|办|科|股|处|室|中心|组|队|所|站|会|委|院|校|府|厅|书记|主任|经理|副总|总监|领导|院长|局长|所长|长)"
)
_NO_ADDRESSEE = re.compile(r"动态|做法|情况|报表|问题|意见|材料|总结|信息|数据|进度|进展")
_PAPER = re.compile(r"书面|文件|方案|总结|报告|预案|计划|名单|名册|清单|台账|报表|责任书|承诺书")
"""What is written once and handed in, where no rhythm and no occasion is named."""
_MASKED = re.compile(r"[xX×*_]{1,4}|[○〇]{2}")
_CLAUSE_END = re.compile(r"[,;]|:(?!\d)")
_FIRST_CHARS, _LONGEST_WHAT, _LONGEST_NAME, _LONGEST_HEAD = 8, 40, 30, 16


@dataclass(frozen=True, slots=True)
class _Telling:
    """A verb of reporting, its clause [start, end), and to whom as far as the words say.

    Before `floor` the sentence speaks of another report.
    """

    start: int
    verb: int
    after: int
    end: int
    receiver: str | None
    sentence: Sentence
    floor: int = 0


def find_reports(plan: PlanText) -> list[Report]:
    """Every duty to report, in order. A list of dates gives one for each date."""
    tellings = [
        telling
        for sentence in plan.sentences
        if sentence.node.section is not Section.BASIS
        for telling in _tellings(plan, sentence)
    ]
    found = [report for telling, neighbour in _beside(tellings) for report in _reports(plan, telling, neighbour)]
    found += [_untold(plan, node) for node in plan.nodes if _promises(plan, node)]
    return sorted(found, key=lambda report: report.quote.start)


def _beside(tellings: list[_Telling]) -> Iterator[tuple[_Telling, str | None]]:
    """Each with who gets the report next to it in the same item, the one before rather than the one after."""
    after: dict[int, str] = {}
    for telling in reversed(tellings):
        if telling.receiver:
            after[id(telling.sentence.node)] = telling.receiver
    before: dict[int, str] = {}
    for telling in tellings:
        node = id(telling.sentence.node)
        yield telling, before.get(node) or after.get(node)
        if telling.receiver:
            before[node] = telling.receiver


def _tellings(plan: PlanText, sentence: Sentence) -> Iterator[_Telling]:
    """One for each clause that says so; two where a date parts the words of a clause."""
    last: _Telling | None = None
    floor = sentence.start
    for at, stop in pieces(plan.plain, sentence.start, sentence.end, _CLAUSE_END):
        if (at, stop) == sentence.node.head and _is_heading(plan, sentence.node):
            continue
        begin = at
        for verb in _VERB.finditer(plan.plain, at, stop):
            told = _told(plan, sentence, begin, verb, stop)
            if told is None or _in_brackets(plan, sentence, verb.start()):
                continue
            if last and (verb.lastgroup == "handed" or _OTHER_FORM.match(plan.plain, at, stop)):
                continue
            told = replace(told, floor=floor)
            dated = plan.dates_in(last.after, verb.start()) if last and last.end == stop else None
            if last and last.end == stop and not dated:
                last = replace(last, receiver=last.receiver or told.receiver)
                continue
            if last:
                yield replace(last, end=dated[0].at if dated else last.end)
            last = replace(told, start=dated[0].at) if dated else told
            begin = told.start
            floor = told.after
    if last:
        yield last


def _is_heading(plan: PlanText, node: Node) -> bool:
    """Whether what an item begins with names it, and is not all that it says."""
    end = node.head[1]
    says_more = node.children or plan.text(*node.body).partition("\n")[0].strip(" 。:")
    return bool(says_more) or plan.text(end, end + 1) != "。"


def _told(plan: PlanText, sentence: Sentence, start: int, verb: re.Match[str], stop: int) -> _Telling | None:
    """The verb as a duty to report; None where the word means something else."""
    before, after = plan.text(start, verb.start()), plan.text(verb.end(), stop)
    if _NOT_A_DUTY.match(after) or _is_undone(before, verb) or (verb[0] in _NOUNS and _SENT_ON.match(after)):
        return None
    receiver = _receiver(plan, start, verb, stop)
    if verb[0] in ("反馈", "反映") and (_FEEDBACK_OF.search(before[-6:]) or _BELOW.search(receiver or "")):
        return None
    if receiver is None and (_PROMOTED.search(before) or not _speaks_for_itself(verb, before)):
        return None
    receiver = receiver or _demander(plan, sentence, verb.start())
    return _Telling(start, verb.start(), verb.end(), stop, receiver, sentence)


def _speaks_for_itself(verb: re.Match[str], before: str) -> bool:
    """Whether a verb means a report though nobody is named who gets it."""
    if verb.lastgroup == "firm":
        return True
    if verb.lastgroup != "loose" or verb[0] == "反馈":
        return False
    return verb[0] == "备案" or _AT_ONCE.search(before) is not None


def _demander(plan: PlanText, sentence: Sentence, verb: int) -> str | None:
    """Who asks for the report, where the words do not say to whom it goes: 按照环境办的要求, 与指挥部沟通."""
    for found in _BY_DEMAND.finditer(plan.plain, max(sentence.start, verb - 60), verb):
        start = found.start("whom") if found["whom"] else found.start("other")
        names = list_at(plan.plain, start, found.end())
        if names and not names[0].is_generic:
            return names[0].text
    return None


def _in_brackets(plan: PlanText, sentence: Sentence, at: int) -> bool:
    """Whether a word stands in brackets: how the report just named is to be sent, not another one."""
    before = plan.text(sentence.start, at)
    return before.count("(") > before.count(")") and _VERB.search(before) is not None


def _is_undone(before: str, verb: re.Match[str]) -> bool:
    """Whether the words speak of reports that are not made, or of one as a thing: 迟报, 接到报告, 形成报告."""
    return _NOT_DONE.search(before) is not None or (verb[0] in _NOUNS and _ABOUT_ONE.search(before) is not None)


def _receiver(plan: PlanText, start: int, verb: re.Match[str], stop: int) -> str | None:
    """To whom: the units after the verb, or those between 向 and the verb."""
    direction = _DIRECTION.match(plan.plain, verb.end(), stop)
    named = _named(plan, direction.end() if direction else verb.end(), stop)
    if named:
        return named
    towards = _TOWARDS.search(plan.text(start, verb.start()))
    if towards:
        return towards["whom"]
    if verb[0] == "备案" and (filed := _FILED_WITH.search(plan.text(start, verb.start()))) and len(filed["whom"]) > 1:
        return filed["whom"]
    return None


def _named(plan: PlanText, at: int, stop: int) -> str | None:
    """The units that stand at a place: a list of them, or the longest piece that is a name."""
    listed = "、".join(name.text for name in list_at(plan.plain, at, stop))
    piece = re.split(r"[,。;:、()]|备案|审批|审核", plan.text(at, min(stop, at + _LONGEST_NAME)))[0]
    longest = next((piece[:end] for end in range(len(piece), 1, -1) if is_name(piece[:end])), "")
    if _ADDRESSEE.fullmatch(piece):
        longest = piece
    named = max(listed, longest, key=len)
    return named if named and not _NO_ADDRESSEE.search(named) else None


def _reports(plan: PlanText, telling: _Telling, neighbour: str | None) -> Iterator[Report]:
    """The reports of one telling; `neighbour` is who gets the report next to it, where it names nobody itself."""
    whens = _own_dates(plan, telling)
    subjects = plan.subjects_before(telling.sentence, telling.verb)
    frequency, words, start, end = _timing(plan, telling, whens)
    quote = plan.quote(*_quoted(plan, telling, start, end))
    what = _what(plan, telling)
    days = [plan.years.end(when) for when in whens] if frequency == "once" else []
    for due in days or [words]:
        asks = list(_asks(telling, neighbour, frequency, due))
        yield Report(
            sender="、".join(name.text for name in subjects[-1].names) if subjects else None,
            receiver=telling.receiver or neighbour, what=what, frequency=frequency, due=due, quote=quote,
            confidence=0.9 - 0.15 * len(asks), question=f"“{what}”{'；'.join(asks)}？" if asks else None,
        )  # fmt: skip


def _asks(telling: _Telling, neighbour: str | None, frequency: Frequency, due: str | None) -> Iterator[str]:
    """What the words leave open."""
    if not telling.receiver:
        yield f"没有写明报给谁，是否也报{neighbour}" if neighbour else "报给谁"
    if frequency == "once" and due is None:
        yield "哪一天之前报"
    elif frequency == "adhoc" and due is None:
        yield "什么时候报"
    elif due and _MASKED.search(due):
        yield "几点之前报"


def _own_dates(plan: PlanText, telling: _Telling) -> list[When]:
    """The days on which the report is due: those before the verb in its clause or just before, else those after."""
    before = plan.dates_in(telling.start, telling.verb)
    if not before:
        before = plan.dates_in(max(telling.floor, telling.start - 60), telling.start)
        before = [when for when in before if not _another_verb(plan, when.end, telling.start)]
    after = plan.dates_in(telling.after, telling.end)
    chosen = [when for when in before if _is_due(plan, when)] or [when for when in after if _is_due(plan, when)]
    many = len(chosen) > 1 and re.search(r"分别|每次|各", plan.text(telling.sentence.start, telling.verb))
    return chosen if many or _enumerated(plan, chosen) else chosen[-1:]


def _another_verb(plan: PlanText, start: int, end: int) -> bool:
    return bool(re.search(r"完成|报|整改|;|达到|自查", plan.text(start, end)))


def _is_due(plan: PlanText, when: When) -> bool:
    """Whether a date can be the day of a report: no stretch and no beginning, not part of a rhythm or a name."""
    ahead = plan.text(max(plan.start, when.at - 4), when.at)
    return not when.since and not when.is_range and not re.search(r"每[年月季周]?的?$|《|\($", ahead)


def _enumerated(plan: PlanText, whens: list[When]) -> bool:
    return len(whens) > 1 and all(
        re.fullmatch(r"[、,和及与]", plan.text(one.end, other.at)) for one, other in pairwise(whens)
    )


def _timing(
    plan: PlanText, telling: _Telling, whens: list[When]
) -> tuple[Frequency, str | None, int | None, int | None]:
    """(how often, its words, where these stand) of a report."""
    low = max(telling.floor, telling.start - 60)
    rhythm = rhythm_in(plan.plain, low, telling.verb)
    if rhythm and _CASE.search(plan.plain, rhythm.end, telling.verb):
        rhythm = None
    rhythm = rhythm or rhythm_in(plan.plain, telling.after, telling.end)
    if rhythm and not (whens and rhythm.frequency == "phase"):
        words = plan.source.quote(rhythm.start, rhythm.end).text
        return rhythm.frequency, words, rhythm.start, rhythm.end
    if whens:
        return "once", None, whens[0].at, whens[-1].end
    occasion = occasion_in(plan.plain, telling.start, telling.end)
    if occasion:
        return "adhoc", plan.source.quote(*occasion).text, None, None
    handed_in = _PAPER.search(plan.text(telling.start, telling.verb))
    return ("once" if handed_in else "adhoc"), None, None, None


def _quoted(plan: PlanText, telling: _Telling, start: int | None, end: int | None) -> tuple[int, int]:
    """The clause, with the words of its time, and with the clause before where it is short itself."""
    begin = telling.start if start is None else min(start, telling.start)
    stop = telling.end if end is None else max(end, telling.end)
    if stop - begin <= _FIRST_CHARS + 4 and begin > telling.sentence.start:
        *_, last = (-1, *(end.end() for end in _CLAUSE_END.finditer(plan.plain, telling.sentence.start, begin - 1)))
        begin = max(last, telling.sentence.start)
    return begin, stop


def _what(plan: PlanText, telling: _Telling) -> str:
    before = plan.text(telling.start, telling.verb)
    if held := _OBJECT.search(before):
        return _tidy(held["what"])
    after = plan.text(telling.after, telling.end)
    if telling.receiver and telling.receiver in after:
        after = after[after.index(telling.receiver) + len(telling.receiver) :]
    earlier = plan.text(telling.floor, telling.start).rstrip(",;: ")
    for words in (after, _NOT_THE_OBJECT.sub("", before), re.split("[,;:]", earlier)[-1]):
        if len(tidy := _tidy(words)) >= 3:
            return tidy
    return "情况"


def _tidy(words: str) -> str:
    tidy = _PREPARE.sub("", "".join(words.split())).strip("、,:;。()")
    tidy = re.sub(r"(?:及时|立即|随时|逐级|按时|统一|书面|并|以?书面形式|前|分别)+$", "", tidy)
    return tidy[:_LONGEST_WHAT]


def _promises(plan: PlanText, node: Node) -> bool:
    """Whether a heading speaks of reports and nothing stands under it that says which."""
    if not 0 < node.head[1] - node.head[0] <= _LONGEST_HEAD or node.children or not _HELD.search(plan.text(*node.head)):
        return False
    return not plan.text(*node.body).strip(" \n。:")


def _untold(plan: PlanText, node: Node) -> Report:
    title = plan.text(*node.head)
    return Report(
        sender=None, receiver=None, what=title, frequency="adhoc", due=None, quote=plan.quote(node.start, node.head[1]),
        confidence=0.5, question=f"“{title}”下面没有正文：谁、什么时候、向谁报送什么？",
    )  # fmt: skip
