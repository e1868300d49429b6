"""What is wrong with a plan's text, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Loc = tuple[str | int, ...]
"""Where something stands in a plan: ("duties", 2, "by", "level")."""


@dataclass(frozen=True, slots=True, order=True)
class PlanError:
    """`line` counts from 1 in the file that `path` names or, for "duties[2].by", in plan.yaml."""

    line: int
    path: str
    message_zh: str
    remedy_zh: str

    def __str__(self) -> str:
        return f"第{self.line}行 {self.path}：{self.message_zh}。{self.remedy_zh}"


class PlanErrors(ValueError):  # noqa: N818 - several errors at once
    """A plan that cannot be read. `errors` is in the order of the text."""

    def __init__(self, errors: Sequence[PlanError]) -> None:
        self.errors = tuple(sorted(errors))
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault found in the data, before it is known on which line it stands."""

    loc: Loc
    message: str
    remedy: str


def path_text(loc: Loc) -> str:
    """ "duties[2].by.level" """
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "方案"
