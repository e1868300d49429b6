"""Counting for reports: a measure is a condition on rows, read by the database or, for rows that moved on since, by us.

A report counts the standing at an instant as it was known at a later one, but rows tell the present. So the few things
with entries after those instants are left out of the queries and folded again without those entries, and the same
condition is held against the result. It is the same whenever the worker wakes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property, partial
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from taizhang.books.models import BookLine
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.core.calendar.work import local_day
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.measures import BOOKS, FIGURES, MEASURES, QUANTITY_PARTS, plain
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.append import CLOCK_TOLERANCE
from taizhang.journal.models import StoredEntry
from taizhang.journal.projections import PROJECTIONS
from taizhang.journal.reading import CHUNK
from taizhang.licences.models import HOLDING, Licence
from taizhang.subjects.figures import amount_of
from taizhang.subjects.models import Subject

MODELS: Mapping[str, Any] = {
    "case": Case, "inspection": Inspection, "duty": Duty, "subject": Subject, "licence": Licence,
    "book": BookLine,
}  # fmt: skip


class Window(NamedTuple):
    """After `after` (None: from the beginning) and up to `to`, inclusive."""

    after: datetime | None
    to: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.to and (self.after is None or moment > self.after)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure counts: rows of one thing whose columns have one of the values, with `moment` within the window
    (a flow) or `begun` not after its end (a standing of what is already owed).

    With `amount` a row adds that much, else one.
    """

    thing: str
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    moment: str = ""
    begun: str = ""
    amount: Callable[[Any], float] | None = None

    def condition(self, window: Window) -> Q:
        asked = Q()
        for column, values in self.where.items():
            asked &= Q(**{f"{column}__isnull": True}) if values == (None,) else Q(**{f"{column}__in": values})
        if self.moment:
            asked &= Q(**{f"{self.moment}__lte": window.to})
            if window.after is not None:
                asked &= Q(**{f"{self.moment}__gt": window.after})
        if self.begun:
            asked &= Q(**{f"{self.begun}__lte": window.to})
        return asked

    def holds(self, row: Any, window: Window) -> bool:
        fits = all(getattr(row, column) in values for column, values in self.where.items())
        within = not self.moment or window.holds(getattr(row, self.moment))
        return fits and within and (not self.begun or getattr(row, self.begun) <= window.to)


_COUNTED = {
    "subjects.total": Counted("subject", {"state": ("active",)}),
    "inspections.done": Counted("inspection", moment="happened_at"),
    "cases.filed": Counted("case", moment="filed_at"),
    "cases.relapsed": Counted("case", {"relapsed": (True,)}, moment="filed_at"),
    "cases.open": Counted("case", {"open": (True,)}),
    "cases.overdue": Counted("case", {"overdue": (True,)}),
    "cases.rectified": Counted("case", moment="rectified_at"),
    "cases.struck": Counted("case", {"state": ("struck",)}, moment="closed_at"),
    "licences.held": Counted("licence", {"standing": HOLDING}),
    "licences.expired": Counted("licence", {"standing": ("expired",)}),
    "licences.missing": Counted("licence", {"standing": ("missing",)}),
    "cases.fixed_on_spot": Counted("case", {"on_spot": (True,)}, moment="rectified_at"),
}
_DUTY_STATES = {
    "owed": ("open", "met", "met_late", "lapsed"),
    "met": ("met", "met_late"),
    "lapsed": ("lapsed",),
}


def counted_of(measure: str, plan: Plan) -> Counted:
    """The condition of a measure of the catalogue or of the plan's own. Raises KeyError for what nothing counts."""
    if measure.startswith(FIGURES):
        figure = plan.figure(measure.removeprefix(FIGURES))
        if figure is None:
            raise KeyError(measure)
        of_kind = {"state": ("active",), "kind": (figure.kind,)}
        return Counted("subject", of_kind, amount=partial(amount_of, plan, figure))
    if measure.startswith(BOOKS):
        book, _, field = measure.removeprefix(BOOKS).partition(".")
        written = {"book": (book,), "nothing": (False,), "withdrawn_at": (None,)}
        return Counted("book", written, moment="written_at", amount=partial(_quantity, field) if field else None)
    if measure in _COUNTED:
        return _COUNTED[measure]
    name, _, verb = MEASURES[measure].counted_as.partition("/verb:")
    return Counted("duty", {"verb": (verb,), "state": _DUTY_STATES[name.removeprefix("duties.")]}, begun="opens_at")


def _quantity(field: str, row: BookLine) -> float:
    return float(row.amounts.get(field, 0)) / QUANTITY_PARTS


