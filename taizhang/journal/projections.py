"""How things are folded: a room registers one projection for each kind of thing that it keeps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import connection, models

from taizhang.core.entry import Entry, SetAside
from taizhang.search.words import Found
from taizhang.tallies.operations import Contribution

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Folded(Generic[Row]):
    """The state row that follows from a thing's entries (None: not yet begun), and what did not apply."""

    row: Row | None
    aside: Sequence[SetAside] = field(default_factory=tuple)


class Projection(ABC, Generic[Row]):
    """One table of states. `fold` must be a pure function of its arguments."""

    thing: ClassVar[str]
    model: type[Row]
    made_otherwise: ClassVar[bool] = False
    """Rows may be there before any entry: duties and reports, which follow from plan, tree and register (`made`)."""

    @abstractmethod
    def fold(self, about: UUID, entries: Sequence[Entry], before: Row | None) -> Folded[Row]:
        """The state after all `entries`, which come in canonical order; `before` is the stored row, if any.

        Only what does not come from entries (a duty's rule and window) may be read from `before`.
        """

    def written(self, rows: Sequence[Row], before: Mapping[UUID, Row]) -> None:
        """After the rows were written: keep in step what else follows from them (a list that needs an index)."""

    def beside(self, row: Row) -> Iterable[models.Model]:
        """The rows of other tables that follow from the row alone; `written` keeps them in step."""
        return ()

    def contribution(self, row: Row) -> Contribution | None:
        """What the thing adds to the figures; a function of the row alone."""
        return None

    def found(self, row: Row) -> Found | None:
        """By what the thing is found; a function of the row alone. None: by nothing."""
        return None

    def begin_rebuild(self) -> None:
        """Empty the table before everything is folded anew; no row is loaded to ask what hangs on it."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.model._meta.db_table}")  # noqa: S608

    def made(self, at: datetime) -> Iterator[Row]:
        """For a rebuild: the rows that follow from other things (duties from plan and register), not yet written."""
        return iter(())

    @property
    def update_fields(self) -> list[str]:
        return [f.name for f in self.model._meta.concrete_fields if not f.primary_key]


PROJECTIONS: dict[str, Projection[Any]] = {}


def register(projection: Projection[Any]) -> None:
    PROJECTIONS[projection.thing] = projection
