"""The organisation tree as expansion needs it: who bears a duty, and what lies below whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..plan.rules import Bearer
from .spec import Place


class Tree:
    """Places by id, in the order of their paths. `units` maps the units of the plan to places."""

    def __init__(self, places: Sequence[Place], units: Mapping[str, int]) -> None:
        self._places = {place.id: place for place in sorted(places, key=lambda place: (place.path, place.id))}
        self._units = units
        self._bodies: dict[int, list[Place]] = {}
        for one in self._places.values():
            if one.kind != "area" and one.parent is not None:
                self._bodies.setdefault(one.parent, []).append(one)
        self._found: dict[tuple[int, str | None, str | None], int] = {}
        self._top = next(
            (p.id for p in self._places.values() if p.kind == "area" and p.parent not in self._places),
            next(iter(self._places), 0),
        )

    def name(self, place: int) -> str:
        return self._places[place].name

    def place(self, number: int) -> Place | None:
        """The place; None for an org outside the tree."""
        return self._places.get(number)

    def bearers(self, by: Bearer) -> Iterator[int]:
        """Every org that owes what `by` describes."""
        if by.unit is not None:
            yield self._units.get(by.unit, self._top)
            return
        yield from (place.id for place in self._places.values() if _fits(place, by.level, by.kind))

    def bearer_of(self, place: int, by: Bearer) -> int:
        """The org that owes it for a subject at `place`: the nearest upward that fits, a body with the area it serves.

        A subject that lies above that level (a gap in the grid) is owed by the place it lies in, so none is forgotten.
        """
        if by.unit is not None:
            return self._units.get(by.unit, self._top)
        key = (place, by.level, by.kind)
        if key not in self._found:
            fitting = (one.id for area in self._upward(place) for one in self._serving(area, by))
            self._found[key] = next(fitting, place)
        return self._found[key]

    def counts_at(self, bearer: int) -> int:
        """Where the act of a bearer counts: at itself, or at the top where the bearer stands outside the tree."""
        return bearer if bearer in self._places else self._top

    def below(self, place: int, level: str) -> Iterator[int]:
        """The areas of a level within a place; for a body (an office, a bureau) within the area it serves."""
        area = next((one.id for one in self._upward(place) if one.kind == "area"), place)
        for one in self._places.values():
            if _fits(one, level, None) and any(upper.id == area for upper in self._upward(one.id)):
                yield one.id

    def _serving(self, area: Place, by: Bearer) -> Iterator[Place]:
        """The place itself, and of bodies those that hang under it, where they fit."""
        yield from (one for one in (area, *self._bodies.get(area.id, ())) if _fits(one, by.level, by.kind))

    def _upward(self, place: int) -> Iterator[Place]:
        at = self._places.get(place)
        while at is not None:
            yield at
            at = self._places.get(at.parent) if at.parent is not None else None


def _fits(place: Place, level: str | None, kind: str | None) -> bool:
    return place.kind == (kind or "area") and (level is None or place.level == level)
