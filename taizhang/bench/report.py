"""What one run of the bench found on one database, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from .figure import Figure
from .toll import Toll


@dataclass(frozen=True, slots=True)
class Report:
    """`cases`: how many the ledger held when the pages were looked at."""

    database: str
    cases: int
    seconds: float
    figures: Sequence[Figure]
    faults: Toll

    def as_json(self) -> dict[str, Any]:
        return {
            "database": self.database, "cases": self.cases, "seconds": round(self.seconds),
            "figures": [one.as_json() for one in self.figures], "faults": asdict(self.faults),
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Report:
        names = {field.name for field in fields(Figure)}
        figures = [Figure(**{name: value for name, value in one.items() if name in names}) for one in told["figures"]]
        return cls(told["database"], told["cases"], told["seconds"], figures, Toll(**told["faults"]))
