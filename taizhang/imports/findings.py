"""What a check finds in a row: faults that keep it out, and notices that only want a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from taizhang.subjects.values import text_of

MOST_FAULTS_SHOWN_BY_SORT = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` as Excel counts; `column` is the head as the file writes it. A finding that is not `grave` keeps nothing
    out."""

    row: int
    column: str
    value: str
    message: str
    remedy: str
    grave: bool = True
    table: str = ""


def finding(row: int, column: str, value: object, message: str, remedy: str, *, grave: bool = True) -> Finding:
    return Finding(row, column[:100], text_of(value)[:200], message[:300], remedy[:300], grave)


def sorts(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """How often each sort of finding occurs, most frequent first: a wrong column is one line, not thousands."""
    counted = Counter((item.table, item.column, item.message, item.grave) for item in findings)
    return [
        {"table": table, "column": column, "message": message, "grave": grave, "count": count}
        for (table, column, message, grave), count in counted.most_common(MOST_FAULTS_SHOWN_BY_SORT)
    ]
