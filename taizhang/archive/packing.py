"""A bundle while it is being packed: the bag, the catalogue, and how far it has come."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import Plan
from taizhang.orgs.models import Org
from taizhang.render.workbook import Sheet, write_workbook
from taizhang.subjects.models import Subject

from .bag import BagWriter
from .catalogue import Catalogue, PieceFile
from .segment import Segment

Row = TypeVar("Row")
Told = Callable[[str, int, int], None]
"""Hears which stage it is, how many steps are done, and of how many."""


@dataclass(slots=True)
class Progress:
    """Steps of the whole work; `told` hears about each."""

    total: int
    told: Told
    done: int = 0
    stage: str = ""

    def begin(self, stage: str) -> None:
        self.stage = stage
        self.told(self.stage, self.done, self.total)

    def step(self) -> None:
        self.done += 1
        self.told(self.stage, self.done, self.total)


@dataclass
class Packing:
    """What every part of the bundle is made with."""

    campaign: Campaign
    segment: Segment
    bag: BagWriter
    catalogue: Catalogue
    progress: Progress
    at: datetime
    missing: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return plan_of(self.campaign)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @cached_property
    def orgs(self) -> Mapping[int, str]:
        """Names of the places of the campaign."""
        return dict(Org.objects.filter(path__under=self.campaign.path).values_list("number", "name"))

    @cached_property
    def unit(self) -> str:
        return self.orgs.get(self.campaign.root, "")

    def subject_names(self, ids: Sequence[UUID | None]) -> dict[UUID, str]:
        return dict(Subject.objects.filter(pk__in={one for one in ids if one}).values_list("pk", "name"))

    def file(self, path: str, content: bytes) -> PieceFile:
        """Put a file into the bag."""
        return PieceFile(path, *self.bag.add(path, content))

    def lines(self, path: str, lines: Iterable[bytes]) -> PieceFile:
        """Put a file into the bag, line by line."""
        with self.bag.open(path) as stream:
            for line in lines:
                stream.write(line)
        return PieceFile(path, stream.sha256, stream.size)

    def book(self, path: str, sheet: Sheet) -> PieceFile:
        """Put a spreadsheet into the bag; its rows are streamed to the disk first."""
        with tempfile.TemporaryFile() as target:
            write_workbook(target, [sheet], created=self.at, author=self.unit)
            target.seek(0)
            return PieceFile(path, *self.bag.add(path, target))


def batched_rows(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in groups of at most `size`, read as they are needed."""
    stream = iter(rows)
    while group := list(islice(stream, size)):
        yield group


def moment(value: datetime | None) -> datetime | None:
    """Local time without zone, as spreadsheets hold it."""
    return timezone.localtime(value).replace(tzinfo=None) if value else None
