"""What is told of cases: to whoever the next step falls, to those who put it right how it ended, and who is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import who_may
from taizhang.core.cases.steps import State
from taizhang.core.entry import Entry
from taizhang.core.ladder import Rung, highest
from taizhang.core.roles import Power, Role
from taizhang.notices.people import Recipient, chunks, names_of, nearest, people_at, posts_of, recipient
from taizhang.notices.telling import Telling
from taizhang.orgs.paths import parents
from taizhang.subjects.models import Subject

from .tells_of_duties import LOUD

TURNS = {
    State.REPORTED: "待立案", State.FILED: "待派单", State.ASSIGNED: "要整改", State.RECTIFIED: "待复查",
    State.RECHECKED: "待验收", State.ACCEPTED: "待销号",
}  # fmt: skip
GIVEN_BACK = {"returned": "退回重改", "refused": "退单", "reopened": "撤销销号，重新整改"}
OUTCOMES = {
    "struck": "已销号", "banned": "已取缔", "dismissed": "不予立案", "extended": "延期已批准",
    "extension_denied": "延期没有批准", "supervised": "挂牌督办",
}  # fmt: skip
UNNAMED = "涉及未成年人的问题"
"""Instead of the title of a case about a subject of whose kind the plan keeps data of minors."""


def tell_whose_turn(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """Whoever may take the step that leads onward, nearest to the place, told of the case as it stands now."""
    told = _Told(_last(entries).values(), now)
    for case, entry in told.open:
        back = GIVEN_BACK.get(entry.verb)
        said = back or TURNS[State(case.state)]
        for one in told.turn(case, entry):
            yield told.telling(one, case, entry, "back" if back else "turn", said)


def tell_who_helps(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    told = _Told(_last(entries).values(), now)
    people = people_at({org for case, _ in told.open for org in case.joint}, at=now)
    for case, entry in told.open:
        for one in (one for org in case.joint for one in people.get(org, ()) if one.may(Power.RECTIFY)):
            yield told.telling(one, case, entry, "turn", "请会办")


def tell_who_grants_time(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    told = _Told(_last(entries).values(), now)
    people = people_at({org for case, _ in told.open for org in parents(case.path)}, at=now)
    for case, entry in told.open:
        if case.pending_extension is None:
            continue
        granting = {case.terms.get("approver", Role.OFFICE), Role.OFFICE}
        able = {org: [one for one in found if one.role in granting] for org, found in people.items()}
        for one in nearest(able, case.path, Power.VIEW):
            yield told.telling(one, case, entry, "decide", "申请延期")


def tell_the_outcome(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """Who put it right, and who found it."""
    told = _Told(_last(entries).values(), now)
    people = people_at({case.handler for case, _ in told.all if case.handler}, at=now)
    found_by = {case.pk: int(case.found_by[5:]) for case, _ in told.all if case.found_by.startswith("user:")}
    finders = posts_of(found_by.values(), at=now)
    for case, entry in told.all:
        concerned = [one for one in people.get(case.handler or 0, ()) if one.may(Power.RECTIFY)]
        concerned += [finders[found_by[case.pk]]] if found_by.get(case.pk) in finders else []
        for one in concerned:
            if entry.actor != f"user:{one.user}":
                yield told.telling(one, case, entry, "outcome", OUTCOMES[entry.verb])


def tell_who_is_late(entries: Sequence[Entry], now: datetime) -> Iterator[Telling]:
    """The highest rung of this round, to whoever has to act, and from supervision on to the office above."""
    climbed: dict[UUID, list[Entry]] = {}
    for entry in entries:
        climbed.setdefault(entry.about, []).append(entry)
    told = _Told([_top(several) for several in climbed.values()], now)
    people = people_at({org for case, _ in told.open for org in parents(case.path)}, at=now)
    names = names_of({case.handler or case.org for case, _ in told.open})
    for case, entry in told.open:
        if not case.runs:
            continue
        rung = entry.body["rung"] if entry.body["rung"] in set(Rung) else ""
        for one in told.turn(case, entry):
            yield told.telling(one, case, entry, "late", "" if rung else "期限已过", rung=rung)
        if rung in LOUD:
            above = {org: found for org, found in people.items() if org != case.handler}
            offices = {org: [one for one in found if one.role is Role.OFFICE] for org, found in above.items()}
            for one in nearest(offices, case.path, Power.SUPERVISE):
                who = names.get(case.handler or case.org, "")
                yield told.telling(one, case, entry, "area-late", "", rung=rung, place=who)


class _Told:
    """The cases that some entries are about, each with its entry; what is said of them outside names no minor."""

    def __init__(self, entries: Iterable[Entry], now: datetime) -> None:
        by_about = {entry.about: entry for entry in entries}
        rows = [
            row for some in chunks(by_about) for row in Case.objects.filter(pk__in=some).defer("photos", "description")
        ]
        self.all = [(row, by_about[row.pk]) for row in rows]
        self.open = [(row, entry) for row, entry in self.all if row.open]
        self._now = now
        self._names = names_of({row.org for row in rows})
        self._unnamed = _about_minors(rows)

    def turn(self, case: Case, entry: Entry) -> list[Recipient]:
        """Nearest first; but what one org put right is better looked at by another."""
        able = [one for one in who_may(case, at=self._now) if one.user]
        if case.state != State.ASSIGNED:
            able = [one for one in able if one.org != case.handler] or able
        chosen = [one for one in able if _as_near(one, able[0], case) or self._owns(one, case)]
        return [recipient(one) for one in chosen if one.identity != entry.actor]

    @staticmethod
    def _owns(one: Actor, case: Case) -> bool:
        return one.role is Role.OWNER and one.subject == case.subject

    def telling(
        self, to: Recipient, case: Case, entry: Entry, matter: str, said: str, *, rung: str = "", place: str = ""
    ) -> Telling:
        title = UNNAMED if case.pk in self._unnamed else case.title
        return Telling(
            to=to, matter=matter, title=f"{said}：{title}" if said else title, key=f"{matter}/{entry.id}", thing="case",
            about=case.pk, place=place or self._names.get(case.org, ""), due_at=case.now_due_at, rung=rung,
        )  # fmt: skip


def _as_near(one: Actor, first: Actor, case: Case) -> bool:
    """As near as the nearest: its own org, or a bureau beside it."""
    return one.org == first.org or (first.org != case.handler and one.path.count("/") == first.path.count("/"))


def _about_minors(rows: Sequence[Case]) -> set[UUID]:
    kinds = {
        about: kind
        for some in chunks(row.subject for row in rows if row.subject)
        for about, kind in Subject.objects.filter(pk__in=some).values_list("pk", "kind")
    }
    campaigns = Campaign.objects.in_bulk({row.campaign for row in rows})
    guarded = {
        (campaign.pk, kind.id)
        for campaign in campaigns.values()
        for kind in plan_of(campaign).subject_kinds
        if any(field.privacy == "minor" for field in kind.fields)
    }
    return {row.pk for row in rows if row.subject and (row.campaign, kinds.get(row.subject)) in guarded}


def _last(entries: Sequence[Entry]) -> Mapping[UUID, Entry]:
    """{case: the latest of its entries}."""
    return {entry.about: entry for entry in entries}


def _top(entries: Sequence[Entry]) -> Entry:
    top = highest([entry.body["rung"] for entry in entries])
    return next(entry for entry in reversed(entries) if entry.body["rung"] == top)
