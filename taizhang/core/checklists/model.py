"""A checklist as it is read: its items in order."""

from __future__ import annotations

from dataclasses import dataclass

TURN = "#"
"""Between an item's name and the number of its turn, from the second turn of a repeated group on: "valve#2"."""


def base_name(key: str) -> str:
    """The name of the item that an answer's key belongs to."""
    return key.partition(TURN)[0]


def turn_of(key: str) -> int:
    return int(key.partition(TURN)[2] or 1)


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a checklist. `group` is the title of the group it stands in; `line` where it is written.

    `repeat` is the name of the repeated group that it belongs to: the group's own row (type "repeat") and all in it.
    """

    name: str
    type: str
    label: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    group: str = ""
    repeat: str = ""
    category: str = ""
    clause: str = ""
    fail_when: tuple[str, ...] = ()
    confirmed: bool = True
    line: int = 0

    @property
    def judged(self) -> bool:
        """Whether an answer can be a failure."""
        return bool(self.fail_when)


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    title: str
    version: str
    items: tuple[Item, ...]

    def item(self, key: str) -> Item:
        """The item of that name; in a repeated group whichever turn the key names."""
        return next(item for item in self.items if item.name == base_name(key))

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(item.category for item in self.items if item.category)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed item: `category` is empty where a failure opens no case."""

    item: str
    category: str
    label: str
    clause: str
