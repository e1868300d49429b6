"""The formula of a rating and the lines of its table in words, for the page, the Word and the Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from taizhang.core.measures import Measure
from taizhang.core.plan import Plan
from taizhang.core.plan.paper import Rating, Term


def formula(rating: Rating, plan: Plan) -> str:
    """ "得分 = 100 - 5 × 逾期未整改问题（个） + 20 × 已排查 ÷ 应排查"."""
    return f"得分 = {rating.base:g}" + "".join(f" {_term(term, plan)}" for term in rating.terms)


def _term(term: Term, plan: Plan) -> str:
    sign = "-" if term.weight < 0 else "+"
    measure = plan.measure_then(term.measure)
    whole = f" ÷ {plan.measure_then(term.of).label}" if term.of else f"（{measure.unit}）"
    return f"{sign} {abs(term.weight):g} × {measure.label}{whole}"


def measures_of(rating: Rating, plan: Plan) -> Sequence[Measure]:
    """What the formula counts, in its order."""
    names = [name for term in rating.terms for name in (term.measure, term.of) if name]
    return [plan.measure_then(name) for name in dict.fromkeys(names)]


def flags_of(rating: Rating, line: Mapping[str, Any]) -> str:
    names = {flag.id: flag.name for flag in rating.flags}
    return "、".join(names[flag] for flag in line["flags"])
