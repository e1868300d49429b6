"""Goals with a number, and the amounts that are to be put right; masked and lost numbers stay open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..grammar.numbers import number
from ..model import Target
from ..plantext import PlanText, Sentence
from ..sections import Section

_NUMERAL = r"(?:\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.\d{1,4})?"
_MASK = r"[xX*○_某]{1,4}"
_COUNTED = (
    r"平方公里|平方米|立方米|公里|千米|公顷|人次|个百分点|百分点|标段|元|亩|吨"
    r"|户|家|处|座|条|栋|幢|套|台|辆|人|名|项|件|场|次|株|棵|头|只|所|口|眼|盏|块|面|份|册|期|批|支|间|个|米|年|起|斤|公斤|辆次|户次|家次"
)
_AMOUNT = re.compile(
    rf"(?<![\d.第年月\[(-])(?P<value>{_NUMERAL}|{_MASK})(?P<unit>[万亿]?(?:{_COUNTED}))(?!以下|左右的?罚|[日号月]|代|级|型|证|卡|级)(?P<more>以上|余|多)?"
)
_PERCENT = re.compile(
    rf"(?P<value>{_NUMERAL}|{_MASK})(?P<unit>%)|百分之(?P<spoken>[一二三四五六七八九十百零点\d.]{{1,6}})|(?P<tenths>[一二三四五六七八九])成以上"
)
_RATE = re.compile(r"率|比例|比重|达到|达|覆盖|完成|普及|下降|降低|提高|提升|增长|合格|整改|到位|优良|占比|签订|安装")
_SHARED = re.compile(r"(?:、|和|及|与|以及)")
_RATES = re.compile(
    r"(?P<what>[\u4e00-\u9fffA-Za-z“”()]{1,20}?(?:率|比例|度))(?=、|和|及|与|以及|[均都分]|达|为|保持|要|不|\d|100|[xX]{2}|提高|实现|在|到|$)"
)
_ZERO = re.compile(
    r"(?P<what>[^,。;:\n]{0,24}?)(?:动态清零|全部清零|清零(?!行动|攻坚)|(?<!动态)“零(?:发生|事故|伤亡|死亡|增长|报告(?!制))”|零(?:发生|伤亡|死亡|事故(?!隐))|(?:不|未)发生(?P<event>[^,。;\n]{0,30}?(?:事故|事件|案件|伤亡|火灾|舆情|疫情))|(?:事故|事件)为零)"
)
_GOAL = re.compile(
    r"完成|新增|新建|建设|建成|打造|创建|建立|整治|拆除|改造|清理|清除|治理|整改|规范|培育|种植|栽植|恢复|复耕|复垦|达到|稳定在|稳定|保持|不少于|不低于|确保|力争|实现|提高到|增加|压减|减少|关停|取缔|淘汰"
    r"|深入|配备|设置|安装|确定|明确|指定|选派|落实|抽查|检查|排查|走访|覆盖|发放|张贴|举办|开展|组织|召开|培训|解决|化解|销号|回收|流转|推广|修复|修建|绿化|硬化|保护|划定|守住|底线|任务|目标"
)
_NO_GOAL = re.compile(
    r"罚款|处以|扣|加\d|得\d|记\d|计\d|总分|满分|分值|奖励|补助|补贴(?!面)|连续|累计|超过|逾期|未达|死亡|受伤|造成|联系电话|电话|邮箱|邮编|总数|现有|截至|已(?:建|有|完成|拆|整)|共计发生|其中"
)
_LIMIT = re.compile(r"^(?:以上的|及以上|以内|之内|内(?!容)|以下|不等|以上(?=的|[^,。;、\n]{0,8}的,))|^[日天]")
_SMALL_GROUP = re.compile(
    r"^(?:阶段|方面|步骤|环节|一律|必须|层面|重点|等级|类别|工作日|小时|月|季度|部分|条件|原则|体系|机制|关键|到位|不|百分点|成员|专题|专班)"
)
_TIMES = re.compile(
    r"(?P<every>每(?:个)?(?P<per>半年|年度|年|季度|季|月|半月|周|星期|学期|学年|旬|天|日|村|校|户|班|单位|乡镇|企业))[^,。;\n]{0,24}?(?P<count>[一二两三四五六七八九十]|\d{1,2})(?P<unit>次|场|期|课时)|(?P<held>一年|一学期)(?:至少)?(?P<many>[一二两三四五六]|\d)(?:次|场)"
)
_HELD = re.compile(r"会|演练|培训|讲座|教育|授课|例会|体检|比赛|竞赛")
_PER = {"年度": "年", "季": "季度", "星期": "周", "天": "日"}
_SPAN = re.compile(rf"(?:用|利用|通过)(?P<value>{_NUMERAL}|[一二两三四五])(?:个)?(?P<unit>年|月)(?:左右)?(?:的)?时间")
_LOST = re.compile(
    r"(?P<what>(?:新增|新建|种植|栽植|建设|改造|整治|清理|拆除|完成|修建|硬化|绿化|复耕|流转)[^,。;、\n\dxX一二两三四五六七八九十百千万亿几数]{1,12}?)(?P<unit>公里|万亩|亩(?!产|均)|平方米|万元|千米|立方米|吨)(?=[,。;、\n])"
)
_FAR = 120
"""Characters between a figure and the edge of its clause at most."""
_BEFORE = re.compile(r"[,;。:\n!?]")
_AFTER = re.compile(r"[,;。\n!?]")


@dataclass(frozen=True, slots=True)
class _Goal:
    what: str
    value: float | None
    unit: str | None
    start: int
    end: int


def find_targets(plan: PlanText) -> list[Target]:
    """Every target, in order. Thresholds of laws, fines and counts of what has happened are none."""
    goals: list[_Goal] = []
    for sentence in plan.sentences:
        if sentence.node.section in (Section.ANNEX, Section.SCOPE):
            continue
        goals += [
            *_percents(plan, sentence),
            *_zeros(plan, sentence),
            *_times(plan, sentence),
            *_amounts(plan, sentence),
        ]
    return [_target(plan, goal) for goal in sorted(goals, key=lambda goal: goal.start)]


def _target(plan: PlanText, goal: _Goal) -> Target:
    what = goal.what.strip(" ,、“”的") or plan.text(goal.start, goal.end)[:20]
    return Target(
        what=what[:40], value=goal.value, unit=goal.unit, quote=plan.quote(goal.start, goal.end),
        confidence=0.9 if goal.value is not None else 0.6,
        question=None if goal.value is not None else f"“{what[:20]}”的数量是多少{goal.unit or ''}？",
    )  # fmt: skip


def _clause(plan: PlanText, sentence: Sentence, at: int, end: int) -> tuple[int, int]:
    """The clause around a figure, between commas."""
    first, last = max(sentence.start, at - _FAR), min(sentence.end, end + _FAR)
    start = max((found.end() for found in _BEFORE.finditer(plan.plain, first, at)), default=first)
    stop = _AFTER.search(plan.plain, end, last)
    return start, stop.start() if stop else last


def _percents(plan: PlanText, sentence: Sentence) -> Iterator[_Goal]:
    for found in _PERCENT.finditer(plan.plain, sentence.start, sentence.end):
        start, stop = _clause(plan, sentence, found.start(), found.end())
        clause = plan.text(start, stop)
        near = plan.text(max(sentence.start, start - 20), stop)
        if (
            not _RATE.search(near)
            or _LIMIT.match(plan.text(found.end(), found.end() + 6))
            or re.search(r"扣|得分|占总分|权重|罚", clause)
        ):
            continue
        value = _percent(found)
        before = plan.text(start, found.start())
        shared = _shared(before) or [
            re.sub(r"(?:要|均|都|分别)?(?:达到|达|为|到|在|至|提高|保持|不低于|完成|实现|以上)+$", "", before)
        ]
        for what in shared:
            yield _Goal(what, value, "%", start, stop)


def _percent(found: re.Match[str]) -> float | None:
    if found["spoken"]:
        return number(found["spoken"])
    if found["tenths"]:
        return (number(found["tenths"]) or 0) * 10
    return number(found["value"])


def _shared(before: str) -> list[str]:
    """The goals that share one figure: 覆盖率、整改率均达到100%."""
    rates = [found["what"].strip("、和及与以确保实现力争做到") for found in _RATES.finditer(before)]
    return [rate for rate in rates if rate] if len(rates) > 1 and _SHARED.search(before) else []


def _zeros(plan: PlanText, sentence: Sentence) -> Iterator[_Goal]:
    for found in _ZERO.finditer(plan.plain, sentence.start, sentence.end):
        start, stop = _clause(plan, sentence, found.end() - 1, found.end())
        clause = plan.text(start, stop)
        if re.search(r"的,?$|对.{0,12}发生|如|若|因", clause) or sentence.node.section is Section.BASIS:
            continue
        what = found["event"] or re.sub(r"^(?:确保|实现|力争|推动|做到|全[年市县镇村校])+|实现$", "", found["what"])
        yield _Goal(what, 0.0, None, start, stop)


def _times(plan: PlanText, sentence: Sentence) -> Iterator[_Goal]:
    """每月召开一次专题会: a rhythm of what is held, as a number."""
    for found in _TIMES.finditer(plan.plain, sentence.start, sentence.end):
        start, stop = _clause(plan, sentence, found.start(), found.end())
        about = plan.text(max(sentence.start, start - 24), stop)
        if not _HELD.search(about):
            continue
        per = found["per"] or found["held"].removeprefix("一")
        value = number(found["count"] or found["many"])
        yield _Goal(plan.text(start, stop), value, f"{found['unit'] or '次'}/{_PER.get(per, per)}", start, stop)


def _amounts(plan: PlanText, sentence: Sentence) -> Iterator[_Goal]:
    last = sentence.start
    rhythms = {
        place for found in _TIMES.finditer(plan.plain, sentence.start, sentence.end) for place in range(*found.span())
    }
    for found in _AMOUNT.finditer(plan.plain, sentence.start, sentence.end):
        if found.start() in rhythms:
            continue
        start, stop = _clause(plan, sentence, found.start(), found.end())
        if _is_goal(plan, sentence, found, start, stop):
            begin = max(start, last) if last > start else _after_list(plan, start, found.start())
            end = _item_end(plan, found.end(), stop)
            yield _Goal(_what(plan, begin, found, end), number(found["value"]), found["unit"], begin, end)
            last = found.end()
    for found in _SPAN.finditer(plan.plain, sentence.start, sentence.end):
        start, stop = _clause(plan, sentence, found.start(), found.end())
        yield _Goal(plan.text(found.end(), stop), number(found["value"]), found["unit"], start, stop)
    for found in _LOST.finditer(plan.plain, sentence.start, sentence.end):
        start, _ = _clause(plan, sentence, found.start(), found.end())
        yield _Goal(found["what"], None, found["unit"], start, found.end())


def _is_goal(plan: PlanText, sentence: Sentence, found: re.Match[str], start: int, stop: int) -> bool:
    clause = plan.text(start, stop)
    before = plan.text(start, found.start())
    after = plan.text(found.end("unit"), found.end("unit") + 8)
    if (found["unit"] in ("年", "米", "起", "次", "个", "项") and _SMALL_GROUP.match(after)) or found["unit"] == "年":
        return False
    if (found["unit"] == "起" and "不" not in before) or _LIMIT.match(after) or _NO_GOAL.search(clause):
        return False
    if sentence.node.section is Section.BASIS or (
        sentence.node.parent is None and re.search(r"发生|问题", before) and "完成" not in clause
    ):
        return False
    if re.search(r"(?:对|负责|所辖|涉及|每|分为|共分)$", before):
        return False
    if found["unit"] in ("米", "元") and not re.search(r"新[建增]|修建|硬化|筹|投入|长", before):
        return False
    return bool(_GOAL.search(clause))


def _after_list(plan: PlanText, start: int, at: int) -> int:
    """A figure after 、 belongs to the words that stand since that mark, where another figure stands before it."""
    mark = plan.plain.rfind("、", start, at)
    return mark + 1 if mark > 0 and re.search(r"\d", plan.text(start, mark)) else start


def _item_end(plan: PlanText, end: int, stop: int) -> int:
    mark = plan.plain.find("、", end, stop)
    return mark if mark > 0 and re.search(r"\d", plan.text(mark, stop)) else stop


def _what(plan: PlanText, begin: int, found: re.Match[str], end: int) -> str:
    before = re.sub(r"(?:达到|达|为|到|在|至|不少于|不低于|稳定)+$", "", plan.text(begin, found.start()))
    after = re.sub(r"^(?:以上|左右|余|多)?(?:的)?", "", plan.text(found.end(), end))
    return (before + after)[:40]
