"""Finding the head of a table and what its columns mean. Pure: cells in, proposals out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.subjects.sameness import halfwidth, likeness, plain
from taizhang.subjects.values import text_of

LOOK_FOR_HEAD = 20
"""Rows at the top among which the head is sought: titles and notes stand above it."""

_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_FIRST_WORDS = re.compile(r"^(所属|所在|现|本)+")
_CLOSE = 0.78


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can mean. `synonyms` are other names under which offices write it."""

    key: str
    label: str
    synonyms: Sequence[str] = ()
    required: bool = False
    hint: str = ""
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(head_key(name) for name in (self.label, *self.synonyms)))


def head_key(text: Any) -> str:
    """A head without brackets, blanks and signs: "联系 电话（必填）*" → "联系电话"."""
    whole = text_of(text)
    return (plain(_BRACKETS.sub("", halfwidth(whole))) or plain(whole))[:100]


def find_head(rows: Iterable[tuple[int, Sequence[Any]]], targets: Sequence[Target]) -> int:
    """The number of the row that names the columns: the one that says most of what we know; 1 for an empty table."""
    best, best_score = 1, 0.0
    names = {name for target in targets for name in target.names}
    for number, cells in rows:
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        known = sum(head_key(text) in names for text in texts)
        score = known + min(len(set(texts)), 30) / 100 if len(texts) > 1 or known else 0
        if score > best_score:
            best, best_score = number, score
    return best


def propose(heads: Sequence[str], targets: Sequence[Target], remembered: Mapping[str, str]) -> list[str]:
    """For each column the key of a target, or "": first as remembered, then by name, then by likeness. Each once.

    Where two targets are called alike, the one that stands first has it: the kind of a row before a field of one kind.
    """
    keys = [head_key(head) for head in heads]
    known = {target.key for target in targets}
    found = [remembered[key] if remembered.get(key) in known else "" for key in keys]
    settled = [bool(key) and key in remembered and remembered[key] in {"", *known} for key in keys]
    found = _each_once(found)
    scored = sorted(
        (
            (-score, index, place, target.key)
            for index, key in enumerate(keys)
            if key and not settled[index]
            for place, target in enumerate(targets)
            if (score := _closeness(key, target)) >= _CLOSE
        ),
    )
    for _, index, _, target_key in scored:
        if not found[index] and target_key not in found:
            found[index] = target_key
    return found


def _each_once(keys: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return [key if key and not (key in seen or seen.add(key)) else "" for key in keys]  # type: ignore[func-returns-value]


def _closeness(key: str, target: Target) -> float:
    if key in target.names:
        return 1.0
    short = _FIRST_WORDS.sub("", key)
    if short in target.names:
        return 0.95
    return max(likeness(short, name) for name in target.names) - 0.05
