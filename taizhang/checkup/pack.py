"""The check-up of a plan that is data already: a plan.yaml, or the folder of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from taizhang.core.checklists.held import asked_twice
from taizhang.core.ladder import Rung, parse_ladder
from taizhang.core.plan import Bearer, DutyRule, Plan, PlanErrors, ReportRule, load_plan, open_questions
from taizhang.core.plan.errors import Loc, path_text
from taizhang.core.plan.lines import Source, read_yaml
from taizhang.core.plan.loading import PLAN_FILE
from taizhang.core.plan.rules import GRADE_LABELS, ByRisk, days_between

from .finding import Finding, Place
from .rules import RULES

_DAY = timedelta(days=1)


class _Sheet:
    """A plan with the text that it stands in."""

    def __init__(self, plan: Plan, text: str) -> None:
        self.plan, self.lines = plan, text.splitlines()
        self.source: Source = read_yaml(text)

    def breach(self, code: str, loc: Loc, message: str, quote: str = "", remedy: str = "") -> Finding:
        line = self.source.line(loc)
        return _finding(code, Place(line, path=path_text(loc), file=PLAN_FILE), message, remedy, quote or self.at(line))

    def at(self, line: int) -> str:
        return self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""


def check_pack(folder_or_file: Path) -> list[Finding]:
    """What is wrong with a pack, in the order of its text. Raises OSError where there is no plan.yaml."""
    file = folder_or_file / PLAN_FILE if folder_or_file.is_dir() else folder_or_file
    try:
        plan = load_plan(file)
    except PlanErrors as errors:
        return [_error(error, file) for error in errors.errors]
    sheet = _Sheet(plan, file.read_text(encoding="utf-8-sig"))
    found = [finding for check in _CHECKS for finding in check(sheet)]
    return sorted(found, key=lambda finding: (finding.place.line, finding.code))


def _error(error: Any, file: Path) -> Finding:
    in_checklist = error.path.startswith("checklists/")
    name = error.path.partition(" ")[0] if in_checklist else PLAN_FILE
    path = error.path.partition(" ")[2] if in_checklist else error.path
    try:
        lines = (file.parent / name if in_checklist else file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    quote = lines[error.line - 1].strip() if 0 < error.line <= len(lines) else ""
    return _finding("plan.error", Place(error.line, path=path, file=name), error.message_zh, error.remedy_zh, quote)


def _finding(code: str, place: Place, message: str, remedy: str, quote: str) -> Finding:
    rule = RULES[code]
    return Finding(code, rule.severity, message, remedy or rule.remedy, quote, quote, place)


def _open(sheet: _Sheet) -> Iterator[Finding]:
    for question in open_questions(sheet.plan):
        parts = question.path.replace("]", "").replace("[", ".").split(".")
        loc: Loc = tuple(int(part) if part.isdecimal() else part for part in parts)
        yield sheet.breach("plan.open", loc, question.question_zh, question.source)


def _phases(sheet: _Sheet) -> Iterator[Finding]:
    for index, (earlier, later) in enumerate(pairwise(sheet.plan.phases), start=1):
        if not earlier.end or not later.start:
            continue
        loc: Loc = ("phases", index, "start")
        if later.start == earlier.end:
            message = f"“{earlier.name}”的最后一天也是“{later.name}”的第一天"
            yield sheet.breach("phase.shared-day", loc, message, later.source)
        elif later.start > earlier.end + _DAY:
            free = (later.start - earlier.end).days - 1
            yield sheet.breach("phase.gap", loc, f"“{earlier.name}”和“{later.name}”之间空{free}天", later.source)


def _ladders(sheet: _Sheet) -> Iterator[Finding]:
    plan = sheet.plan
    for name in ("duties", "reports", "long_term"):
        for index, rule in enumerate(getattr(plan, name)):
            steps = parse_ladder(rule.otherwise)
            if steps and steps[0].rung.height > Rung.SUPERVISE.height:
                message = f"“{rule.title}”逾期直接{steps[0].rung.label}，没有提醒、督办在先"
                yield sheet.breach("ladder.no-first-rung", (name, index, "otherwise"), message, rule.source)
    ladders = [*(rule.otherwise for rule in plan.duties), *(report.otherwise for report in plan.reports)]
    if plan.duties and not any(ladders):
        yield sheet.breach("ladder.none", ("duties",), "没有一条任务写了 otherwise（逾期怎么督促）")


def _units(sheet: _Sheet) -> Iterator[Finding]:
    busy = set(_busy(sheet.plan))
    for index, unit in enumerate(sheet.plan.units):
        if unit.id not in busy:
            message = f"“{unit.name}”列为{'牵头' if unit.kind == 'lead' else '配合'}单位，却没有任何任务"
            yield sheet.breach("duty.idle-unit", ("units", index), message, unit.source)


def _busy(plan: Plan) -> Iterator[str | None]:
    rules: list[DutyRule] = [*plan.duties, *plan.long_term]
    for rule in rules:
        yield from (rule.line, *rule.support, rule.by.unit if isinstance(rule.by, Bearer) else None)
    for report in plan.reports:
        yield from (report.line, *(stop.unit for stop in report.chain))
    yield from (kind.line for kind in plan.subject_kinds)
    yield from (category.line for category in plan.categories)


def _reports(sheet: _Sheet) -> Iterator[Finding]:
    for index, report in enumerate(sheet.plan.reports):
        loc: Loc = ("reports", index)
        if not report.receiver:
            yield sheet.breach("report.no-receiver", loc, f"“{report.title}”没有写报给谁", report.source)
        if _daily(report) and not all(stop.at for stop in report.chain):
            yield sheet.breach("report.no-cutoff", loc, f"“{report.title}”每日报送，却没有截止时刻", report.source)
        if report.every == "twice-daily":
            yield sheet.breach("burden.twice-daily", loc, f"“{report.title}”每日报两次", report.source)


def _by_risk(sheet: _Sheet) -> Iterator[Finding]:
    """Each grade has its rhythm, and a graver one is never checked more seldom."""
    for name in ("duties", "long_term"):
        for index, rule in enumerate(getattr(sheet.plan, name)):
            if not isinstance(rule.every, ByRisk):
                continue
            loc: Loc = (name, index, "every")
            said = rule.every.rhythms
            missing = [label for grade, label in GRADE_LABELS.items() if grade not in said]
            if missing:
                message = f"“{rule.title}”没有写{'、'.join(missing)}的多久一次"
                yield sheet.breach("duty.grade-missing", loc, message, rule.source)
            graded = [
                (label, said[grade]) for grade, label in GRADE_LABELS.items() if grade in said and grade != "none"
            ]
            for (graver, often), (lighter, seldom) in pairwise(graded):
                if days_between(often) > days_between(seldom):
                    message = f"“{rule.title}”{lighter}的比{graver}的查得还勤"
                    yield sheet.breach("duty.grade-reversed", loc, message, rule.source)


def _burden(sheet: _Sheet) -> Iterator[Finding]:
    """What the rules on relieving the grass roots forbid and no text shows: it stands only in the data."""
    plan = sheet.plan
    for name in ("duties", "long_term"):
        for index, rule in enumerate(getattr(plan, name)):
            if rule.evidence.photos and not _PHOTOS.search(rule.source + _material(rule)):
                message = f"“{rule.title}”必须拍 {rule.evidence.photos} 张照片，原文没有这样要求"
                yield sheet.breach("burden.photo", (name, index, "evidence"), message, rule.source)
    for index, report in enumerate(plan.reports):
        if _daily(report) and not _DAILY.search(report.source):
            message = f"“{report.title}”每日报送，原文没有这样要求"
            yield sheet.breach("burden.unasked-report", ("reports", index), message, report.source)
        twin = next((one for one in plan.reports[:index] if _repeats(one, report)), None)
        if twin is not None:
            message = f"“{report.title}”和“{twin.title}”同一周期报同样的数字"
            yield sheet.breach("burden.repeated-form", ("reports", index, "measures"), message, report.source)
    for index, rating in enumerate(plan.ratings):
        for place, term in enumerate(rating.terms):
            if term.measure in _ACTIVITY and term.of is None:
                message = f"“{rating.title}”按“{plan.measure(term.measure).label}”排名，考核的是动作，不是成效"
                yield sheet.breach("burden.activity-rank", ("ratings", index, "terms", place), message, rating.source)


def _asked_twice(sheet: _Sheet) -> Iterator[Finding]:
    plan = sheet.plan
    for kind in plan.subject_kinds:
        for name in sorted({kind.checklist, kind.self_checklist} - {None}, key=str):
            checklist = plan.checklist(str(name))
            for item, field in asked_twice(checklist, kind.fields) if checklist else ():
                place = Place(item.line, path=item.name, file=f"checklists/{name}.md")
                message = f"“{checklist.title if checklist else ''}”问“{item.label}”，{kind.name}的底数里已有这一栏"
                remedy = f"把这一项的 name 改成 {field.id}，就会自动带出，只需核对"
                yield _finding("burden.asked-twice", place, message, remedy, item.label)


_PHOTOS = re.compile(r"照片|图片|影像|拍照|拍摄|图文|对比")
_DAILY = re.compile(r"每[天日]|日报|当[天日]|零报告|一日|日调度|每晚|[上下]午")
_ACTIVITY = frozenset({"inspections.done", "activities.held", "activities.owed"})


def _material(rule: DutyRule) -> str:
    return rule.hold.material if rule.hold else ""


def _repeats(one: ReportRule, other: ReportRule) -> bool:
    """Whether two reports ask the same figures of the same people in the same rhythm."""
    stops = {(stop.level, stop.kind, stop.unit) for stop in one.chain}
    alike = set(one.measures) == set(other.measures) and one.every == other.every
    return alike and any((stop.level, stop.kind, stop.unit) in stops for stop in other.chain)


def _daily(report: ReportRule) -> bool:
    return report.every in ("daily", "twice-daily")


def _targets(sheet: _Sheet) -> Iterator[Finding]:
    gates = any(phase.gate for phase in sheet.plan.phases)
    if not gates and not any(rule.reach for rule in sheet.plan.duties):
        yield sheet.breach("target.none", ("phases",), "没有一个阶段写了收尾条件（gate），也没有进度任务（reach）")


def _unproved(sheet: _Sheet) -> Iterator[Finding]:
    """One finding for each list, at its first such entry."""
    for name, label in (("basis", "依据"), ("categories", "问题类别")):
        loose = [(at, thing) for at, thing in enumerate(getattr(sheet.plan, name)) if not thing.confirmed]
        if loose:
            names = "、".join(getattr(thing, "title", None) or thing.name for _, thing in loose[:3])
            message = f"{len(loose)}项{label}的条款标为待核：{names}{'等' if len(loose) > 3 else ''}"
            yield sheet.breach("plan.unproved", (name, loose[0][0]), message)


def _fines(sheet: _Sheet) -> Iterator[Finding]:
    for index, rating in enumerate(sheet.plan.ratings):
        for place, consequence in enumerate(rating.consequences):
            if "罚款" in consequence.proposal:
                loc: Loc = ("ratings", index, "consequences", place)
                yield sheet.breach("burden.fine", loc, f"“{consequence.proposal}”没有法律依据", consequence.source)


_CHECKS: tuple[Callable[[_Sheet], Iterator[Finding]], ...] = (
    _open, _phases, _ladders, _units, _reports, _targets, _unproved, _fines, _by_risk, _burden, _asked_twice,
)  # fmt: skip
