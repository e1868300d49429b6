"""Runs the examples of docs/plan-language.md: each fragment is laid over the document's first, whole plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from taizhang.core.calendar import CHINA
from taizhang.core.duties import Place, RegisterItem, expand
from taizhang.core.entry import Entry
from taizhang.core.ids import uuid7
from taizhang.core.methods import climb
from taizhang.core.plan import Plan, open_questions, parse_plan
from taizhang.core.plan.words import LEVEL_LABELS
from taizhang.core.rating import proposals, standings

DOCUMENT = Path(__file__).parents[2] / "docs" / "plan-language.md"
CAMPAIGN = UUID(int=1)
STARTS_AT = datetime(2026, 3, 2, 8, tzinfo=CHINA)
PLACES = [
    Place(1, "area", "township", "/1/", "青禾街道", None),
    Place(2, "station", "township", "/1/2/", "安监办", 1),
    Place(11, "area", "village", "/1/11/", "柳溪社区", 1),
    Place(12, "area", "village", "/1/12/", "望湖社区", 1),
    Place(111, "area", "grid", "/1/11/111/", "柳溪第一网格", 11),
]
NAMES = {place.id: place.name for place in PLACES}
UNITS = {"safety-office": 2}
REGISTER = [
    RegisterItem(UUID(int=101), "restaurant", 111, {"name": "阿婆面馆", "seats": 24, "floor": "地上"}, STARTS_AT),
    RegisterItem(UUID(int=102), "restaurant", 12, {"name": "湖边渔家", "seats": 120, "floor": "地下"}, STARTS_AT),
    RegisterItem(UUID(int=103), "gas-operator", 11, {"name": "青禾供应站"}, STARTS_AT),
]
SHOWN = 4
_BLOCK = re.compile(r"^```(yaml|任务|待补|报错|结论|评比|处置|保存|证照)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A YAML fragment, and what the document says comes of it: duties (任务), questions (待补), errors (报错) …"""

    line: int
    text: str
    outcomes: dict[str, str]


def examples() -> list[Example]:
    document = DOCUMENT.read_text(encoding="utf-8")
    found: list[Example] = []
    for match in _BLOCK.finditer(document):
        kind, body = match[1], match[2]
        if kind == "yaml":
            found.append(Example(document.count("\n", 0, match.start()) + 2, body, {}))
        else:
            found[-1].outcomes[kind] = body
    return found


def whole(text: str) -> str:
    """The fragment laid over the document's first plan: its top-level words replace those of the plan."""
    base = examples()[0].text
    words = re.split(r"^(?=[a-z_]+:)", base, flags=re.MULTILINE)
    replaced = set(re.findall(r"^([a-z_]+):", text, flags=re.MULTILINE))
    kept = [word for word in words if word.partition(":")[0] not in replaced]
    return text if text == base else text + "".join(kept)


def plan_of(text: str) -> Plan:
    return parse_plan(whole(text))


def duties_text(plan: Plan) -> str:
    """The first duties that come of a plan, as the document shows them."""
    horizon = STARTS_AT + timedelta(days=366)
    specs = sorted(
        expand(plan, CAMPAIGN, PLACES, REGISTER, STARTS_AT, horizon, units=UNITS),
        key=lambda spec: (spec.due_at, spec.opens_at, spec.bearer, spec.title, str(spec.subject)),
    )
    names = {item.id: str(item.fields["name"]) for item in REGISTER}
    lines = [
        f"{spec.opens_at:%Y-%m-%d %H:%M} 至 {spec.due_at:%Y-%m-%d %H:%M} {NAMES[spec.bearer]} {spec.title}"
        + (f" {names[spec.subject]}" if spec.subject else "")
        for spec in specs[:SHOWN]
    ]
    rest = [f"……共 {len(specs)} 项"] if len(specs) > SHOWN else []
    return "\n".join([*lines, *rest]) + "\n"


def questions_text(plan: Plan) -> str:
    return "".join(f"{question.path}：{question.question_zh}\n" for question in open_questions(plan))


def outcomes_text(plan: Plan) -> str:
    """The outcome of each decision table for each subject of its kind."""
    found = [
        (table.outcomes.get(table.of(item.fields) or "", "没有结论"), str(item.fields["name"]))
        for table in plan.decisions
        for item in REGISTER
        if item.kind == table.kind
    ]
    return "".join(f"{name} {outcome}\n" for outcome, name in reversed(found))


def licences_text(plan: Plan) -> str:
    """For each subject the papers that have to be held at it."""
    lines: list[str] = []
    for item in REGISTER:
        due = [
            kind.name
            for kind in plan.licences
            if any(one.id == item.kind for one in plan.kinds_of(kind)) and plan.concerns(kind, item.fields)
        ]
        lines += [f"{item.fields['name']} {'、'.join(due)}"] if due else []
    return "".join(f"{line}\n" for line in lines)


FIGURES = {
    11: {"cases.overdue": 2.0, "duties.inspect.met": 30.0, "duties.inspect.owed": 40.0},
    12: {"cases.overdue": 0.0, "duties.inspect.met": 20.0, "duties.inspect.owed": 20.0},
}
PERIODS = 4


def rating_text(plan: Plan) -> str:
    """One period of each rating over FIGURES, and what is proposed in which of four such periods."""
    lines: list[str] = []
    for rating in plan.ratings:
        names = {flag.id: flag.name for flag in rating.flags}
        period = standings(rating, FIGURES)
        lines += [
            f"{one.rank} {NAMES[one.place]} {one.score:g} {'、'.join(names[flag] for flag in one.flags)}".rstrip()
            for one in period
        ]
        for number in range(1, PERIODS + 1):
            for found in proposals(rating, [period] * number):
                level = LEVEL_LABELS.get(found.consequence.level or "", "").partition("（")[2].rstrip("）")
                who = f"{level}{found.consequence.role.label}"
                lines.append(f"第{number}期提请{who}决定：{NAMES[found.place]} {found.consequence.proposal}")
    return "".join(f"{line}\n" for line in lines)


def retention_text(plan: Plan) -> str:
    return "".join(f"{rule.id}：{rule.title}\n" for rule in plan.retention)


def methods_text(plan: Plan) -> str:
    """The earliest way down each method ladder, each step taken on the first day on which it may be."""
    lines: list[str] = []
    for method in plan.methods:
        lines.append(method.name)
        entries: list[Entry] = []
        moment = STARTS_AT
        before = ""
        for step in method.steps:
            body = {"step": step.id, "documents": step.documents, "evidence": [before] if before else []}
            entries.append(Entry(uuid7(), "method.entered", CAMPAIGN, None, None, "user:1", None, moment, moment, body))
            state, aside = climb(method, entries, plan.calendar)
            assert not aside and state.step == step
            until = f" 至 {state.until:%Y-%m-%d}" if state.until else ""
            papers = f" 文书：{'、'.join(step.documents)}" if step.documents else ""
            lines.append(f"  {step.name} {moment:%Y-%m-%d}{until}{papers}{f' 证据：{before}' if before else ''}")
            before = step.evidence
            moment = (state.until or moment) + timedelta(microseconds=1)
    return "".join(f"{line}\n" for line in lines)


def words_of(text: str) -> set[str]:
    """Every key that stands in a YAML text."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.update(str(key) for key in value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(yaml.load(text, yaml.BaseLoader))
    return found
