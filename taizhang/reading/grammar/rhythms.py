"""Rhythms as plans write them: 每日16时前, 每周五, 每月25日前, 每季度末, 日报, 各阶段结束后, 及时."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model import Frequency

_MASK = r"[xX*_○]{1,4}"
_CLOCK = rf"(?:\d{{1,2}}|{_MASK}|[一二三四五六七八九十]{{1,3}})(?::(?:\d{{2}}|{_MASK})|[时点](?:\d{{1,2}}分|半|整)?)"
_PART_OF_DAY = r"(?:凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|下班|上班|早晚)"
_CUT_OFF = rf"{_PART_OF_DAY}?(?:各)?{_CLOCK}|{_PART_OF_DAY}"
_DAY_OF_WEEK = r"(?:[一二三四五六日天1-7](?!个|次))"
_DAY_OF_MONTH = rf"(?:的)?(?:\d{{1,2}}|{_MASK}|[一二三四五六七八九十]{{1,3}})(?:[日号](?:(?:-|至|到)\d{{1,2}}[日号])?)"
_LAST = r"(?:的)?(?:最后|第)[一二三1-3]?个?(?:工作日|星期[一-日]|周[一-日]|天|日|周|月)"
_EDGE = r"(?:度)?(?:的)?(?:月)?(?:底|末|初|上旬|中旬|下旬|首月|首日)"
_MORE = rf"(?:{_LAST}|{_DAY_OF_MONTH}|{_EDGE}|{_CUT_OFF}|[、和及,](?={_PART_OF_DAY})|之?前|以前|内)"

_PATTERNS: list[tuple[Frequency, tuple[str, ...]]] = [
    (
        "twice-daily",
        (
            r"(?:每[天日]|一[天日])(?:[早上中下晚午、和及各分]{0,8})(?:[两二2]次|[两二]报)",
            r"日[两二]报",
            rf"每[天日](?:早上|上午|早|中午)(?:{_CLOCK})?之?前?[、,和及]*(?:下午|晚上|晚)(?:{_CLOCK})?之?前?",
            rf"每[天日]{_PART_OF_DAY}?{_CLOCK}之?前?[、,和及与]+{_PART_OF_DAY}?{_CLOCK}之?前?",
        ),
    ),
    (
        "daily",
        (rf"(?:每[天日]|每个?工作日|逐日|按日)(?:{_MORE})*", "日报告?(?!送)(?:制度?)?", "一日一报|一天一报|日调度"),
    ),
    (
        "weekly",
        (
            rf"每(?:个|逢)?(?:周|星期|礼拜){_DAY_OF_WEEK}?(?:{_MORE})*",
            rf"(?:逐|按)周(?:{_MORE})*|(?<![本上下每个])周[一二三四五六日天](?:{_MORE})*",
            "(?<!上)周报告?(?!送)(?:制度?)?|一周一(?:报|调度)|周调度",
        ),
    ),
    (
        "monthly",
        (
            rf"(?:每(?:个)?月|逐月|按月)(?:份)?(?:{_MORE})*",
            r"(?:当月|次月|下月)\d{1,2}[日号]之?前",
            "(?<!\\d)(?<!个)月报告?(?!送)(?:制度?)?|一月一(?:报|调度)|月调度",
        ),
    ),
    (
        "quarterly",
        (
            rf"(?:每(?:个|一)?季度?|逐季|按季度?)(?:{_MORE})*",
            "季度?报(?:告)?(?!送)(?:制度?)?|一季度?一(?:报|调度)|季调度",
        ),
    ),
    (
        "phase",
        (
            "(?:每|各|分)(?:个|一)?(?:工作|整治)?阶段(?:性)?(?:工作|任务|整治)?(?:结束|完成)?[之以]?(?:后|时|前)?",
            "按阶段",
        ),
    ),
]
_AS_A_WORD = ("日报", "周报", "月报", "季报", "季度", "日调", "周调", "月调", "季调")
_ADHOC = re.compile(
    r"(?:及时|立即|随时|第一时间|马上|迅速|即时|适时|不定期|实时|按要求|按时|按规定|定期"
    r"|(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?:小时|分钟|工作日|[日天])(?:之|以)?内"
    r"|每(?:半个?月|两周|半年|年|旬|10天|十天|\d{1,2}[天日])[^,。;将]{0,10}?(?=[,将向报]|$))"
)
_RHYTHMS = [(frequency, re.compile("|".join(forms))) for frequency, forms in _PATTERNS]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, plain[start:end] its words."""

    frequency: Frequency
    start: int
    end: int


def rhythm_in(plain: str, start: int, end: int) -> Rhythm | None:
    """The last rhythm of a stretch, 每日 before 日报; of several that begin at one place the finer."""
    found = [
        Rhythm(frequency, hit.start(), hit.end())
        for frequency, pattern in _RHYTHMS
        for hit in pattern.finditer(plain, start, end)
    ]
    plainly = [rhythm for rhythm in found if plain[rhythm.start : rhythm.start + 2] not in _AS_A_WORD]
    return max(plainly or found, key=lambda rhythm: rhythm.start) if found else None


def occasion_in(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Words of a stretch that say when without a rhythm: 及时, 立即, 每半年."""
    hit = _ADHOC.search(plain, start, end)
    return hit.span() if hit else None
