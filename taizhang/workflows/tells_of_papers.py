"""What is told of reports, residents' reports, proposals, posts and draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from taizhang.core.entry import Entry
from taizhang.core.roles import Power, Role
from taizhang.draws.models import Draw
from taizhang.exposures.models import Exposure
from taizhang.notices.people import Recipient, in_posts, names_of, nearest, people_at
from taizhang.notices.telling import Telling
from taizhang.orgs.paths import parents
from taizhang.proposals.models import Proposal
from taizhang.tips.models import Tip

from .tells_of_duties import Bearers, duties_of


def tell_who_reported(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """A report that was given back, to who owes it: it has the id of its duty."""
    duties = duties_of(entry.about for entry in entries)
    bearers = Bearers(duties.values(), now)
    for entry in entries:
        if (duty := duties.get(entry.about)) is not None:
            for one in bearers.of(duty):
                yield Telling(
                    to=one, matter="back", title=f"报表退回：{duty.title}", key=f"back/{entry.id}", thing="report",
                    about=entry.about, place=bearers.place(duty), due_at=duty.due_at,
                )  # fmt: skip


def tell_who_answers_residents(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """What a resident wrote stays inside: told is only that something came."""
    telling = {entry.about: entry for entry in entries if entry.verb == "received" or not entry.body["satisfied"]}
    tips = list(Tip.objects.filter(pk__in=list(telling)).only("pk", "path", "org", "receipt"))
    people = people_at({org for tip in tips for org in parents(tip.path)}, at=now)
    names = names_of({tip.org for tip in tips})
    for tip in tips:
        entry = telling[tip.pk]
        said = "收到群众反映" if entry.verb == "received" else "群众对答复不满意"
        for one in nearest(people, tip.path, Power.ASSIGN):
            yield Telling(
                to=one, matter="tip", title=f"{said}：{tip.receipt}", key=f"tip/{entry.id}", thing="tip", about=tip.pk,
                place=names.get(tip.org, ""),
            )  # fmt: skip


def tell_who_decides(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """A proposal, to the officer whom the plan names, else to the nearest who may decide; once for all its grounds."""
    rows = list(Proposal.objects.filter(pk__in={entry.about for entry in entries}, state="open"))
    people = people_at({org for row in rows for org in (*parents(row.path), row.decider or 0)}, at=now)
    names = names_of({row.org for row in rows})
    for row in rows:
        for one in _deciding(row, people):
            yield Telling(
                to=one, matter="decide", title=f"待决定：{row}", key=f"decide/{row.pk}", thing="proposal", about=row.pk,
                place=names.get(row.org, ""),
            )  # fmt: skip


def _deciding(row: Proposal, people: Mapping[int, Sequence[Recipient]]) -> Sequence[Recipient]:
    if row.role:
        return [one for one in people.get(row.decider or 0, ()) if one.role == row.role]
    own = {org: [one for one in found if one.role is Role.LEADER] for org, found in people.items() if org == row.org}
    return nearest({**people, **own}, row.path, Power.DECIDE)


def tell_who_approves(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """Naming somebody in public, to the nearest officers but the one who proposed it. The title names nobody."""
    rows = list(Exposure.objects.filter(pk__in={entry.about for entry in entries}, state="proposed"))
    people = people_at({org for row in rows for org in parents(row.path)}, at=now)
    for row in rows:
        others = {org: [one for one in found if f"user:{one.user}" != row.proposer] for org, found in people.items()}
        for one in nearest(others, row.path, Power.DECIDE):
            yield Telling(
                to=one, matter="decide", title="待批准：点名公开、失信惩戒", key=f"decide/{row.pk}", thing="exposure",
                about=row.pk,
            )  # fmt: skip


def tell_who_took_a_post(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    numbers = {entry.body["number"]: entry for entry in entries if entry.body.get("user")}
    names = names_of({entry.body["org"] for entry in numbers.values()})
    for one in in_posts(numbers, at=now):
        body = numbers[one.post].body
        if body["user"] == one.user and numbers[one.post].actor != f"user:{one.user}":
            title = f"您已任{names.get(one.org, '')}{body.get('title') or one.role.label}"
            yield Telling(to=one, matter="post", title=title, key=f"post/{one.post}/{one.user}", thing="post")


def tell_who_was_drawn(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    draws = Draw.objects.in_bulk({entry.about for entry in entries})
    for entry in entries:
        drawn = {post for pick in entry.body["picks"] for post in pick["posts"]}
        title = f"抽中您去检查：{draws[entry.about].title}" if entry.about in draws else "抽中您去检查"
        for one in in_posts(drawn, at=now):
            yield Telling(to=one, matter="post", title=title, key=f"draw/{entry.id}", thing="draw", about=entry.about)
