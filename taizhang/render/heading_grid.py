"""Owns the geometry of table headings with several levels, shared by Word tables and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Label = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """A cell of the heading: its text, its place, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def path(label: Label) -> tuple[str, ...]:
    """The levels of a column's label from top to bottom."""
    return (label,) if isinstance(label, str) else label


def last_part(label: Label) -> str:
    """What a column is called by itself, without the groups above it."""
    return path(label)[-1]


def depth(labels: Sequence[Label]) -> int:
    """How many rows the heading takes."""
    return max((len(path(label)) for label in labels), default=0)


def heading_cells(labels: Sequence[Label]) -> list[HeadingCell]:
    """Cells of the heading, row by row from the left, covering depth × columns exactly once.

    Neighbours with the same groups above share one cell; a short label reaches down to the last row. Two neighbours
    with wholly equal labels stay two columns. Raises ValueError for a label without any part.
    """
    paths = [path(label) for label in labels]
    if not all(paths):
        raise ValueError("表头有空的列名，请为每一列写上名称")
    height = depth(labels)
    cells = []
    for row in range(height):
        column = 0
        while column < len(paths):
            end = _group_end(paths, column, row)
            if row < len(paths[column]):
                rows = height - row if row == len(paths[column]) - 1 else 1
                cells.append(HeadingCell(paths[column][row], row, column, rows, end - column))
            column = end
    return cells


def _group_end(paths: Sequence[tuple[str, ...]], start: int, row: int) -> int:
    """The column after the last one that shares the cell which begins at `start` in this row."""
    end = start + 1
    if row >= len(paths[start]) - 1:
        return end
    while end < len(paths) and row < len(paths[end]) - 1 and paths[end][: row + 1] == paths[start][: row + 1]:
        end += 1
    return end
