"""The figures of a plan as the register stands: one pass over the subjects of a place, whatever the places below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from taizhang.core.measures import BOOKS, FIGURES
from taizhang.core.plan import Plan, SubjectKind
from taizhang.core.plan.figures import Figure, added_up
from taizhang.tallies.queries import totals_of

from .kinds import column_of
from .models import Subject

Sums = Mapping[tuple[str, str], float]
"""{(figure, ""): amount}; with `by` also {(figure, choice): amount}."""

Amounts = Mapping[int, Mapping[str, float]]


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


def own_figures(campaign: UUID, plan: Plan, names: Collection[str], path: str, places: Collection[int]) -> Amounts:
    """{place: {measure: amount}} of those of the plan's own measures that are asked for, at or below `path`.

    Figures of the register as it stands, quantities of books since the campaign began. Nothing is read for nothing.
    """
    found: dict[int, dict[str, float]] = {place: {} for place in places}
    if any(name.startswith(FIGURES) for name in names):
        for place, sums in figures_at(plan, path, places).items():
            found[place] = {FIGURES + figure.id: sums.get((figure.id, ""), 0.0) for figure in plan.figures}
    books = [plan.measure(name) for name in names if name.startswith(BOOKS)]
    written = totals_of(campaign, places, [one.id for one in books]) if books else {}
    for place, parts in written.items():
        found[place] |= {one.id: parts.get(one.id, 0) / one.parts for one in books}
    return found


def amount_of(plan: Plan, figure: Figure, row: Subject) -> float:
    """What a subject adds to a figure."""
    held = {"name": row.name, "address": row.address, "code": row.code, **row.fields}
    return figure.amount(_by_field(plan.kind(row.kind), held)) if row.kind == figure.kind else 0.0


def _by_field(kind: SubjectKind | None, held: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values by the ids of the plan's fields, some of which are columns of every subject."""
    if kind is None:
        return held
    columns = ((one.id, column_of(kind, one.id)) for one in kind.fields)
    return {**held, **{name: held[column] for name, column in columns if column in held}}
