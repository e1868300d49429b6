"""One-off days by which something is to be done or handed in, apart from the ends of phases and of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..grammar.dates import When, is_impossible
from ..model import Deadline, IsoDay, Period, Phase
from ..plantext import PlanText, Sentence
from ..sections import Section

_DONE = (
    r"完成|建成|实现|达到|达|整改|到位|销号|报送|上报|报告|报|提交|印发|制定|出台|建立|落实|清零|清理|拆除|取缔|关闭|搬离|实施|开展|组织|启用"
    r"|投入|基本|全面|全部|力争|确保|验收|公布|公示|汇总|排查|整治|培训|签订|召开|结束|形成|编制|安装|配备|做到|提高|降至|控制|退出|淘汰|消除|填报|录入"
)
_DOES = re.compile(_DONE)
_CITED = re.compile(
    r"[^,。;]{0,24}(?:印发|颁布|施行|修订|公布的|发布的|发生|召开的|以来|起施行|实施的|批准|下发的|通过的|审议通过)"
)
_NO_DUTY = re.compile(
    r",?(?:未|已|出生|成立|注册|建成的|竣工的|投入使用的|登记的|入学|毕业|参加工作|的(?!要求|整改|任务))"
)
_PAST = re.compile(r"(?:共|已|累计|曾|先后|全[市县区省国镇]共)(?!同)")
_RECURS = re.compile(r"(?:每年?|每月|每季度?|次|当|上|下|去|同|历)(?:的)?$")
_RECURS_BEFORE = re.compile(r"每[^,。;]{0,8}$")
_AS_OF = re.compile(r"截至|截止到?|截止目前|自|从|《|〔|\[$")
_INSIDE_NAME = re.compile(r"(?:日|号)?(?:宣传|安全生产|消防|活动|主题|咨询|国际|全国)?(?:月|日|周)(?:活动|宣传)")
_EVENT = (
    r"开学|放假|暑假|寒假|汛期?|主汛期|入汛|雨季|节日?|春节|国庆节?|元旦|五一|中秋节?|清明节?|两会|中高?考|考试|秋收|春耕|入冬|供暖"
    r"|冬季|封冻|返校|营业|开业|投产"
)
_RELATIVE = re.compile(
    rf"(?P<words>(?:{_EVENT})(?:来临|到来|开始)?(?:之|以)?前(?:[一二两三四五六七八九十\d]{{1,3}}(?:天|日|周|个月|个星期))?)"
    rf"(?![、的后期]|和|节后)(?=[^。;]{{0,40}}(?:{_DONE}|完|清|拆|修|检查|疏通|储备|配齐))"
)
_AFTER_NOTICE = re.compile(
    r"(?P<words>(?:本|该|此|接|收)?(?:方案|通知|意见|文件|计划)?(?:到|印发|下发|发布|施行|公布)(?:本?通知|本?方案)?(?:之日起|之日|后|起)的?"
    r"[一二两三四五六七八九十\d]{1,3}(?:个)?(?:工作日|日|天|周|个月|月)(?:之|以)?(?:内|前))"
)
_AIMED = re.compile(r"新增|达到|完成|实现|力争|覆盖|建成|全部|基本|[提降]")
_SHORT_CLAUSE = 12
_LONG_HEADING = 60
"""Characters. What is longer is no heading but a sentence, whose date is a deadline of its own."""

_SHORT_HEAD, _SHORT_REST = 24, 6


@dataclass(frozen=True, slots=True)
class _Taken:
    """The stretches of the text whose dates are those of the period and of the phases."""

    stretches: tuple[tuple[int, int], ...]

    def holds(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.stretches)


def find_deadlines(plan: PlanText, period: Period | None, phases: Iterable[Phase]) -> list[Deadline]:
    """Every deadline, in order; those that the text hides or only describes have no date but a question."""
    taken = _Taken(tuple(_stretches(plan, period, phases)))
    found: list[Deadline] = []
    for sentence in plan.sentences:
        if sentence.node.section is not Section.BASIS:
            found += _dated(plan, sentence, taken)
            found += _described(plan, sentence)
    return sorted(found, key=lambda deadline: deadline.quote.start)


def _stretches(plan: PlanText, period: Period | None, phases: Iterable[Phase]) -> Iterator[tuple[int, int]]:
    if period:
        yield period.quote.start, period.quote.end
    for phase in phases:
        if len(phase.quote.text) <= _LONG_HEADING:
            yield phase.quote.start, phase.quote.end


def _only_dates(plan: PlanText, sentence: Sentence, when: When) -> bool:
    """Whether a date of a phase or of the period says nothing else: it is in brackets or at the end of its sentence."""
    before, rest = when.at - sentence.start, sentence.end - when.end
    return when.is_range or (before <= _SHORT_HEAD and rest <= _SHORT_REST) or plan.text(when.at - 1, when.at) in "(:"


def _dated(plan: PlanText, sentence: Sentence, taken: _Taken) -> Iterator[Deadline]:
    whens = plan.dates_in(sentence.start, sentence.end)
    after: IsoDay | None = None
    for index, when in enumerate(whens):
        earlier, after = after, plan.years.end(when, after) or after
        listed = list(_listed(plan, whens[index:]))
        if not any(_is_deadline(plan, sentence, one) for one in listed):
            continue
        if taken.holds(plan.source.place(when.at)) and _only_dates(plan, sentence, when):
            continue
        follower = index + len(listed)
        limit = whens[follower].at if follower < len(whens) else sentence.end
        start, end = _quoted(plan, sentence, when, listed[-1].end, limit)
        yield _deadline(plan, sentence, when, earlier, (start, end))


def _listed(plan: PlanText, whens: list[When]) -> Iterator[When]:
    """The first date, and those that follow it in a list: 7月10日、10月10日前."""
    yield whens[0]
    for one, other in pairwise(whens):
        if not re.fullmatch(r"[、和及与]", plan.text(one.end, other.at)):
            return
        yield other


def _is_deadline(plan: PlanText, sentence: Sentence, when: When) -> bool:
    """Whether a date is one by which something is due: 前, 底 or the like, or a day on which a duty falls."""
    before = plan.text(max(sentence.start, when.at - 8), when.at)
    after = plan.text(when.end, sentence.end)
    if when.since or _RECURS.search(before) or _CITED.match(after) or _INSIDE_NAME.match(after):
        return False
    if "即日" in when.first.word or when.first.word in ("今年", "本年", "本年度", "去年", "明年"):
        return False
    if _AS_OF.search(before) and (not when.before or _PAST.search(after)):
        return False
    if when.before:
        return _NO_DUTY.match(after) is None
    return _falls_on(plan, sentence, when, before, after)


def _falls_on(plan: PlanText, sentence: Sentence, when: When, before: str, after: str) -> bool:
    """A date without 前: X月底完成, 于5月24日上报, 到2025年…达到, 2021年组织…."""
    clause = re.split(r"[,;。]", after.lstrip(","))[0]
    if re.match(r"[为是度的(]|以来|期间|版|安全生产月", after) or _PAST.search(clause[:8]):
        return False
    if re.search(r"(?:到|至|于|在|力争|确保|拟|定于|截止|为|:)$", before):
        return _DOES.search(clause) is not None or before.endswith(("为", ":"))
    last = when.last or when.first
    if last.part in ("底", "末", "月末") or re.search(r"[底末内]$", last.word):
        return _DOES.search(clause) is not None
    if sentence.node.section in (Section.GOALS, Section.ANNEX) and not _AIMED.search(clause):
        return False
    opens = not plan.text(sentence.start, when.at).strip() or before.endswith((",", ";", "。", ":"))
    return opens and not when.is_range and (re.match(_DONE, clause) or _AIMED.search(clause)) is not None


def _quoted(plan: PlanText, sentence: Sentence, when: When, last: int, limit: int) -> tuple[int, int]:
    """The clause of the date, with what is to be done: after it, or before it where the clause says only 完成."""
    start = max(plan.plain.rfind(sign, sentence.start, when.at) for sign in ",;:、")
    start = max(start + 1, sentence.start)
    stop = re.compile(r"[,;]").search(plan.plain, last, limit)
    end = stop.start() if stop else limit
    rest = plan.text(last, end)
    if len(rest) < 2 and stop is not None:
        after = re.compile(r"[,;]").search(plan.plain, stop.end(), limit)
        end = after.start() if after else limit
    elif len(rest) <= 4 and end - start <= _SHORT_CLAUSE + 8 and start > sentence.start:
        comma = max(plan.plain.rfind(sign, sentence.start, start - 1) for sign in ",;")
        start = max(comma + 1, sentence.start)
    return start, max(end, last)


def _deadline(plan: PlanText, sentence: Sentence, when: When, after: IsoDay | None, place: tuple[int, int]) -> Deadline:
    start, end = place
    day = plan.years.end(when, after)
    what = _what(plan, when, start, end)
    question = None
    if day is None:
        written = plan.source.quote(when.at, when.end).text
        reason = "日历上没有这一天" if is_impossible(when.first) else "没有写明是哪一天"
        question = f"“{what}”的期限“{written}”{reason}，应为哪一天？"
    elif day.startswith("-"):
        question = f"“{what}”的期限没有写年份，是哪一年？"
    confidence = 0.5 if day is None else 0.9 if when.before else 0.75
    return Deadline(
        date=day, who=_who(plan, sentence, end), what=what, quote=plan.quote(start, end), question=question,
        confidence=confidence,
    )  # fmt: skip


def _who(plan: PlanText, sentence: Sentence, end: int) -> str | None:
    subjects = plan.subjects_before(sentence, end)
    return "、".join(name.text for name in subjects[-1].names) if subjects else None


def _what(plan: PlanText, when: When, start: int, end: int) -> str:
    last = max((one.end for one in plan.dates_in(start, end)), default=when.end)
    after = plan.text(last, end).strip(",、:;。 \n")
    words = after if len(after) >= 4 else plan.text(start, when.at) + after
    tidy = re.sub(r"^[,、前]+|(?:于|在|,)$", "", "".join(words.split()))
    return tidy[:60] or "完成"


def _described(plan: PlanText, sentence: Sentence) -> Iterator[Deadline]:
    """Days that are told by an event: 开学前两天, 方案印发后10个工作日内."""
    for pattern in (_RELATIVE, _AFTER_NOTICE):
        for found in pattern.finditer(plan.plain, sentence.start, sentence.end):
            if _RECURS_BEFORE.search(plan.plain, sentence.start, found.start()):
                continue
            start = max(plan.plain.rfind(sign, sentence.start, found.start()) for sign in ",;:、-")
            start = max(start + 1, sentence.start)
            stop = re.compile(r"[,;]").search(plan.plain, found.end() + 1, sentence.end)
            end = stop.start() if stop else sentence.end
            words = found["words"]
            what = "".join(plan.text(found.end(), end).split()).strip(",、")[:60] or words
            yield Deadline(
                date=None, who=_who(plan, sentence, end), what=what, quote=plan.quote(start, end), confidence=0.6,
                question=f"“{words}”是哪一天？",
            )  # fmt: skip
