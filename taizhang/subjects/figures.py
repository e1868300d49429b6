"""The figures of a plan as the register stands: one pass over the subjects of a place, whatever the places below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from taizhang.core.plan import Plan, SubjectKind
from taizhang.core.plan.figures import PREFIX, added_up

from .kinds import column_of
from .models import Subject

Sums = Mapping[tuple[str, str], float]
"""{(figure, ""): amount}; with `by` also {(figure, choice): amount}."""


def figures_at(plan: Plan, path: str, places: Collection[int]) -> dict[int, Sums]:
    """{place: sums} of places at or below `path`."""
    found: dict[int, defaultdict[tuple[str, str], float]] = {place: defaultdict(float) for place in places}
    kinds = {figure.kind for figure in plan.figures}
    rows = Subject.objects.filter(path__under=path, kind__in=kinds, state="active")
    columns = rows.values_list("kind", "path", "name", "address", "code", "fields")
    for kind, where, name, address, code, fields in columns.iterator(chunk_size=2000):
        held = {"name": name, "address": address, "code": code, **fields}
        sums = added_up(plan.figures, kind, _by_field(plan.kind(kind), held))
        for place in {int(part) for part in where.split("/") if part} & found.keys():
            for what, amount in sums.items():
                found[place][what] += amount
    return {place: dict(sums) for place, sums in found.items()}


def reached_at(plan: Plan, path: str, places: Collection[int]) -> dict[int, dict[str, float]]:
    """{place: {"figures.<id>": amount}}: what milestones are held against; nothing is read without figures."""
    if not plan.figures:
        return {}
    found = figures_at(plan, path, places)
    return {place: {PREFIX + name: sums.get((name, ""), 0.0) for name in _ids(plan)} for place, sums in found.items()}


def _ids(plan: Plan) -> list[str]:
    return [figure.id for figure in plan.figures]


def _by_field(kind: SubjectKind | None, held: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values by the ids of the plan's fields, some of which are columns of every subject."""
    if kind is None:
        return held
    columns = ((one.id, column_of(kind, one.id)) for one in kind.fields)
    return {**held, **{name: held[column] for name, column in columns if column in held}}
