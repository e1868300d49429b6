"""Borders for looking at: every corner is moved to the nearest crossing of one grid for the whole file.

Two neighbours share their border corner by corner; moved by the same grid it stays the same line for both, so that no
gap opens between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from .shapes import Ring

Polygons = Sequence[Sequence[Ring]]
Crossing = tuple[int, int]

FINEST, COARSEST = 0.00002, 0.02
"""Degrees: two metres; two kilometres."""
MOST_CORNERS = 40_000
"""In a file: a megabyte, which a telephone still draws."""


def coarser(areas: Sequence[Polygons], most: int = MOST_CORNERS) -> list[list[list[Ring]]]:
    """As fine as the number of corners allows; an area that would vanish keeps its own corners."""
    step = FINEST
    while True:
        found = [_area(polygons, step) for polygons in areas]
        if step >= COARSEST or sum(len(ring) for area in found for polygon in area for ring in polygon) <= most:
            return found
        step *= 2


def _area(polygons: Polygons, step: float) -> list[list[Ring]]:
    made = [[ring for own in polygon if (ring := _ring(own, step))] for polygon in polygons if polygon]
    kept = [polygon for polygon, own in zip(made, polygons, strict=False) if polygon and _ring(own[0], step)]
    return kept or [[[(round(lng, 6), round(lat, 6)) for lng, lat in ring] for ring in own] for own in polygons if own]


def _ring(corners: Ring, step: float) -> Ring:
    """Closed, without corners that lie on a straight line; empty where nothing is left."""
    moved: list[Crossing] = []
    for lng, lat in corners:
        crossing = (round(lng / step), round(lat / step))
        if not moved or moved[-1] != crossing:
            moved.append(crossing)
    if moved and moved[0] == moved[-1]:
        moved.pop()
    bent = [
        here
        for before, here, after in zip([*moved[-1:], *moved[:-1]], moved, [*moved[1:], *moved[:1]], strict=True)
        if _bends(before, here, after)
    ]
    if len(bent) < 3:
        return []
    return [(round(x * step, 6), round(y * step, 6)) for x, y in (*bent, bent[0])]


def _bends(before: Crossing, here: Crossing, after: Crossing) -> bool:
    one, other = (here[0] - before[0], here[1] - before[1]), (after[0] - here[0], after[1] - here[1])
    return one[0] * other[1] != one[1] * other[0]
