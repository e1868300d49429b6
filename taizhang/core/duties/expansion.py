"""Turns rules into duties: for every bearer, subject and window one, with an id that depends on nothing else.

The same plan, tree and register give the same ids, in whatever order and in however many goes they are expanded;
a later horizon only adds. Cost grows with the number of duties, not with places × subjects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from ..ids import derived
from ..ladder import Rungs, Step, instants, parse_ladder
from ..plan.model import Plan
from ..plan.rules import Bearer, ByRisk, DutyRule, Recheck, ReportRule, Verb, When
from .by_grade import windows_by_grade
from .spec import DutySpec, Place, RegisterItem
from .tree import Tree
from .windows import Timing, Window, windows


def expand(
    plan: Plan,
    campaign: UUID,
    places: Sequence[Place],
    subjects: Iterable[RegisterItem],
    starts_at: datetime,
    horizon: datetime,
    *,
    units: Mapping[str, int] | None = None,
    closed_at: datetime | None = None,
) -> Iterator[DutySpec]:
    """All duties of a campaign; arguments as in `Expansion`."""
    expansion = Expansion(plan, campaign, places, starts_at, horizon, units=units, closed_at=closed_at)
    yield from expansion.about_places()
    yield from expansion.about_subjects(subjects)


Slot = tuple[Window, Rungs]


@dataclass(frozen=True, slots=True)
class _Owed:
    """The windows and rungs of a rule, worked out once for all bearers; `grace` is for those who come late."""

    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    grace: str | None = None
    by_grade: Mapping[str, Sequence[Window]] | None = None
    """Where the rhythm follows the risk: the windows of each grade; `slots` is empty then."""
    known: frozenset[str] = frozenset()
    """Labels that an expansion up to the earlier horizon had already."""


class Expansion:
    """A plan laid over a tree, its windows worked out once.

    All duties of a campaign that started at `starts_at`, those of rhythms as far as they open up to `horizon`. `units`
    says which org each unit of the plan is; a unit without an org is borne by the top of the tree. Of a campaign that
    was closed only the long-term duties go on after `closed_at`. `beyond` leaves out what an expansion up to that
    earlier horizon had already.
    """

    def __init__(
        self,
        plan: Plan,
        campaign: UUID,
        places: Sequence[Place],
        starts_at: datetime,
        horizon: datetime,
        *,
        units: Mapping[str, int] | None = None,
        closed_at: datetime | None = None,
        beyond: datetime | None = None,
    ) -> None:
        self.plan, self.campaign, self.tree = plan, campaign, Tree(places, units or {})
        self.beyond = beyond
        self.timing = Timing(plan, starts_at, horizon, closed_at=closed_at)
        lasting = Timing(plan, starts_at, horizon, long_term=True)
        self.owed = [(rule, self._owed(rule, self.timing)) for rule in plan.duties]
        self.owed += [(rule, self._owed(rule, lasting)) for rule in plan.long_term]

    def about_places(self) -> Iterator[DutySpec]:
        """The duties that are about no subject: meetings, patrols, reports."""
        for rule, owed in self.owed:
            if not rule.per_subject:
                yield from self._about_places(rule, owed)
        for report in self.plan.reports:
            yield from self._report(report)

    def about_subjects(self, subjects: Iterable[RegisterItem]) -> Iterator[DutySpec]:
        """The duties about some subjects, the same whether they come alone or among all others."""
        by_kind: dict[str, list[tuple[DutyRule, _Owed]]] = {kind.id: [] for kind in self.plan.subject_kinds}
        for rule, owed in self.owed:
            for kind in self.plan.kinds_of(rule.act) if rule.per_subject else ():
                by_kind[kind.id].append((rule, owed))
        for item in subjects:
            for rule, owed in by_kind.get(item.kind, ()):
                if self.plan.concerns(rule.act, item.fields):
                    yield from self._about_subject(rule, owed, item)

    def _windows(self, rule: When, at: Sequence[str | None], on: int | str | None, timing: Timing) -> list[Window]:
        found = windows(rule, at, on, timing)
        if self.beyond is None:
            return found
        known = {window.label for window in windows(rule, at, on, replace(timing, horizon=self.beyond))}
        return [window for window in found if window.label not in known]

    def _owed(self, rule: DutyRule, timing: Timing) -> _Owed:
        steps = parse_ladder(rule.otherwise)
        if isinstance(rule.every, ByRisk):
            return self._owed_by_risk(rule, rule.every, steps, timing)
        slots = [
            (window, instants(steps, window.opens_at, window.due_at, timing.calendar))
            for one in self._windows(rule, rule.at, rule.on, timing)
            for window in _repeated(one, rule.times)
        ]
        return _Owed(tuple(slots), steps, rule.grace)

    def _owed_by_risk(self, rule: DutyRule, every: ByRisk, steps: tuple[Step, ...], timing: Timing) -> _Owed:
        """All windows of each grade, whatever `beyond` says: at a change the one that runs is looked at too."""
        rules = {grade: rule.model_copy(update={"every": rhythm}) for grade, rhythm in every.by_risk.items()}
        found: dict[str, list[Window]] = {
            grade: [part for one in windows(own, own.at, own.on, timing) for part in _repeated(one, rule.times)]
            for grade, own in rules.items()
        }
        known: set[str] = set()
        if self.beyond is not None:
            earlier = replace(timing, horizon=self.beyond)
            for own in rules.values():
                known |= {
                    part.label for one in windows(own, own.at, own.on, earlier) for part in _repeated(one, rule.times)
                }
        return _Owed((), steps, rule.grace, found, frozenset(known))

    def _graded(self, owed: _Owed, item: RegisterItem) -> _Owed:
        """The windows of a subject by its grades."""
        if owed.by_grade is None:
            return owed
        found = windows_by_grade(owed.by_grade, item.grades, item.added_at)
        slots = [
            (window, instants(owed.steps, window.opens_at, window.due_at, self.plan.calendar))
            for window in found
            if window.label not in owed.known
        ]
        return replace(owed, slots=tuple(slots))

    def _about_subject(self, rule: DutyRule, owed: _Owed, item: RegisterItem) -> Iterator[DutySpec]:
        bearer = item.place if isinstance(rule.by, str) else self.tree.bearer_of(item.place, rule.by)
        line = self._line(rule, item.kind)
        for own, ladder in self._slots(self._graded(owed, item), item.added_at, item.ended_at):
            yield DutySpec(
                id=derived(self.campaign, rule.id, item.id, own.label),
                rule=rule.id,
                verb=rule.verb.value,
                place=item.place,
                bearer=bearer,
                role=rule.role.value,
                subject=item.id,
                period=own.label,
                line=line,
                opens_at=own.opens_at,
                due_at=own.due_at,
                rungs=ladder,
                title=_titled(rule.title, own),
            )

    def _slots(self, owed: _Owed, since: datetime | None, until: datetime | None) -> Iterator[Slot]:
        """The windows of somebody who is there from `since` on and no longer after `until`."""
        for window, rungs in owed.slots:
            if until is not None and window.opens_at > until:
                continue
            slot = (window, rungs) if since is None or since <= window.opens_at else self._late(owed, window, since)
            if slot is not None:
                yield slot

    def _late(self, owed: _Owed, window: Window, since: datetime) -> Slot | None:
        """The window of somebody who came after it opened; None if it is over by then."""
        calendar, due_at = self.plan.calendar, window.due_at
        if owed.grace is not None:
            due_at = max(due_at, calendar.after(since, owed.grace))
        if since > due_at:
            return None
        return window._replace(opens_at=since, due_at=due_at), instants(owed.steps, since, due_at, calendar)

    def _slots_at(self, owed: _Owed, bearer: int) -> Iterator[Slot]:
        place = self.tree.place(bearer)
        return self._slots(owed, place.since if place else None, place.until if place else None)

    def _about_places(self, rule: DutyRule, owed: _Owed) -> Iterator[DutySpec]:
        if isinstance(rule.by, str):
            return
        below = rule.act.level if isinstance(rule.act, Recheck) else None
        for bearer in self.tree.bearers(rule.by):
            own = self.tree.counts_at(bearer)
            for place in self.tree.below(own, below) if below else (own,):
                for window, rungs in self._slots_at(owed, place):
                    what = f"{rule.title}（{self.tree.name(place)}）" if below else rule.title
                    yield DutySpec(
                        id=derived(self.campaign, rule.id, bearer, place, window.label),
                        rule=rule.id,
                        verb=rule.verb.value,
                        place=place,
                        bearer=bearer,
                        role=rule.role.value,
                        subject=None,
                        period=window.label,
                        line=self._line(rule),
                        opens_at=window.opens_at,
                        due_at=window.due_at,
                        rungs=rungs,
                        title=_titled(what, window),
                    )

    def _report(self, report: ReportRule) -> Iterator[DutySpec]:
        """A period whose lowest cut-off had passed when the campaign started is owed by nobody further up either."""
        steps = parse_ladder(report.otherwise)
        on = [report.on if stop.on is None else stop.on for stop in report.chain]
        whole = {window.label for window in windows(report, report.chain[0].at, on[0], self.timing)}
        for number, stop in enumerate(report.chain):
            slots = [
                (window, instants(steps, window.opens_at, window.due_at, self.plan.calendar))
                for window in self._windows(report, stop.at, on[number], self.timing)
                if window.label in whole
            ]
            owed = _Owed(tuple(slots), steps)
            for bearer in self.tree.bearers(stop.bearer):
                for window, rungs in self._slots_at(owed, bearer):
                    yield DutySpec(
                        id=derived(self.campaign, report.id, number, bearer, window.label),
                        rule=report.id,
                        verb=Verb.REPORT.value,
                        place=self.tree.counts_at(bearer),
                        bearer=bearer,
                        role=stop.bearer.office.value,
                        subject=None,
                        period=window.label,
                        line=stop.unit or report.line or "",
                        opens_at=window.opens_at,
                        due_at=window.due_at,
                        rungs=rungs,
                        title=_titled(report.title, window),
                    )

    def _line(self, rule: DutyRule, kind: str | None = None) -> str:
        """The line a duty belongs to: what the rule says, else the unit that bears it, else the kind's own."""
        unit = rule.by.unit if isinstance(rule.by, Bearer) else None
        own = self.plan.kind(kind) if kind else None
        return rule.line or unit or (own.line if own else None) or ""


def _repeated(window: Window, times: int) -> Iterator[Window]:
    yield window
    for number in range(2, times + 1):
        yield window._replace(label=f"{window.label}#{number}", title=f"{window.title}第{number}次")


def _titled(title: str, window: Window) -> str:
    return f"{title}（{window.title}）" if window.title else title