class Standing:
    """The records of a campaign in several areas of the same tree (one below the other never counts twice).

    With `known_at` everything counts as it stood at `to`, as far as it was known at `known_at`; else as rows stand now.
    """

    def __init__(
        self,
        campaign: Campaign,
        areas: Iterable[str],
        *,
        to: datetime,
        line: str = "",
        known_at: datetime | None = None,
    ) -> None:
        self.campaign = campaign
        self.areas = frozenset(areas)
        self.to = to
        self.line = line
        self.known_at = known_at
        self._later: dict[str, list[Any]] = {}

    def _counted(self, measure: str) -> Counted:
        return counted_of(measure, plan_of(self.campaign))

    def counts(
        self, measures: Iterable[str], after: datetime | None, until: datetime | None = None
    ) -> dict[str, dict[str, float]]:
        """{area: {measure: number}} within (after, to]; one query a measure, whatever the number of areas.

        `until` ends the window of a flow earlier; a standing has no other instant than `to`.
        """
        names = list(measures)
        found: dict[str, dict[str, float]] = {area: dict.fromkeys(names, 0) for area in self.areas}
        window = Window(after, until or self.to)
        for measure in names:
            counted = self._counted(measure)
            if counted.amount is not None:
                self._add_up(found, measure, counted, window)
                continue
            rows = self._rows(counted, window).order_by().values("path").annotate(n=Count("pk"))
            for path, number in rows.values_list("path", "n"):
                self._add(found, path, measure, number)
            for row in self._moved_on(counted, window):
                self._add(found, row.path, measure, 1)
        return found

    def _add_up(self, found: dict[str, dict[str, float]], measure: str, counted: Counted, window: Window) -> None:
        """What the rows add to a quantity, in the database's order of no matter: summed in thousandths."""
        assert counted.amount is not None
        thousandths: dict[str, int] = dict.fromkeys(self.areas, 0)
        rows = self._rows(counted, window).iterator(chunk_size=2000)
        for row in chain(rows, self._moved_on(counted, window)):
            for area in self._areas_of(row.path):
                thousandths[area] += round(counted.amount(row) * 1000)
        for area, number in thousandths.items():
            found[area][measure] = plain(number / 1000)

    def figures(
        self, records: Mapping[str, Mapping[str, Sequence[UUID]]], after: datetime | None
    ) -> dict[str, dict[str, float]]:
        """{area: {measure: number}} of those records: how many there are, or what they add up to."""
        named = {measure for figures in records.values() for measure in figures}
        summed = self.counts([one for one in sorted(named) if self._counted(one).amount is not None], after)
        return {area: {name: len(ids) for name, ids in lists.items()} | summed[area] for area, lists in records.items()}

    def records(self, measures: Iterable[str], after: datetime | None) -> dict[str, dict[str, list[UUID]]]:
        """{area: {measure: ids in order}}: the records behind the same figures."""
        found: dict[str, dict[str, list[UUID]]] = {area: {name: [] for name in measures} for area in self.areas}
        window = Window(after, self.to)
        lying_in = cache(self._areas_of)  # of a million records most lie at the same few thousand places
        for measure in measures:
            for path, about in self._behind(self._counted(measure), window):
                for area in lying_in(path):
                    found[area][measure].append(about)
        for figures in found.values():
            for ids in figures.values():
                ids.sort()
        return found

    def _behind(self, counted: Counted, window: Window) -> Iterator[tuple[str, UUID]]:
        """Where each record behind a figure lies, and its id."""
        rows, moved_on = self._rows(counted, window), self._moved_on(counted, window)
        if counted.amount is None:
            yield from rows.values_list("path", "pk").iterator(chunk_size=5000)
            yield from ((row.path, row.pk) for row in moved_on)
        else:
            adding = filter(counted.amount, chain(rows.iterator(chunk_size=2000), moved_on))
            yield from ((row.path, row.pk) for row in adding)

    def counts_by(self, column: str, measures: Iterable[str], after: datetime | None) -> dict[Any, dict[str, int]]:
        """{value of the column: {measure: number}} in all the areas together; measures of one thing."""
        names = list(measures)
        found: dict[Any, dict[str, int]] = {}
        for measure in names:
            rows = self.rows(measure, after).order_by().values(column).annotate(n=Count("pk"))
            for value, number in rows.values_list(column, "n"):
                found.setdefault(value, dict.fromkeys(names, 0))[measure] += number
            for row in self._own_moved_on(measure, after):
                found.setdefault(getattr(row, column), dict.fromkeys(names, 0))[measure] += 1
        return found

    def by_day(self, measure: str, after: datetime | None) -> dict[date, int]:
        """{day: number} of a flow, in all the areas together."""
        counted = self._counted(measure)
        moments = [
            *self.rows(measure, after).values_list(counted.moment, flat=True),
            *(getattr(row, counted.moment) for row in self._own_moved_on(measure, after)),
        ]
        return dict(Counter(map(local_day, moments)))

    def stood(self, measure: str, after: datetime | None) -> list[Any]:
        """The rows behind a figure, each as it stood then, in all the areas together."""
        return [*self.rows(measure, after), *self._own_moved_on(measure, after)]

    def _own_moved_on(self, measure: str, after: datetime | None) -> Iterable[Any]:
        moved_on = self._moved_on(self._counted(measure), Window(after, self.to))
        return (row for row in moved_on if self._areas_of(row.path))

    def rows(self, measure: str, after: datetime | None) -> QuerySet[Any]:
        """The rows behind a figure that have not moved on since, in all the areas together."""
        places = Q()
        for area in self.areas:
            places |= Q(path__under=area)
        return self._rows(self._counted(measure), Window(after, self.to)).filter(places)

    def _rows(self, counted: Counted, window: Window) -> QuerySet[Any]:
        rows = MODELS[counted.thing]._default_manager.filter(self._own(counted.thing) & counted.condition(window))
        if self.known_at is None:
            return rows  # type: ignore[no-any-return]
        return rows.exclude(pk__in=self._late_entries.filter(thing=counted.thing).values("about"))  # type: ignore[no-any-return]

    def _own(self, thing: str) -> Q:
        own = Q(path__across=self.areas)
        if thing == "subject":
            kinds = [kind.id for kind in plan_of(self.campaign).subject_kinds]
            return own & Q(kind__in=kinds) if kinds else own
        own &= Q(campaign=self.campaign.pk)
        return own & Q(line=self.line) if self.line else own

    def _add(self, found: dict[str, dict[str, float]], path: str, measure: str, number: float) -> None:
        for area in self._areas_of(path):
            found[area][measure] += number

    def _areas_of(self, path: str) -> list[str]:
        parts = path.rstrip("/").split("/")
        prefixes = ("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))
        return [prefix for prefix in prefixes if prefix in self.areas]

    def _moved_on(self, counted: Counted, window: Window) -> Iterable[Any]:
        if self.known_at is None:
            return ()
        if counted.thing not in self._later:
            self._later[counted.thing] = list(self._folded_without_late(counted.thing))
        return (row for row in self._later[counted.thing] if counted.holds(row, window))

    @cached_property
    def _late_entries(self) -> QuerySet[StoredEntry]:
        """Entries that do not count yet: happened after `to`, or received after `known_at`.

        The clock is never late: what it writes was due at the moment that it names.
        """
        late = Q(happened_at__gt=self.to) | (Q(received_at__gt=self.known_at) & ~Q(actor=CLOCK))
        return StoredEntry.objects.filter(late, position__gt=_last_position_before(self.to - CLOCK_TOLERANCE))

    def _folded_without_late(self, thing: str) -> Iterable[Any]:
        abouts = sorted(set(self._late_entries.filter(thing=thing).values_list("about", flat=True)))
        for start in range(0, len(abouts), CHUNK):
            chunk = abouts[start : start + CHUNK]
            present = MODELS[thing]._default_manager.filter(self._own(thing), pk__in=chunk).in_bulk()
            yield from _folded(thing, present, self._counts)

    def _counts(self, entry: Entry) -> bool:
        known = entry.actor == CLOCK or self.known_at is None or entry.received_at <= self.known_at
        return entry.happened_at <= self.to and known


def _folded(thing: str, present: Mapping[UUID, Any], counts: Callable[[Entry], bool]) -> Iterable[Any]:
    """The rows as they follow from those of their entries that count."""
    entries: dict[UUID, list[Entry]] = {about: [] for about in present}
    rows = StoredEntry.objects.filter(thing=thing, about__in=list(present)).order_by("happened_at", "id")
    for entry in filter(counts, (row.as_entry() for row in rows)):
        entries[entry.about].append(entry)
    projection = PROJECTIONS[thing]
    for about, group in entries.items():
        if group or thing == "duty":
            row = projection.fold(about, group, present[about]).row
            if row is not None:
                yield row


def _last_position_before(moment: datetime, step: int = 1000) -> int:
    """A position up to which nothing was received after `moment`, sought from the end, where new entries are."""
    newest = StoredEntry.objects.order_by("-position")
    skipped = 0
    while chunk := list(newest.values_list("position", "received_at")[skipped : skipped + step]):
        if all(received <= moment for _, received in chunk):
            return int(chunk[0][0])
        skipped += step
        step *= 2
    return 0
