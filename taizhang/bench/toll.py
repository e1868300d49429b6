"""What the fault campaign counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Toll:
    """`halves`: batches of which only a part is there. `broken`: what the verification of the chain finds."""

    kills: int
    acknowledged: int
    lost: int
    doubled: int
    halves: int
    broken: int

    @property
    def sentence(self) -> str:
        return (
            f"杀进程 {self.kills} 次：已答复 {self.acknowledged} 条，丢失 {self.lost}，重复 {self.doubled}，"
            f"半批 {self.halves}，核验不符 {self.broken}"
        )
