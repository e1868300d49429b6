"""A checklist with answers: its repeated groups written out, what is calculated, what is missing, what failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from .expressions import Expression, Scene, words
from .model import TURN, Checklist, Failure, Item, turn_of

COMPARISON = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")
_MENTION = re.compile(r"\$\{([A-Za-z_][\w.-]*)\}")


def asked(checklist: Checklist, answers: Mapping[str, Any]) -> list[Item]:
    """The items with a repeated group written out turn after turn: the name is the key of the answer.

    `${name}` in a question gives way to what was answered.
    """
    found: list[Item] = []
    turns = _turns(checklist, answers)
    waiting: list[Item] = []
    for item in [*checklist.items, None]:
        if waiting and (item is None or item.repeat != waiting[0].repeat):
            found += [_in_turn(one, turn) for turn in range(1, turns[waiting[0].repeat] + 1) for one in waiting]
            waiting = []
        if item is not None and item.repeat:
            waiting.append(item)
        elif item is not None:
            found.append(item)
    return [_spoken(checklist, item, answers) for item in found]


def failures(checklist: Checklist, answers: Mapping[str, Any]) -> list[Failure]:
    """The items that these answers fail, in the order of the checklist. Unanswered items do not fail."""
    return [
        Failure(item.name, item.category, item.label, item.clause)
        for item in asked(checklist, answers)
        if item.judged and item.name in answers and _fails(item, answers[item.name])
    ]


def noted_failures(
    checklist: Checklist, answers: Mapping[str, Any], notes: Mapping[str, str], photos: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The failed items with what was noted and photographed at each: as the body of an entry carries them."""
    return [
        {
            "item": failure.item,
            "category": failure.category,
            "label": failure.label,
            "clause": failure.clause,
            "note": notes.get(failure.item, ""),
            "photos": photos.get(failure.item, []),
        }
        for failure in failures(checklist, answers)
    ]


def unanswered(checklist: Checklist, answers: Mapping[str, Any]) -> list[Item]:
    """Required items without an answer. Items that depend on others (`relevant`) are not counted as missing.

    Of a repeated group none is missing: it may not have been needed at all.
    """
    return [
        item
        for item in checklist.items
        if item.required and not item.relevant and not item.repeat and answers.get(item.name) in (None, "", [])
    ]


def with_calculations(checklist: Checklist, answers: Mapping[str, Any], *, today: str) -> dict[str, Any]:
    """The answers with what is calculated from them, whatever was sent for it."""
    found = dict(answers)
    for item in asked(checklist, answers):
        if item.type == "calculate":
            found.pop(item.name, None)
            value = words(Expression.read(item.calculation).value(scene_of(checklist, item, found, today=today)))
            if value != "":
                found[item.name] = value
    return found


def scene_of(checklist: Checklist, item: Item, answers: Mapping[str, Any], *, today: str = "") -> Scene:
    """What the item's expressions are about."""
    repeated = {one.name: one.repeat for one in checklist.items if one.repeat}
    return Scene(answers, repeated, item.repeat, turn_of(item.name), str(answers.get(item.name, "")), today)


def _turns(checklist: Checklist, answers: Mapping[str, Any]) -> dict[str, int]:
    """How often each repeated group was filled in: once at least."""
    groups = {item.name: item.repeat for item in checklist.items if item.repeat}
    turns = dict.fromkeys(groups.values(), 1)
    for key in answers:
        name, _, number = key.partition(TURN)
        if name in groups and number.isdecimal() and len(number) < 4:
            turns[groups[name]] = max(turns[groups[name]], int(number))
    return turns


def _in_turn(item: Item, turn: int) -> Item:
    label = f"{item.label}（{turn}）" if item.type == "repeat" else item.label
    group = f"{item.group}（{turn}）" if item.type != "repeat" else item.group
    return replace(item, name=item.name if turn == 1 else f"{item.name}{TURN}{turn}", label=label, group=group)


def _spoken(checklist: Checklist, item: Item, answers: Mapping[str, Any]) -> Item:
    if "${" not in item.label:
        return item
    scene = scene_of(checklist, item, answers)
    return replace(item, label=_MENTION.sub(lambda name: "、".join(scene.values(name[1])), item.label))


def _fails(item: Item, answer: Any) -> bool:
    if answer in (None, "", []):
        return False
    if item.type in {"integer", "decimal"}:
        return any(_number_fails(rule, answer) for rule in item.fail_when)
    if item.type == "calculate":
        return any(_number_fails(rule, answer) or str(answer) == rule for rule in item.fail_when)
    given = answer.split() if isinstance(answer, str) and item.type == "select_multiple" else answer
    values = given if isinstance(given, (list, tuple, set, frozenset)) else [given]
    return any(str(value) in item.fail_when for value in values)


def _number_fails(rule: str, answer: Any) -> bool:
    try:
        value = Decimal(str(answer))
        match = COMPARISON.fullmatch(rule)
        if match is None:
            return value == Decimal(rule)
        limit = Decimal(match[2])
        return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[match[1]]
    except InvalidOperation:
        return False
