"""A finding of the check-up: what is wrong, where exactly, how grave it is and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave: a plan with a `GRAVE` finding should not be issued; a `HINT` is worth a look."""

    GRAVE = "grave"
    PLAIN = "plain"
    HINT = "hint"

    @property
    def label(self) -> str:
        return SEVERITY_LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


SEVERITY_LABELS = {Severity.GRAVE: "严重", Severity.PLAIN: "一般", Severity.HINT: "提示"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands. `start` and `end` count in characters of the text, `line` and `column` from 1.

    In a pack `path` is the place in the data ("duties[2].by") and `file` the file that the line counts in.
    """

    line: int
    column: int = 1
    start: int | None = None
    end: int | None = None
    section: str = ""
    path: str = ""
    file: str = ""

    @property
    def words(self) -> str:
        """The place as a person names it."""
        where = f"{self.file} 第{self.line}行" if self.file else f"第{self.line}行第{self.column}字"
        return "，".join(part for part in (where, self.path or self.section) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """`quote` is the exact piece that shows it, `sentence` the whole sentence around it."""

    code: str
    severity: Severity
    message: str
    remedy: str
    quote: str
    sentence: str
    place: Place

    def as_json(self) -> dict[str, Any]:
        place = {
            name: getattr(self.place, name) for name in ("line", "column", "start", "end", "section", "path", "file")
        }
        return {
            "code": self.code, "severity": self.severity.value, "severity_label": self.severity.label,
            "message": self.message, "remedy": self.remedy, "quote": self.quote, "sentence": self.sentence,
            "place": {name: value for name, value in place.items() if value not in (None, "")},
        }  # fmt: skip


def most_pressing(findings: list[Finding]) -> list[Finding]:
    """The gravest first, then in the order of the text."""
    return sorted(findings, key=lambda found: (found.severity.rank, found.place.start or 0, found.place.line))
