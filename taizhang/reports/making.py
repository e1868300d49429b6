"""Which reports there are: one for each duty to report, with its place in the chain and what it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import parent_path
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.duties.windows import Timing, runs_from
from taizhang.core.ids import derived
from taizhang.core.plan.rules import ReportRule
from taizhang.duties.models import Duty
from taizhang.journal.append import refold
from taizhang.journal.reading import with_entries
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under

from .models import Report

CHUNK = 500


@dataclass(frozen=True, slots=True)
class _Slot:
    """A duty to report, with the stop of the chain that it is."""

    duty: Duty
    stop: int


NAMED = (
    "definition", "title", "stop", "org", "path", "area", "line", "line_org", "period", "opens_at", "cut_off",
    "counted_from", "counted_to",
)  # fmt: skip
"""The columns that follow from the duty; the rest follows from entries."""


def make_reports(campaign: Campaign, *, at: datetime) -> int:
    """Bring the reports to what the campaign's duties ask for; returns how many are new. Frozen ones stay."""
    return _write(campaign, {row.pk: row for row in _wanted(campaign, at)}, at)


def all_reports(at: datetime) -> Iterator[Report]:
    """All reports of all campaigns where none are stored yet; for a rebuild, which folds and writes them."""
    for campaign in Campaign.objects.order_by("started_at", "pk"):
        yield from _wanted(campaign, at)


def _wanted(campaign: Campaign, at: datetime) -> list[Report]:
    """What the campaign's duties ask for."""
    plan = plan_of(campaign)
    rules = {rule.id: rule for rule in plan.reports}
    duties: dict[str, list[Duty]] = {name: [] for name in rules}
    owed = Duty.objects.filter(campaign=campaign.pk, verb="report", rule__in=list(rules))
    for duty in owed.order_by("due_at", "pk"):
        duties[duty.rule].append(duty)
    bearers = {duty.bearer for group in duties.values() for duty in group}
    orgs = {org.number: org for org in Org.objects.filter(number__in=bearers)}
    timing = Timing(plan, campaign.started_at, at)
    return [
        row
        for name, group in duties.items()
        for row in _rows(campaign, rules[name], group, orgs, runs_from(rules[name], timing))
    ]


def _write(campaign: Campaign, wanted: dict[UUID, Report], at: datetime) -> int:
    frozen = Report.objects.filter(campaign=campaign.pk).exclude(frozen_at=None)
    kept = set(frozen.values_list("pk", flat=True))
    before = {row.pk: row for row in Report.objects.filter(campaign=campaign.pk, frozen_at=None)}
    new = [row for about, row in wanted.items() if about not in before and about not in kept]
    changed = [
        row
        for about, row in wanted.items()
        if about in before and any(getattr(row, name) != getattr(before[about], name) for name in NAMED)
    ]
    gone = [about for about in before if about not in wanted]
    for start in range(0, len(gone), CHUNK):
        Report.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    Report.objects.bulk_create(new, batch_size=CHUNK)
    Report.objects.bulk_update(changed, NAMED, batch_size=100)
    touched = [*(row.pk for row in new), *(row.pk for row in changed), *gone]
    refold("report", with_entries(touched), at=at)
    return len(new)


def area_of(org: Org, campaign: Campaign) -> str:
    """The subtree that an org answers for: a body's is the area that it serves; never beyond the campaign."""
    area = org.path if org.kind == Org.AREA else parent_path(org.path)
    return area if is_under(area, campaign.path) else campaign.path


def _rows(
    campaign: Campaign, rule: ReportRule, duties: Sequence[Duty], orgs: dict[int, Org], since: datetime
) -> Iterable[Report]:
    slots = [_Slot(duty, _stop_of(campaign.pk, rule, duty)) for duty in duties if duty.bearer in orgs]
    stretches = _stretches(slots, since)
    receivers = _Receivers(campaign, rule, slots, orgs)
    for slot in slots:
        duty, org = slot.duty, orgs[slot.duty.bearer]
        after, to = stretches[duty.period]
        yield Report(
            id=duty.pk, campaign=campaign.pk, definition=rule.id, title=duty.title, stop=slot.stop, org=org.number,
            path=org.path, area=area_of(org, campaign), line=rule.line or "", line_org=receivers.body_above(slot, org),
            period=duty.period, opens_at=duty.opens_at, cut_off=duty.due_at, counted_from=after, counted_to=to,
        )  # fmt: skip


def _stop_of(campaign: UUID, rule: ReportRule, duty: Duty) -> int:
    """Duties do not tell their stop, but their id follows from it."""
    stops = range(len(rule.chain))
    return next((n for n in stops if derived(campaign, rule.id, n, duty.bearer, duty.period) == duty.pk), 0)


def _stretches(slots: Iterable[_Slot], since: datetime) -> dict[str, tuple[datetime, datetime]]:
    """{period: (after, to)}: to the lowest stop's cut-off, the same for the whole chain, no gap from `since` on."""
    ends: dict[str, datetime] = {}
    for slot in slots:
        duty = slot.duty
        ends[duty.period] = min(ends.get(duty.period, duty.due_at), duty.due_at)
    found: dict[str, tuple[datetime, datetime]] = {}
    for period, end in sorted(ends.items(), key=lambda item: item[1]):
        found[period] = (since, end)
        since = end
    return found


class _Receivers:
    """Who stands above a stop: the next stop's org whose area holds this one's."""

    def __init__(self, campaign: Campaign, rule: ReportRule, slots: Iterable[_Slot], orgs: dict[int, Org]) -> None:
        self._campaign = campaign
        self._line_org = campaign.units.get(rule.line) if rule.line else None
        self._by_stop: dict[int, set[int]] = {}
        for slot in slots:
            self._by_stop.setdefault(slot.stop, set()).add(slot.duty.bearer)
        self._orgs = orgs

    def body_above(self, slot: _Slot, org: Org) -> int | None:
        """The receiving bureau, where the report goes to one; else the bureau whose line it is."""
        above = [self._orgs[number] for number in self._by_stop.get(slot.stop + 1, ())]
        bodies = [one for one in above if one.kind != Org.AREA and is_under(org.path, area_of(one, self._campaign))]
        return max(bodies, key=lambda one: one.path.count("/")).number if bodies else self._line_org
