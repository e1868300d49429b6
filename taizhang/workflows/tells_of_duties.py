"""What is told of duties: ordered, given back, each rung climbed; to who owes it, and to the office above."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from taizhang.core.entry import Entry
from taizhang.core.ladder import Rung
from taizhang.core.roles import Power, Role
from taizhang.duties.models import Duty
from taizhang.notices.people import Recipient, chunks, names_of, nearest, owners_of, people_at
from taizhang.notices.telling import Telling
from taizhang.orgs.paths import parents

LOUD = frozenset({Rung.SUPERVISE, Rung.CIRCULATE, Rung.INTERVIEW, Rung.ACCOUNT})
"""Rungs of which the office above is told too."""


def tell_who_owes(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    duties = duties_of(entry.about for entry in entries)
    bearers = Bearers(duties.values(), now)
    for entry in entries:
        duty = duties.get(entry.about)
        words = _words(entry, duty) if duty else None
        if duty is None or words is None:
            continue
        for one in bearers.of(duty):
            if entry.actor != f"user:{one.user}":
                yield _telling(one, duty, entry, *words, place=bearers.place(duty))


def tell_the_office_above(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    duties = duties_of(entry.about for entry in entries if entry.body.get("rung") in LOUD)
    late = [duty for duty in duties.values() if not duty.settled]
    people = people_at({org for duty in late for org in parents(duty.path)}, at=now)
    names = names_of(duty.bearer for duty in late)
    by_about = {entry.about: entry for entry in entries if entry.body.get("rung") in LOUD}
    for duty in late:
        above = {org: found for org, found in people.items() if org != duty.bearer}
        offices = {org: [one for one in found if one.role is Role.OFFICE] for org, found in above.items()}
        for one in nearest(offices, duty.path, Power.SUPERVISE):
            words = ("area-late", duty.title, duty.rung)
            yield _telling(one, duty, by_about[duty.pk], *words, place=names.get(duty.bearer, ""))


class Bearers:
    """Who owes each of some duties; three queries for all."""

    def __init__(self, duties: Collection[Duty], now: datetime) -> None:
        self._people = people_at({duty.bearer for duty in duties if duty.role != Role.OWNER}, at=now)
        self._owners = owners_of({duty.subject for duty in duties if duty.subject and duty.role == Role.OWNER}, at=now)
        self._names = names_of({duty.place for duty in duties})

    def of(self, duty: Duty) -> Sequence[Recipient]:
        if duty.role == Role.OWNER:
            return self._owners.get(duty.subject, ())
        return [one for one in self._people.get(duty.bearer, ()) if one.role == duty.role]

    def place(self, duty: Duty) -> str:
        return self._names.get(duty.place, "")


def duties_of(abouts: Iterable[UUID]) -> dict[UUID, Duty]:
    return {row.pk: row for some in chunks(abouts) for row in Duty.objects.filter(pk__in=some)}


def _words(entry: Entry, duty: Duty) -> tuple[str, str, str] | None:
    """(matter, title, rung); None where there is nothing to tell: settled meanwhile, or a higher rung is told."""
    if entry.verb == "reopened":
        return "back", f"退回重办：{duty.title}", ""
    if duty.settled:
        return None
    if entry.verb == "ordered":
        return "duty-new", f"交办：{duty.title}", ""
    if entry.verb == "rung":
        return ("late", duty.title, duty.rung) if entry.body["rung"] == duty.rung else None
    climbed_then = any(datetime.fromisoformat(at) <= duty.due_at for _, at in duty.rungs)
    return None if climbed_then else ("late", f"逾期：{duty.title}", "")


def _telling(to: Recipient, duty: Duty, entry: Entry, matter: str, title: str, rung: str, *, place: str) -> Telling:
    return Telling(
        to=to, matter=matter, title=title, key=f"{matter}/{entry.id}", thing="duty", about=duty.pk, place=place,
        due_at=duty.due_at, rung=rung,
    )  # fmt: skip
