"""What an inspection leads to: failed items become cases, and it meets the duties that asked for it.

Items that failed in a look back at a place become cases there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import starmap
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.cases.terms import filing_terms
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.rows.finding import values_with


def file_cases_of_failures(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One case for each failed item: of an inspection with an id that the phone can tell without network, of a look
    back at a place without a subject."""
    failing = [entry for entry in entries if entry.body.get("failures")]
    if not failing:
        return []
    campaigns = {row.pk: row for row in Campaign.objects.filter(pk__in={e.campaign for e in failing if e.campaign})}
    paths = dict(Org.objects.filter(number__in={e.org for e in failing if e.org}).values_list("number", "path"))
    return [
        _case(entry, failure, campaigns[entry.campaign], paths[entry.org])
        for entry in failing
        if entry.campaign in campaigns and entry.org in paths
        for failure in entry.body["failures"]
        if failure["category"]
    ]


def _case(entry: Entry, failure: dict[str, Any], campaign: Campaign, path: str) -> Draft:
    inspected = entry.thing == "inspection"
    about = derived("case", entry.about if inspected else entry.id, failure["item"])
    terms = filing_terms(campaign, failure["category"], entry.happened_at)
    body = {
        **terms,
        "path": path,
        "subject": entry.body.get("subject"),
        "relapse_of": failure.get("relapse_of"),
        "title": terms["category_name"][:200],
        "description": _description(failure),
        "photos": failure.get("photos", []),
        "inspection": entry.about if inspected else None,
        "item": failure["item"],
        "clause": failure.get("clause", ""),
        "finder": entry.body.get("inspector_name") or entry.body.get("name", ""),
    }
    return Draft(
        id=derived("case.filed", about), kind="case.filed", about=about, campaign=entry.campaign, org=entry.org,
        actor=entry.actor, post=entry.post, happened_at=entry.happened_at, body=body,
    )  # fmt: skip


def _description(failure: dict[str, Any]) -> str:
    """The item says what should be; the category, which is the title, says what is wrong."""
    said = f"检查项“{failure['label']}”不合格。"
    return f"{said}\n{failure['note']}" if failure.get("note") else said


def correct_register(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """What the register held and was shown with the checklist, and the inspector found to be otherwise."""
    return [
        Draft(
            id=derived("register", entry.id), kind="subject.corrected", about=UUID(str(entry.body["subject"])),
            org=entry.org, actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
            body={"changes": entry.body["register_changes"], "reason": "检查时核对", "source": "inspection"},
        )
        for entry in entries
        if entry.body.get("register_changes")
    ]  # fmt: skip


def meet_duties_by_inspection(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """Each inspection meets one duty of each rule that asked for it: one that is running, else the oldest lapsed one.

    Which one follows from all inspections of the subject in order of time, whatever order they arrived in. One that
    arrives later but happened earlier moves the others on; no duty is then met later than before, so that of all the
    entries that ever met it the earliest is the right one.
    """
    owed = _owed_about(entries)
    made = _made_at(entries) if owed else {}
    since: dict[Concern, datetime] = {}
    for entry in entries:
        concern = _concern(entry)
        since[concern] = min(since.get(concern, entry.happened_at), entry.happened_at)
    posts = {entry.about: entry.post for entry in entries}
    return [
        _met(inspection, duty, posts.get(inspection.id))
        for concern, first in since.items()
        for rule, duties in owed.get(concern, {}).items()
        for duty, inspection in _pairs(duties, [one for one in made.get(concern, ()) if one.rule in {"", rule}])
        if inspection.happened_at >= first and duty.met_by != derived("duty.met", duty.id, inspection.id)
    ]


class Concern(NamedTuple):
    """Inspections and duties that have to do with each other."""

    campaign: UUID | None
    subject: UUID
    self_made: bool


class Owed(NamedTuple):
    """What is asked of a duty here."""

    id: UUID
    campaign: UUID
    subject: UUID
    verb: str
    rule: str
    state: str
    period: str
    place: int
    opens_at: datetime
    due_at: datetime
    met_by: UUID | None


class Made(NamedTuple):
    """What is asked of an inspection here."""

    id: UUID
    campaign: UUID
    subject: UUID
    self_made: bool
    rule: str
    happened_at: datetime
    inspector: str
    inspector_name: str


def _concern(entry: Entry) -> Concern:
    return Concern(entry.campaign, UUID(str(entry.body["subject"])), bool(entry.body.get("self_made")))


def _owed_about(entries: Sequence[Entry]) -> dict[Concern, dict[str, list[Owed]]]:
    """The duties of each rule, by the order in which they open."""
    rows = values_with(Duty, Owed._fields, {"subject": {_concern(entry).subject for entry in entries}})
    found: dict[Concern, dict[str, list[Owed]]] = {}
    for row in sorted(starmap(Owed, rows), key=attrgetter("opens_at", "due_at", "period", "id")):
        if row.verb in {"inspect", "self_inspect", "recheck"} and row.state != "excused":
            rules = found.setdefault(Concern(row.campaign, row.subject, row.verb == "self_inspect"), {})
            rules.setdefault(row.rule, []).append(row)
    return found


def _made_at(entries: Sequence[Entry]) -> dict[Concern, list[Made]]:
    rows = values_with(Inspection, Made._fields, {"subject": {_concern(entry).subject for entry in entries}})
    found: dict[Concern, list[Made]] = {}
    for row in sorted(starmap(Made, rows), key=attrgetter("happened_at", "id")):
        found.setdefault(Concern(row.campaign, row.subject, row.self_made), []).append(row)
    return found


def _pairs(duties: Sequence[Owed], inspections: Iterable[Made]) -> Iterator[tuple[Owed, Made]]:
    """In order of time each inspection takes an unmet duty that has begun: one still running, else the oldest.

    Where none is left it is noted for the latest: should that be returned, it may do.
    """
    unmet = list(duties)
    for inspection in inspections:
        moment = inspection.happened_at
        begun = [duty for duty in unmet if duty.opens_at <= moment]
        running = [duty for duty in begun if moment <= duty.due_at]
        if begun:
            chosen = (running or begun)[0]
            unmet.remove(chosen)
            yield chosen, inspection
        elif last := [duty for duty in duties if duty.opens_at <= moment][-1:]:
            yield last[0], inspection


def _met(inspection: Made, duty: Owed, post: int | None) -> Draft:
    return Draft(
        id=derived("duty.met", duty.id, inspection.id), kind="duty.met", about=duty.id, campaign=duty.campaign,
        org=duty.place, actor=inspection.inspector, post=post, happened_at=inspection.happened_at,
        body={"by": inspection.id, "name": inspection.inspector_name},
    )  # fmt: skip
