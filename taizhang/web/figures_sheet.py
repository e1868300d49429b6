"""The page of the plan's figures: of a place, of each place below it, and broken down by crop, land class and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.core.plan import Figure, Plan
from taizhang.orgs.models import Org
from taizhang.subjects.figures import Sums, figures_at


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of one place. `whole` is that of which it is a share; None where it is no share."""

    figure: Figure
    unit: str
    value: float
    whole: float | None

    @property
    def share(self) -> float | None:
        return self.value / self.whole if self.whole else None

    @property
    def words(self) -> str:
        """ "86.4%（432 / 500 亩）", "432 亩"."""
        if self.whole is None:
            return f"{_plain(self.value)} {self.unit}"
        if self.share is None:
            return "—"
        return f"{self.share:.1%}（{_plain(self.value)} / {_plain(self.whole)} {self.unit}）"

    @property
    def short_of(self) -> bool:
        """Whether it is below what the plan asks for."""
        wanted = self.figure.at_least
        reached = self.value if self.whole is None else self.share
        return wanted is not None and reached is not None and reached < wanted

    @property
    def wanted(self) -> str:
        if self.figure.at_least is None:
            return ""
        if self.figure.of:
            return f"应达到 {self.figure.at_least:.0%}"
        return f"计划 {_plain(self.figure.at_least)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Row:
    org: Org
    amounts: Sequence[Amount]


@dataclass(frozen=True, slots=True)
class Split:
    """A figure broken down by the choices of a field: `rows` are (place, [words by choice])."""

    figure: Figure
    label: str
    choices: Sequence[str]
    rows: Sequence[tuple[Org, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    own: Sequence[Amount]
    below: Sequence[Row]
    splits: Sequence[Split]


def sheet_of(plan: Plan, place: Org) -> Sheet:
    below = list(Org.objects.filter(parent=place.number, kind=Org.AREA, closed=False).order_by("path"))
    found = figures_at(plan, place.path, [place.number, *(org.number for org in below)])
    rows = [Row(org, _amounts(plan, found[org.number])) for org in below]
    splits = [_split(plan, figure, [place, *below], found) for figure in plan.figures if figure.by]
    return Sheet(_amounts(plan, found[place.number]), rows, splits)


def _amounts(plan: Plan, sums: Sums) -> list[Amount]:
    return [
        Amount(
            figure,
            plan.figure_unit(figure),
            sums.get((figure.id, ""), 0.0),
            sums.get((figure.of, ""), 0.0) if figure.of else None,
        )
        for figure in plan.figures
    ]


def _split(plan: Plan, figure: Figure, places: Sequence[Org], found: dict[int, Sums]) -> Split:
    kind = plan.kind(figure.kind)
    field = kind.field(figure.by) if kind and figure.by else None
    known = [*(field.choices if field else ()), "没有填写"]
    used = {choice for sums in found.values() for name, choice in sums if name == figure.id}
    choices = [choice for choice in known if choice in used]
    rows = [(org, [_plain(found[org.number].get((figure.id, choice), 0.0)) for choice in choices]) for org in places]
    return Split(figure, field.label if field else "", choices, rows)


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
