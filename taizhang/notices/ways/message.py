"""What goes outwards: a heading, some lines and a link; nothing of a person but what the lines say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    lines: Sequence[str]
    link: str

    @property
    def text(self) -> str:
        return "\n".join([self.title, *self.lines, *([self.link] if self.link else [])])


@dataclass(frozen=True, slots=True)
class Setup:
    """What an administrator entered; `secret` is open here and nowhere else."""

    settings: Mapping[str, str]
    secret: str

    def __getitem__(self, name: str) -> str:
        return str(self.settings.get(name, "")).strip()
