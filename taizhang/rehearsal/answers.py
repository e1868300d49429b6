"""Filling in a checklist as a person at the place would: from what the subject is, and from what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from taizhang.core.checklists import Checklist, Item

_ASKED = re.compile(r"\$\{(\w+)\}\s*=\s*'([^']*)'")


UNASKED = frozenset({"group", "repeat", "note", "image", "calculate", "select_one_from_file", "time"})
"""Types of item that people in a rehearsal do not fill in."""

Spot = tuple[float | None, float | None]
"""Latitude and longitude."""


def filled(
    checklist: Checklist, fields: Mapping[str, Any], wrong: float, random: Random, spot: Spot = (None, None)
) -> dict[str, Any]:
    """Answers to all items that are asked; each judged one fails with probability `wrong`."""
    answers: dict[str, Any] = {}
    for item in checklist.items:
        if item.type in UNASKED or not _asked(item, answers):
            continue
        if item.type == "geopoint":
            answer = _position(item, spot)
        else:
            answer = _judged(item, wrong, random) if item.judged else _plain(item, fields, random)
        if answer is not None:
            answers[item.name] = answer
    return answers


def _position(item: Item, spot: Spot) -> str | None:
    """As a phone writes it: where one stands, height and accuracy; only where it must be given."""
    return f"{spot[0]} {spot[1]} 0 12" if item.required and None not in spot else None


def _asked(item: Item, answers: Mapping[str, Any]) -> bool:
    """Whether the item is relevant: one of its comparisons holds. One that compares nothing is asked."""
    compared = _ASKED.findall(item.relevant)
    return not compared or any(answers.get(name) == value for name, value in compared)


def _judged(item: Item, wrong: float, random: Random) -> Any:
    fails = random.random() < wrong
    if item.type in {"integer", "decimal"}:
        return _number(item, fails)
    good = [choice.name for choice in item.choices if choice.name not in item.fail_when and choice.name != "na"]
    bad = [choice.name for choice in item.choices if choice.name in item.fail_when]
    names = bad if fails else good
    return random.choice(names) if names else None


def _number(item: Item, fails: bool) -> float | None:
    """The first of some plain numbers that fails, or does not."""
    from taizhang.core.checklists import failures

    whole = Checklist("", "", "", (item,))
    return next((n for n in (1, 0, 0.2, 3, 10, 200, 5000) if bool(failures(whole, {item.name: n})) is fails), None)


def _plain(item: Item, fields: Mapping[str, Any], random: Random) -> Any:
    if item.choices:
        held = next((choice.name for choice in item.choices if choice.label in fields.values()), None)
        usual = item.choices[:-1] or item.choices
        answer = held or random.choice(usual).name
        return [answer] if item.type == "select_multiple" else answer
    if not item.required:
        return None
    return {"integer": 2, "decimal": 1.5, "date": None}.get(item.type, "已核对")
