"""Making duties: which there are follows from the versions of the plan, the tree and the register, and nothing else.

Whenever one of these changes, `settle` compares what follows with the rows that are there and writes the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import PlanVersion, versions_of
from taizhang.core.duties import DutySpec, Expansion, Place, RegisterItem, Version, owed
from taizhang.core.plan.rules import ByRisk
from taizhang.journal.append import refold
from taizhang.journal.models import StoredEntry
from taizhang.journal.reading import with_entries
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.risks.grades import grades_of
from taizhang.rows.inserting import insert
from taizhang.subjects.models import Subject
from taizhang.tallies.operations import apply as apply_tallies

from .figures import contributions
from .models import ORDERED, Duty

BATCH = 2000
CHUNK = 500
"""Values in one IN list."""

OF_PLAN = (
    "rule", "verb", "title", "place", "path", "bearer", "role", "subject", "period", "line", "line_org", "opens_at",
    "due_at", "rungs",
)  # fmt: skip
"""The columns that follow from the plan; the rest follows from entries."""


@dataclass
class Difference:
    """What changes in one part of a campaign: duties that arise, that become different (before → after), that go."""

    new: list[Duty] = field(default_factory=list)
    changed: list[tuple[Duty, Duty]] = field(default_factory=list)
    gone: list[Duty] = field(default_factory=list)


def settle(campaign: Campaign, *, at: datetime) -> int:
    """Bring all duties of a campaign to what follows now; returns how many are new. Twice does no more than once."""
    return sum(_write(difference, at) for difference in differences(campaign, versions_of(campaign)))


def prolong(campaign: Campaign, *, since: datetime, at: datetime) -> int:
    """The duties of rhythms beyond `since`, up to which they have been made; returns how many. Costs what it makes."""
    return sum(_write(difference, at) for difference in differences(campaign, versions_of(campaign), beyond=since))


def settle_places(campaign: Campaign, *, at: datetime) -> int:
    """As `settle`, for the duties that are about no subject: an org came, changed, or was closed."""
    return _write(_Making(campaign, versions_of(campaign)).of_places(), at)


def settle_subjects(campaign: Campaign, subjects: Sequence[Subject], *, at: datetime) -> int:
    """As `settle`, for the duties about some subjects: they came, changed, moved or went."""
    making = _Making(campaign, versions_of(campaign))
    return sum(_write(making.of_subjects(batch), at) for batch in _batches(subjects))


def all_duties() -> Iterator[Duty]:
    """All duties of all campaigns where none are stored yet; for a rebuild, which folds and writes them."""
    for campaign in Campaign.objects.order_by("started_at", "pk"):
        for difference in differences(campaign, versions_of(campaign), anew=True):
            yield from difference.new


def differences(
    campaign: Campaign, versions: Sequence[PlanVersion], *, beyond: datetime | None = None, anew: bool = False
) -> Iterator[Difference]:
    """What would change if these were the versions of the plan, part by part; nothing is written.

    With `beyond` only what is new because rhythms are made further than up to that moment; `anew`: all is.
    """
    making = _Making(campaign, versions, beyond, anew=anew)
    yield making.of_places()
    rows = Subject.objects.filter(path__under=campaign.path).order_by("pk")
    for batch in _batches(rows.iterator(chunk_size=BATCH)):
        yield making.of_subjects(batch)


def places_under(path: str) -> list[Place]:
    """The tree as plans are laid over it, closed orgs too: they owed until they were closed."""
    rows = Org.objects.filter(path__under=path).order_by("path")
    return [
        Place(row.number, row.kind, row.level, row.path, row.name, row.parent, row.since, row.until) for row in rows
    ]


def register_under(path: str) -> Iterator[RegisterItem]:
    """The active subjects."""
    rows = Subject.objects.filter(path__under=path, state="active").order_by("pk")
    return (register_item(row) for row in rows.iterator(chunk_size=BATCH))


def register_item(row: Subject, grades: tuple[tuple[datetime, str], ...] = ()) -> RegisterItem:
    return RegisterItem(row.pk, row.kind, row.org, row.fields, row.added_at, row.ended_at, grades)


class _Making:
    """One campaign with its plan laid over its tree, version by version."""

    def __init__(
        self, campaign: Campaign, versions: Sequence[PlanVersion], beyond: datetime | None = None, *, anew: bool = False
    ) -> None:
        places = places_under(campaign.path)
        self.campaign = campaign
        self.units: Mapping[str, int] = versions[-1].units
        self.paths = {place.id: place.path for place in places}
        self.versions = [
            Version(
                version.since,
                Expansion(
                    version.plan,
                    campaign.pk,
                    places,
                    campaign.started_at,
                    campaign.made_until,
                    units=version.units,
                    closed_at=campaign.closed_at,
                    beyond=beyond,
                ),
            )
            for version in versions
        ]
        rules = [rule for version in versions for rule in (*version.plan.duties, *version.plan.long_term)]
        self.by_risk = any(isinstance(rule.every, ByRisk) for rule in rules)
        self.known = not anew and beyond is None and _of_plan(campaign).exists()

    def of_places(self) -> Difference:
        return self._difference(Expansion.about_places, _of_plan(self.campaign).filter(subject=None))

    def of_subjects(self, subjects: Sequence[Subject]) -> Difference:
        """A subject that lies outside the campaign's area has no duties in it."""
        here = [row for row in subjects if is_under(row.path, self.campaign.path)]
        graded = grades_of(self.campaign.pk, [row.pk for row in here]) if self.by_risk else {}
        items = [register_item(row, graded.get(row.pk, ())) for row in here]
        ids = [row.pk for row in subjects]
        known = [_of_plan(self.campaign).filter(subject__in=part) for part in _parts(ids)]
        return self._difference(partial(Expansion.about_subjects, subjects=items), *known)

    def _difference(self, specs: Callable[[Expansion], Iterable[DutySpec]], *known: QuerySet[Duty]) -> Difference:
        found = owed(self.versions, specs, _done_before)
        before = {row.pk: row for rows in known for row in rows} if self.known else {}
        difference = Difference(gone=[row for about, row in before.items() if about not in found])
        for spec in found.values():
            row, old = self._row(spec), before.get(spec.id)
            if old is None:
                difference.new.append(row)
            elif any(getattr(row, name) != getattr(old, name) for name in OF_PLAN):
                difference.changed.append((old, row))
        return difference

    def _row(self, spec: DutySpec) -> Duty:
        moments = [spec.due_at, *(moment for _, moment in spec.rungs)]
        return Duty(
            id=spec.id,
            campaign=self.campaign.pk,
            rule=spec.rule,
            verb=spec.verb,
            title=spec.title[:200],
            place=spec.place,
            path=self.paths[spec.place],
            bearer=spec.bearer,
            role=spec.role,
            subject=spec.subject,
            period=spec.period,
            line=spec.line,
            line_org=self.units.get(spec.line) if spec.line else None,
            opens_at=spec.opens_at,
            due_at=spec.due_at,
            rungs=[[name, moment.isoformat()] for name, moment in spec.rungs],
            next_at=min(moments),
        )


