"""How far up the ladder things stand that are not yet done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taizhang.core.ladder import RUNG_LABELS
from taizhang.web.boards import Figure, Links


@dataclass(frozen=True, slots=True)
class Step:
    """A rung, with the problems and the duties that stand on it."""

    label: str
    cases: Figure
    duties: Figure

    @property
    def both(self) -> int:
        return self.cases.value + self.duties.value


def ladder_of(here: Mapping[str, int], link: Links) -> list[Step]:
    return [
        Step(
            label,
            Figure("问题", here.get(f"cases.rung/{rung}", 0), link.cases(rung=rung)),
            Figure("任务", here.get(f"duties.rung/{rung}", 0), link.duties(rung=rung, state="missing")),
        )
        for rung, label in RUNG_LABELS.items()
    ]
