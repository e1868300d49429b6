"""Those who wait at the same moment go together: one of them does the work of all, in one transaction.

Nobody waits for company. Who comes while nobody works begins at once, with whoever is there; who comes while one works
waits, and the first of those who waited works for all of them next. Alone, one is a group of one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(slots=True, eq=False)
class _Place(Generic[Item, Answer]):
    """Somebody in the queue; `called` when there is an answer, or when it is their turn to work."""

    item: Item
    called: Event = field(default_factory=Event)
    done: bool = False
    answer: Answer | None = None


class Gathering(Generic[Item, Answer]):
    """`work` gets everybody's items and returns an answer for each; None for whoever has to go alone.

    Where it raises, all go alone: no error of one reaches another. It must not be used within a transaction: what was
    answered would not be stored yet.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Answer | None]]) -> None:
        self._work = work
        self._door = Lock()
        self._waiting: list[_Place[Item, Answer]] = []
        self._working = False

    def take(self, item: Item) -> Answer | None:
        """The answer, after the work was done; None: not taken with others, to be taken alone."""
        mine = _Place[Item, Answer](item)
        with self._door:
            self._waiting.append(mine)
            leads, self._working = not self._working, True
        if not leads:
            mine.called.wait()
        if not mine.done:
            self._lead()
        return mine.answer

    def _lead(self) -> None:
        with self._door:
            group, self._waiting = self._waiting, []
        try:
            for place, answer in zip(group, self._work([place.item for place in group]), strict=True):
                place.answer = answer
        except Exception:
            logger.info("%d could not be taken together", len(group), exc_info=True)
        finally:
            with self._door:
                following = self._waiting[0] if self._waiting else None
                self._working = following is not None
            for place in group:
                place.done = True
                place.called.set()
            if following is not None:
                following.called.set()
