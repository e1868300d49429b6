"""Reading the ledger, always for an actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor, actors_at
from taizhang.access.finding import asked_by
from taizhang.access.scope import visible
from taizhang.core.cases.steps import STEPS, WAITING_FOR_RECTIFICATION, State, Step, Whose
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.search.queries import meeting
from taizhang.subjects.models import Subject

from .models import Case, JointOrg


@dataclass(frozen=True, slots=True)
class Filter:
    """What the ledger page can narrow by; empty means all. `root` is the path of the campaign's top, where known, and
    `lying` the lookup by which the rows of the place `path` are read: they are the same by each (access.lying)."""

    campaign: UUID | None = None
    root: str = ""
    path: str = ""
    lying: str = "under"
    state: str = ""
    category: str = ""
    severity: str = ""
    phase: str = ""
    line: str = ""
    overdue: bool = False
    supervised: bool = False
    to_supervise: bool = False
    extension_pending: bool = False
    urged: bool = False
    rung: str = ""
    relapsed: bool = False
    handler: int | None = None
    subject: UUID | None = None
    text: str = ""
    filed_from: datetime | None = None
    filed_to: datetime | None = None
    struck_from: datetime | None = None
    struck_to: datetime | None = None
    ids: Sequence[UUID] = field(default_factory=tuple)


Key = tuple[datetime, UUID]

NO_PHASE = "-"
"""Cases that were filed between or outside of the phases."""


def cases_for(actor: Actor, wanted: Filter) -> QuerySet[Case]:
    """The cases in scope that match."""
    rows = visible(actor, Case.objects.all(), root=wanted.path or wanted.root)
    simple = {
        "campaign": wanted.campaign,
        "category": wanted.category,
        "severity": wanted.severity,
        "phase": "" if wanted.phase == NO_PHASE else wanted.phase,
        "line": wanted.line,
        "subject": wanted.subject,
        "filed_at__gte": wanted.filed_from,
        "filed_at__lt": wanted.filed_to,
    }
    rows = rows.filter(**{name: value for name, value in simple.items() if value not in ("", None)})
    rows = rows.filter(*(condition for asked, condition in _conditions(wanted) if asked))
    if wanted.struck_from or wanted.struck_to:
        rows = rows.filter(state=State.STRUCK)
        rows = rows.filter(closed_at__gte=wanted.struck_from) if wanted.struck_from else rows
        rows = rows.filter(closed_at__lt=wanted.struck_to) if wanted.struck_to else rows
    if wanted.handler is not None:
        rows = rows.filter(_handled_by(wanted.handler))
    if wanted.ids:
        rows = rows.filter(pk__in=wanted.ids)
    return _in_text(actor, _in_state(rows, wanted.state), wanted)


def _conditions(wanted: Filter) -> list[tuple[object, Q]]:
    """(whether asked for, condition)."""
    return [
        (wanted.path, Q(**{f"path__{wanted.lying}": wanted.path})),
        (wanted.phase == NO_PHASE, Q(phase="")),
        (wanted.overdue, Q(overdue=True)),
        (wanted.supervised, Q(supervised=True)),
        (wanted.to_supervise, Q(to_supervise=True)),
        (wanted.relapsed, Q(relapsed=True)),
        (wanted.extension_pending, Q(open=True, pending_extension__isnull=False)),
        (wanted.urged, Q(rung_at__isnull=False, state__in=WAITING_FOR_RECTIFICATION)),
        (wanted.rung, Q(rung_at__isnull=False, rung=wanted.rung, state__in=WAITING_FOR_RECTIFICATION)),
    ]


def _handled_by(org: int) -> Q:
    """Alone or together with others. By keys from both indexes: of "this or that" a database reads every case."""
    alone = Case.objects.filter(handler=org).values("pk")
    return Q(pk__in=alone.union(JointOrg.objects.filter(org=org).values("case"), all=True))


def _in_state(rows: QuerySet[Case], state: str) -> QuerySet[Case]:
    groups: dict[str, Q] = {
        "": Q(),
        "open": Q(open=True),
        "closed": Q(open=False),
        "otherwise": Q(open=False) & ~Q(state=State.STRUCK),
        "waiting": Q(state__in=[State.FILED, State.ASSIGNED]),
        "checking": Q(state__in=[State.RECTIFIED, State.RECHECKED, State.ACCEPTED]),
    }
    return rows.filter(groups.get(state, Q(state=state)))


def _in_text(actor: Actor, rows: QuerySet[Case], wanted: Filter) -> QuerySet[Case]:
    """Found by their own words, or by those of the subject that they are about."""
    own = asked_by(actor, "case", Case, wanted.text, path=wanted.path)
    if not own:
        return rows
    named = asked_by(actor, "subject", Subject, wanted.text)
    return rows.filter(meeting({"case": (own, "pk"), "subject": (named, "subject")}))


def case_for(actor: Actor, about: UUID) -> Case:
    """Raises Refused("unknown-thing") also where the case lies outside the scope: its existence is not told."""
    row = visible(actor, Case.objects.filter(pk=about)).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def history(case: Case) -> list[Entry]:
    """The case's entries in canonical order."""
    rows = StoredEntry.objects.filter(about=case.pk, thing="case").order_by("happened_at", "id")
    return [row.as_entry() for row in rows]


def last_step(case: Case) -> Entry | None:
    """The latest thing that a person did."""
    rows = StoredEntry.objects.filter(about=case.pk, thing="case").exclude(actor=CLOCK)
    row = rows.order_by("-received_at", "-position").first()
    return row.as_entry() if row else None


def may_take(actor: Actor, case: Case, step: Step) -> bool:
    """Whether the post may take the step, as far as power and place go; what the case itself demands is the fold's."""
    covers = actor.covers(case.path) and actor.role is not Role.OWNER
    if actor.role is Role.BUREAU and case.line_org != actor.org:
        covers = False
    if step.verb in DECISIONS:
        return covers and actor.role in {case.terms.get("approver", Role.OFFICE), Role.OFFICE}
    if not actor.may(step.power):
        return False
    handles = actor.org == case.handler or actor.org in case.joint or _owns(actor, case)
    return {
        Whose.SCOPE: covers,
        Whose.HANDLER: handles or (covers and _stands_for_handler(actor, case)),
        Whose.HANDLER_OR_SCOPE: handles or covers,
    }[step.whose]


DECISIONS = frozenset({"extended", "extension_denied"})
"""Steps that the approver named by the plan takes, or the office."""


def _owns(actor: Actor, case: Case) -> bool:
    return actor.role is Role.OWNER and case.subject is not None and actor.subject == case.subject


def _stands_for_handler(actor: Actor, case: Case) -> bool:
    """A grid worker enters the rectification that a shopkeeper without account shows him."""
    return actor.role in {Role.GRID_WORKER, Role.CLERK}


def steps_for(actor: Actor, case: Case) -> list[Step]:
    """The steps that the actor could take now, those that lead onward first."""
    onward = ONWARD.get(State(case.state), ())
    return sorted((s for s in STEPS.values() if _open_to(actor, case, s)), key=lambda step: step.verb not in onward)


def steps_of(actor: Actor, cases: Sequence[Case]) -> dict[UUID, list[Step]]:
    """As `steps_for`, for many cases."""
    return {case.pk: steps_for(actor, case) for case in cases}


def _open_to(actor: Actor, case: Case, step: Step) -> bool:
    return (
        State(case.state) in step.sources
        and may_take(actor, case, step)
        and not any(case.doers.get(verb) == actor.identity for verb in step.not_by)
        and _in_season(actor, case, step)
    )


def _in_season(actor: Actor, case: Case, step: Step) -> bool:
    """Steps that only make sense at times."""
    seasons: dict[str, bool] = {
        "extension_withdrawn": case.pending_extension is not None,
        "extended": case.pending_extension is not None,
        "extension_denied": case.pending_extension is not None,
        "extension_requested": case.pending_extension is None and not extensions_used(case),
        "fixed_on_spot": case.terms.get("on_the_spot", True),
        "supervised": all(item["org_name"] != actor.org_name for item in case.supervision),
    }
    return seasons.get(step.verb, True)


def extensions_used(case: Case) -> bool:
    """Whether the plan allows no further extension."""
    most = case.terms.get("extensions")
    return most is not None and case.extensions >= most


def who_may(case: Case, *, at: datetime) -> list[Actor]:
    """Who may take the step that leads onward now, nearest to the place first; two queries."""
    onward = [STEPS[verb] for verb in ONWARD.get(State(case.state), ())]
    orgs = {*parents(case.path), case.line_org or 0, case.handler or 0, *case.joint}
    bodies = Org.objects.filter(kind="bureau", parent__in=parents(case.path), number__in=orgs)
    orgs |= set(bodies.values_list("number", flat=True))
    known = actors_at(orgs, subject=case.subject, at=at)
    able = [actor for actor in known if any(_open_to(actor, case, step) for step in onward)]
    return sorted(able, key=lambda actor: (actor.org != case.handler, -len(actor.path), actor.post))


ONWARD: dict[State, tuple[str, ...]] = {
    State.REPORTED: ("accepted_report",),
    State.FILED: ("assigned",),
    State.ASSIGNED: ("rectified",),
    State.RECTIFIED: ("rechecked",),
    State.RECHECKED: ("accepted",),
    State.ACCEPTED: ("struck",),
}


def own_cases(actor: Actor) -> QuerySet[Case]:
    """What the post itself has to put right now, alone or together with others, longest due first."""
    rows = Case.objects.filter(state=State.ASSIGNED)
    own = visible(actor, rows) if actor.role is Role.OWNER else rows.filter(_handled_by(actor.org))
    return own.order_by("due_at", "pk")


def urged(actor: Actor) -> QuerySet[Case]:
    """Open cases on which the ladder was climbed and whose period still runs, latest first."""
    rows = visible(actor, Case.objects.filter(rung_at__isnull=False, state__in=WAITING_FOR_RECTIFICATION))
    return rows.order_by("-rung_at", "pk")


def due_cases(now: datetime, after: Key | None, limit: int) -> list[Case]:
    """The cases whose next rung has fallen due, longest due first, from after the key on; for the clock."""
    rows = Case.objects.filter(next_at__lte=now)
    if after:
        rows = rows.filter(Q(next_at__gt=after[0]) | Q(next_at=after[0], pk__gt=after[1]))
    return list(rows.order_by("next_at", "pk")[:limit])
