"""Subjects that look alike, in groups for a person to compare: found when asked for, so that nothing has to be kept
in step. Records meet under the same name, address or telephone; `sameness` says whether that is reason enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet

from taizhang.access.actor import Actor

from .models import Subject
from .queries import Filter, subjects_for
from .sameness import Likeness, reasons_alike

BLOCKS = ("name_key", "address_key", "phone")
MOST_IN_BLOCK = 40
"""Of those that share one name, address or telephone: a market hall has hundreds of stalls."""

ROUNDS = 20
KEYS_IN_ROUND = 50


@dataclass(frozen=True, slots=True)
class Alike:
    """Two or more subjects that may be one, and what speaks for it."""

    subjects: Sequence[Subject]
    reasons: Sequence[str]


def likeness_of(row: Subject) -> Likeness:
    number = str(row.fields.get("credit_code", "") or "")
    return Likeness(row.name_key, row.address_key, row.phone, number)


def proposed(actor: Actor, after: str = "", size: int = 10) -> tuple[list[Alike], str]:
    """(groups within the actor's reach, key of the next page or "")."""
    rows = subjects_for(actor, Filter())
    block, value = _place(after)
    found: list[Alike] = []
    for _ in range(ROUNDS):
        keys = _shared(rows, BLOCKS[block], value)
        for key, groups in _groups(rows, block, keys):
            found += groups
            if len(found) >= size:
                return found, f"{block}~{key}"
        if len(keys) == KEYS_IN_ROUND:
            value = keys[-1]
        elif block + 1 < len(BLOCKS):
            block, value = block + 1, ""
        else:
            return found, ""
    return found, f"{block}~{value}"


def _place(after: str) -> tuple[int, str]:
    block, _, value = after.partition("~")
    return (int(block), value) if block in {"0", "1", "2"} else (0, "")


def _shared(rows: QuerySet[Subject], column: str, after: str) -> list[str]:
    """The next values that several subjects share."""
    counted = (
        rows.filter(**{f"{column}__gt": after}).values(column).annotate(n=Count("pk")).filter(n__gt=1).order_by(column)
    )
    return [row[column] for row in counted[:KEYS_IN_ROUND]]


def _groups(rows: QuerySet[Subject], block: int, keys: Sequence[str]) -> Iterator[tuple[str, list[Alike]]]:
    column = BLOCKS[block]
    together: dict[str, list[Subject]] = {key: [] for key in keys}
    for row in rows.filter(**{f"{column}__in": keys}).order_by("added_at", "id"):
        held = together[getattr(row, column)]
        if len(held) < MOST_IN_BLOCK:
            held.append(row)
    for key in keys:
        yield key, list(_alike(together[key], block))


def _alike(rows: Sequence[Subject], block: int) -> Iterator[Alike]:
    """The connected groups of one block, without pairs that an earlier block has shown or a person has told apart."""
    joined: dict[Any, set[Any]] = {}
    reasons: dict[Any, set[str]] = {}
    for one, other in combinations(rows, 2):
        shown = any(
            getattr(one, earlier) and getattr(one, earlier) == getattr(other, earlier) for earlier in BLOCKS[:block]
        )
        if shown or one.kind != other.kind or str(other.pk) in one.apart_from:
            continue
        if why := reasons_alike(likeness_of(one), likeness_of(other)):
            group = joined.get(one.pk, {one.pk}) | joined.get(other.pk, {other.pk})
            said = reasons.get(one.pk, set()) | reasons.get(other.pk, set()) | set(why)
            for member in group:
                joined[member], reasons[member] = group, said
    seen: set[Any] = set()
    by_id = {row.pk: row for row in rows}
    for row in rows:
        group = joined.get(row.pk, set())
        if group and row.pk not in seen:
            seen |= group
            members = [by_id[pk] for pk in by_id if pk in group]
            yield Alike(members, sorted(reasons[row.pk]))


def like(actor: Actor, wanted: Subject) -> list[Subject]:
    """Active subjects in reach that look like a subject which may not be stored yet; three queries."""
    found: dict[Any, Subject] = {}
    for column in BLOCKS:
        if value := getattr(wanted, column):
            rows = subjects_for(actor, Filter(kind=wanted.kind)).filter(**{column: value}).exclude(pk=wanted.pk)
            found |= {row.pk: row for row in rows[:MOST_IN_BLOCK]}
    return _fitting(wanted, found.values())


def _fitting(wanted: Subject, rows: Iterable[Subject]) -> list[Subject]:
    own = likeness_of(wanted)
    return [row for row in rows if reasons_alike(own, likeness_of(row)) and str(row.pk) not in wanted.apart_from][:10]
