"""What a plan leaves open: masked numbers, missing dates, points that a person must answer before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import path_text
from .model import Plan
from .rules import DutyRule, ReportRule, When


@dataclass(frozen=True, slots=True)
class Question:
    """`path` is where the answer goes ("phases[1].end"); `source` the sentence of the plan that raises it."""

    path: str
    question_zh: str
    source: str
    blocking: bool = True


def open_questions(plan: Plan) -> list[Question]:
    """Everything to be answered, in the order of the plan."""
    found = [*_phases(plan), *_categories(plan), *_milestones(plan)]
    for name in ("duties", "long_term", "reports"):
        for index, rule in enumerate(getattr(plan, name)):
            found += _times(f"{name}[{index}]", rule)
    found += [
        Question(path_text(("open", index)), point.question, point.source, point.blocking)
        for index, point in enumerate(plan.open)
        if not point.answer
    ]
    return found


def startable(plan: Plan) -> bool:
    """Whether a campaign can be started from the plan: nothing that matters is open."""
    return not any(question.blocking for question in open_questions(plan))


def _phases(plan: Plan) -> Iterator[Question]:
    for index, phase in enumerate(plan.phases):
        if phase.start is None:
            yield Question(f"phases[{index}].start", f"“{phase.name}”阶段从哪一天开始？", phase.source)
        if phase.end is None:
            yield Question(f"phases[{index}].end", f"“{phase.name}”阶段到哪一天结束？", phase.source)


def _categories(plan: Plan) -> Iterator[Question]:
    for index, category in enumerate(plan.categories):
        if category.period is None:
            yield Question(f"categories[{index}].period", f"“{category.name}”的整改期限是多久？", category.source)


def _milestones(plan: Plan) -> Iterator[Question]:
    for index, rule in enumerate(plan.duties):
        if rule.reach is not None and rule.reach.at_least is None:
            yield Question(f"duties[{index}].reach.at_least", f"“{rule.title}”要完成多少？", rule.source)


def _times(path: str, rule: DutyRule | ReportRule) -> Iterator[Question]:
    if _undated(rule):
        yield Question(f"{path}.to", f"“{rule.title}”截止到哪一天？", rule.source)
    if isinstance(rule, DutyRule):
        stops = [(path, rule.at)]
    else:
        stops = [(f"{path}.chain[{index}]", step.at) for index, step in enumerate(rule.chain)]
    for where, at in stops:
        for index, time in enumerate(at):
            if time is None:
                number = f"第{index + 1}次" if len(at) > 1 else ""
                yield Question(f"{where}.at[{index}]", f"“{rule.title}”{number}截止到几点？", rule.source)


def _undated(rule: When) -> bool:
    return rule.open_end
