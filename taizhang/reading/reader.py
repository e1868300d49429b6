"""The pipeline: text → plain form → plans → outline, sentences and dates → a recogniser for each kind of item."""

from __future__ import annotations

from .heads import issuer_level_of, subject_of, title_of
from .model import PlanReading, Reading
from .plain import Source, source_of
from .plantext import PlanText
from .recognisers.deadlines import find_deadlines
from .recognisers.leaders import find_leaders
from .recognisers.period import find_period, settle
from .recognisers.phases import find_phases
from .recognisers.reports import find_reports
from .recognisers.rules import find_rules
from .recognisers.targets import find_targets
from .recognisers.tasks import find_tasks
from .recognisers.units import find_units
from .splitting import plan_spans


def read_text(text: str) -> Reading:
    """The reading of every plan of a text. Offsets count in the text as given. Never raises."""
    source = source_of(text)
    return Reading(text, tuple(_read_plan(source, start, end) for start, end in plan_spans(source)))


def _read_plan(source: Source, start: int, end: int) -> PlanReading:
    plan = PlanText(source, start, end)
    title = title_of(plan)
    stated = find_period(plan)
    phases = find_phases(plan, stated.start if stated else None)
    period = settle(stated, phases, plan)
    return PlanReading(
        span=(source.place(start), source.place(end - 1) + 1),
        title=title,
        issuer_level=issuer_level_of(plan, title),
        subject=subject_of(plan, title),
        period=period,
        phases=tuple(phases),
        deadlines=tuple(find_deadlines(plan, period, phases)),
        reports=tuple(find_reports(plan)),
        tasks=tuple(find_tasks(plan, phases)),
        units=tuple(find_units(plan)),
        targets=tuple(find_targets(plan)),
        leaders=tuple(find_leaders(plan)),
        rules=tuple(find_rules(plan)),
    )
