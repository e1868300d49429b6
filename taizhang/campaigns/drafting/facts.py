"""Phases, targets, leaders, rules, ladder and archive list of a reading, as items of a draft."""

from __future__ import annotations

import re
from typing import Any

from taizhang.core.ladder import RUNG_LABELS, Rung

from .bearers import UnitBook
from .item import Data, Drafted, Section
from .places import Source
from .rhythms import day

Reading = dict[str, Any]

DEFAULT_LADDER = ["remind@-1d", "supervise@0d", "circulate@3d"]
_OFFSETS = {"remind": "-1d", "supervise": "0d", "circulate": "3d", "interview": "7d", "account": "15d"}

_MEASURED = [
    (r"排查.{0,6}(?:率|面)|检查.{0,6}率|覆盖|覆盖面", "duties.inspect.met", "duties.inspect.owed"),
    (r"整改.{0,4}率|销号率|整改.{0,6}(?:到位|完成)|清零", "cases.struck", "cases.filed"),
    (r"签收|告知|送达", "notices.receipted", "notices.owed"),
    (r"演练|培训|宣传", "activities.held", None),
]
_ARCHIVED = [
    ("documents", "文件、通知等", r"文件|通知|方案"),
    ("register", "整治对象名册", r"名册|花名册|底数"),
    ("inspections", "检查和复查记录", r"记录|检查表|检（复）|检\(复\)"),
    ("cases", "问题整改台账", r"台账|整改|案卷|销号"),
    ("photos", "图片、影像资料", r"图片|照片|影像|视频"),
    ("reports", "报表和总结", r"总结|报表|汇报"),
    ("activities", "会议、培训、宣传材料", r"会议|培训|宣传|演练|签到"),
    ("receipts", "签收回执", r"回执|签收"),
]


def phases(plan: Reading, source: Source) -> list[Drafted]:
    """The phases. A text without any gets one for the whole campaign, its dates open unless the text has them."""
    found = []
    for number, phase in enumerate(plan["phases"], start=1):
        undated: dict[str, str] = {}
        data = {
            "id": f"phase-{number}",
            "name": re.sub(r"\s+", "", phase["name"]) or f"第{number}阶段",
            "start": day(phase["start"], "start", undated),
            "end": day(phase["end"], "end", undated),
            "source": phase["quote"],
        }
        found.append(Drafted(Section.PHASE, data, phase["quote"], source.place(phase), undated=undated))
    return found or [_whole(plan, source)]


def _whole(plan: Reading, source: Source) -> Drafted:
    period = plan["period"] or {"start": None, "end": None, "quote": ""}
    undated: dict[str, str] = {}
    data = {
        "id": "phase-1",
        "name": "集中整治",
        "start": day(period["start"], "start", undated),
        "end": day(period["end"], "end", undated),
        "source": period["quote"],
    }
    span = source.place(period) if period["quote"] else None
    return Drafted(Section.PHASE, data, period["quote"], span, undated=undated, origin="text" if span else "person")


def targets(plan: Reading, source: Source) -> list[Drafted]:
    """The goals. One that a figure of the system measures becomes a condition of a phase's close-out."""
    found = []
    for target in plan["targets"]:
        measure, whole = _measure(target["what"] + target["quote"], target["unit"])
        asks = {"value": f"“{target['what']}”的目标是多少？"} if target["value"] is None else {}
        data = {
            "what": target["what"], "value": target["value"], "unit": target["unit"] or "", "measure": measure,
            "of": whole, "phase": None,
        }  # fmt: skip
        found.append(Drafted(Section.TARGET, data, target["quote"], source.place(target), asks))
    return found


def _measure(text: str, unit: str | None) -> tuple[str, str | None]:
    """(measure, of) of a goal; ("", None) where the system has no figure for it."""
    share = unit in ("%", "％", "百分比")
    for pattern, measure, whole in _MEASURED:
        if re.search(pattern, text) and share == (whole is not None):
            return measure, whole
    return "", None


def leaders(plan: Reading, source: Source) -> list[Drafted]:
    """The persons of the leading group. A missing name holds nothing up: posts, not names, carry authority."""
    return [
        Drafted(
            Section.LEADER,
            {"role": leader["role"], "name": leader["name"] or "", "post": leader["post"] or ""},
            leader["quote"],
            source.place(leader),
        )
        for leader in plan["leaders"]
    ]


RULE_LABELS = {
    "scoring": "考核评分", "penalty": "责任追究", "flag": "排名亮旗", "escalation": "督办通报", "sign-off": "验收销号",
    "patrol": "巡查", "method-ladder": "分步处置", "coverage": "覆盖要求", "archive": "归档", "publicity": "宣传",
    "training": "培训", "drill": "演练", "other": "其他要求",
}  # fmt: skip


def rules(plan: Reading, source: Source) -> list[Drafted]:
    """What the text says about the way of working: kept beside the draft, for the person who checks it."""
    return [
        Drafted(Section.RULE, {"kind": rule["kind"], "text": rule["text"]}, rule["quote"], source.place(rule))
        for rule in plan["rules"]
    ]


def ladder(plan: Reading, source: Source) -> Drafted:
    """The ladder that applies where a rule has none of its own: the rungs that the text names, and where it names
    only the hard ones the gentle ones before them; at the usual distances."""
    cited = [rule for rule in plan["rules"] if rule["kind"] in ("escalation", "penalty", "flag")]
    said = "".join(rule["quote"] for rule in cited)
    named = [rung for rung in Rung if RUNG_LABELS[rung] in said]
    if not named:
        return Drafted(Section.LADDER, {"otherwise": DEFAULT_LADDER}, origin="person")
    first = next(rule for rule in cited if any(RUNG_LABELS[rung] in rule["quote"] for rung in named))
    usual = {step.partition("@")[0] for step in DEFAULT_LADDER} if Rung.REMIND not in named else set()
    steps = [f"{rung.value}@{_OFFSETS[rung.value]}" for rung in Rung if rung in named or rung.value in usual]
    return Drafted(Section.LADDER, {"otherwise": steps}, first["quote"], source.place(first))


def archive(plan: Reading, source: Source, usual: list[Data]) -> list[Drafted]:
    """What is to be filed: what the text lists, else the usual list of the pack."""
    cited = [rule for rule in plan["rules"] if rule["kind"] == "archive"]
    cited += [task for task in plan["tasks"] if re.search(r"归档|台账", task["title"])]
    found: dict[str, Drafted] = {}
    for rule in cited:
        sentence = source.sentence(source.place(rule)) or rule["quote"]
        for what, title, pattern in _ARCHIVED:
            if what not in found and re.search(pattern, sentence):
                data = {"id": what, "title": title, "what": what, "source": rule["quote"]}
                found[what] = Drafted(Section.ARCHIVE, data, rule["quote"], source.place(rule))
    if not found:
        return [Drafted(Section.ARCHIVE, dict(item), origin="pack") for item in usual]
    journal = {"id": "journal", "title": "流水和封签", "what": "journal", "retention": "Y"}
    return [*found.values(), Drafted(Section.ARCHIVE, journal, origin="pack")]


def units(plan: Reading, source: Source, book: UnitBook) -> list[Drafted]:
    """Every single unit of the book, with the sentence that names it."""
    return [
        Drafted(
            Section.UNIT,
            {"id": unit, "name": name, "kind": book.kind_of(unit), "source": source.sentence(source.find(name))[:200]},
            name if source.find(name) else "",
            source.find(name),
        )
        for name, unit in book.ids.items()
    ]