def _of_plan(campaign: Campaign) -> QuerySet[Duty]:
    """The duties that follow from the plan; what was ordered besides stays whatever the plan says."""
    return Duty.objects.filter(campaign=campaign.pk).exclude(rule=ORDERED)


def _write(difference: Difference, at: datetime) -> int:
    _write_rows(difference)
    touched = [row.pk for row in [*difference.gone, *difference.new, *(row for _, row in difference.changed)]]
    refold("duty", with_entries(touched), at=at)  # a phone without network may have written before its duty was there
    return len(difference.new)


def _write_rows(difference: Difference) -> None:
    for part in _parts([row.pk for row in difference.gone]):
        Duty.objects.filter(pk__in=part).delete()
    insert(difference.new)
    after = [row for _, row in difference.changed]
    columns = [column.name for column in Duty._meta.concrete_fields if not column.primary_key]
    Duty.objects.bulk_create(
        after, batch_size=CHUNK, update_conflicts=True, unique_fields=["id"], update_fields=columns
    )
    before = [*difference.gone, *(row for row, _ in difference.changed)]
    apply_tallies(contributions(before), contributions([*difference.new, *after]))


def _done_before(ids: Collection[UUID], moment: datetime) -> set[UUID]:
    done = StoredEntry.objects.filter(kind__in=["duty.met", "duty.excused"], happened_at__lte=moment)
    return {
        about for part in _parts(list(ids)) for about in done.filter(about__in=part).values_list("about", flat=True)
    }


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _batches(rows: Iterable[Subject]) -> Iterator[list[Subject]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch
