"""Reading campaigns, always for an actor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.entry import Entry
from taizhang.core.measures import MEASURES, Measure, is_own
from taizhang.core.plan import Goal, Phase, Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import is_under, parents
from taizhang.tallies.queries import figures

from .models import Campaign, PlanDraft

MOST_KNOWN = 20


def campaigns_for(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns whose tree holds the post, and those below it; newest first.

    Without their plans, which are large: `plan_of` reads each version once for a process.
    """
    if not actor.may(Power.VIEW):
        return Campaign.objects.none()
    holds = Q(root__in=parents(actor.path))
    return Campaign.objects.filter(holds | Q(path__under=actor.reach)).defer("plan").order_by("-started_at")


def campaign_for(actor: Actor, about: UUID) -> Campaign:
    """Raises Refused("unknown-thing") also where the campaign lies outside the scope."""
    key = Campaign._meta.pk.get_db_prep_value(about, connection)
    row = next(iter(Campaign.objects.raw(_one_without_plan(), [key])), None)
    if row is None or not _in_reach(actor, row):
        raise Refused("unknown-thing")
    return row


@cache
def _one_without_plan() -> str:
    """Constant: every submission and every record of a phone asks it."""
    columns = ", ".join(str(field.column) for field in Campaign._meta.concrete_fields if field.name != "plan")
    return f"SELECT {columns} FROM {Campaign._meta.db_table} WHERE id = %s"  # noqa: S608 - our own names


def _in_reach(actor: Actor, row: Campaign) -> bool:
    """Whether it is one of `campaigns_for`."""
    return actor.may(Power.VIEW) and (row.root in parents(actor.path) or is_under(row.path, actor.reach))


def latest(actor: Actor, most: int = MOST_KNOWN) -> list[Campaign]:
    """Those that run, the newest first, then those that were closed; no more than a person can look after."""
    return list(campaigns_for(actor).order_by(F("closed_at").desc(nulls_first=True), "-started_at")[:most])


def chosen(request: HttpRequest, known: Sequence[Campaign]) -> Campaign | None:
    """Of the `latest` campaigns the one that the pages are about: named in the address, chosen before, or the newest
    that runs. None where another one was chosen."""
    wanted = _wanted(request)
    return next((row for row in known if wanted in (None, row.pk)), None)


def current(actor: Actor, request: HttpRequest) -> Campaign | None:
    """As `chosen`, of all campaigns."""
    wanted = _wanted(request)
    named = campaigns_for(actor).filter(pk=wanted).first() if wanted else None
    return named or campaigns_for(actor).order_by(F("closed_at").desc(nulls_first=True), "-started_at").first()


def _wanted(request: HttpRequest) -> UUID | None:
    said = request.GET.get("campaign") or request.session.get("campaign")
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def current_or_refuse(actor: Actor, request: HttpRequest) -> Campaign:
    """As `current`. Raises Refused("unknown-thing") where there is none."""
    campaign = current(actor, request)
    if campaign is None:
        raise Refused("unknown-thing", "专项整治")
    return campaign


def concerned(actor: Actor, request: HttpRequest, concerns: Callable[[Campaign], object]) -> Campaign:
    """For a page about one thing, whichever campaign is in view: that one if it concerns the thing, else the newest
    running one that does. As `current_or_refuse` where none does."""
    here = current_or_refuse(actor, request)
    if concerns(here):
        return here
    return next((row for row in latest(actor) if row.closed_at is None and concerns(row)), here)


def asked_for(actor: Actor) -> set[str]:
    """What the plans of all campaigns in scope ask for beside that which all plans do (asking.asked_by)."""
    return {
        name for names in campaigns_for(actor).order_by().values_list("asks", flat=True).distinct() for name in names
    }


def plan_of(campaign: Campaign) -> Plan:
    """The plan that governs, parsed once for each version and process."""
    key = (campaign.pk, campaign.plan_version)
    if key not in _PARSED:
        while len(_PARSED) >= MOST_PARSED:
            _PARSED.pop(next(iter(_PARSED)))
        _PARSED[key] = Plan.from_dict(campaign.plan)
    return _PARSED[key]


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of a campaign's plan: it governs from `since` on, with `units` of the plan being these orgs."""

    since: datetime
    plan: Plan
    units: dict[str, int]


def versions_of(campaign: Campaign) -> list[PlanVersion]:
    """Every version that ever governed, the first one first."""
    found: list[PlanVersion] = []
    for entry in history(campaign):
        began, amended = entry.verb == "started" and not found, entry.verb == "amended" and bool(found)
        if began or (amended and (campaign.closed_at is None or entry.happened_at < campaign.closed_at)):
            units = {**(found[-1].units if found else {}), **entry.body.get("units", {})}
            found.append(PlanVersion(entry.happened_at, Plan.from_dict(entry.body["plan"]), units))
    return found


def running_out(moment: datetime) -> list[Campaign]:
    """Campaigns whose duties are made no further than the moment, though they may go on."""
    rows = Campaign.objects.filter(made_until__lte=moment)
    return [row for row in rows if row.closed_at is None or row.plan.get("long_term")]


MOST_PARSED = 64
_PARSED: dict[tuple[UUID, int], Plan] = {}


def phase_at(campaign: Campaign, day: date) -> Phase | None:
    """The phase that the plan gives for a day: None before the first, after the last and in gaps between."""
    return plan_of(campaign).phase_on(day)


def history(campaign: Campaign) -> list[Entry]:
    """The campaign's own entries, oldest first: its start, each amendment, each close-out."""
    rows = StoredEntry.objects.filter(about=campaign.pk, thing="campaign").order_by("happened_at", "id")
    return [row.as_entry() for row in rows]


OwnFigures = Callable[[UUID, Plan, Collection[str], str, Collection[int]], Mapping[int, Mapping[str, float]]]
_OWN_FIGURES: list[OwnFigures] = []


def count_own_figures_with(count: OwnFigures) -> None:
    """The register and the books lie above campaigns: who counts them says so here."""
    _OWN_FIGURES.append(count)


def figures_of(campaign: Campaign) -> dict[str, float]:
    """The figures of the whole campaign by the names of the plan's measures: what gates and goals are held against."""
    found = figures(campaign.pk, [campaign.root]).get(campaign.root, {})
    register = figures(None, [campaign.root], prefix="subjects.").get(campaign.root, {})
    counted = {**register, **found}
    plan = plan_of(campaign)
    named = {name for phase in plan.phases for goal in phase.gate for name in (goal.measure, goal.of) if name}
    own = [name for name in named if is_own(name)]
    found_own = [count(campaign.pk, plan, own, campaign.path, [campaign.root]) for count in _OWN_FIGURES if own]
    return {
        **{name: float(counted.get(measure.counted_as, 0)) for name, measure in MEASURES.items()},
        **{name: amount for found in found_own for name, amount in found.get(campaign.root, {}).items()},
    }


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition of a phase's close-out: `reached` is None where nothing is owed yet or the figure is open."""

    goal: Goal
    measure: Measure
    value: float
    whole: float | None
    reached: bool | None

    @property
    def words(self) -> str:
        return self.goal.text or self.measure.label

    @property
    def standing(self) -> str:
        """Where the figure is: "38 / 40"."""
        return f"{self.value:g}" if self.whole is None else f"{self.value:g} / {self.whole:g}"

    @property
    def verdict(self) -> str:
        return {True: "已达到", False: "未达到", None: "尚无应办"}[self.reached]


def gates_of(plan: Plan, phase: Phase, counted: dict[str, float]) -> list[Gate]:
    """The conditions of a phase's close-out beside the figures."""
    return [
        Gate(
            goal, plan.measure(goal.measure), counted.get(goal.measure, 0),
            counted.get(goal.of, 0) if goal.of else None, goal.reached(counted),
        )
        for goal in phase.gate
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """A post of the command as it is filled: `before` are the persons who held it earlier, latest first."""

    post: Post
    org: str
    before: Sequence[Post]


def command_of(campaign: Campaign) -> list[Office]:
    """The leading group, its office and the special team: posts of the root org and of the units, with succession.

    A succession is the same role at the same org with the same title, filled by one person after another.
    """
    orgs = [campaign.root, *campaign.units.values()]
    names = dict(Org.objects.filter(number__in=orgs).values_list("number", "name"))
    held: dict[tuple[int, str, str], list[Post]] = {}
    roles = [Role.LEADER, Role.OFFICE, Role.SUPERVISOR, Role.BUREAU]
    for post in Post.objects.filter(org__in=orgs, role__in=roles).order_by("-since", "-number")[:400]:
        held.setdefault((post.org, post.role, post.title), []).append(post)
    return sorted(_offices(held, names), key=lambda office: (roles.index(Role(office.post.role)), office.org))


def _offices(held: dict[tuple[int, str, str], list[Post]], names: dict[int, str]) -> list[Office]:
    found = []
    for (org, _, _), posts in held.items():
        present = [post for post in posts if post.until is None]
        ended = [post for post in posts if post.until is not None]
        if present:
            found += [Office(post, names.get(org, ""), ended if post is present[0] else ()) for post in present]
        else:
            found.append(Office(ended[0], names.get(org, ""), ended[1:]))
    return found


def drafts_for(actor: Actor) -> QuerySet[PlanDraft]:
    """Drafts of the subtree, most recently changed first."""
    if not actor.may(Power.MANAGE_CAMPAIGN):
        return PlanDraft.objects.none()
    return visible(actor, PlanDraft.objects.all()).order_by("-changed_at")


def draft_for(actor: Actor, about: UUID) -> PlanDraft:
    """Raises Refused("unknown-thing") also where the draft lies outside the scope."""
    row = drafts_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "草稿")
    return row
