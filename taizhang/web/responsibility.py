"""Who answers: the territory, the line of work and the unit itself (属地、行业、主体责任), each by name; gaps are said.

One post has two duties (一岗双责): its own work, and what the campaign asks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.plan import Plan
from taizhang.core.plan.scope import Unit
from taizhang.core.roles import APART, Role
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import is_under, parents
from taizhang.orgs.queries import areas_below, current_posts
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import masked
from taizhang.subjects.models import Subject

ANSWERS_AT = {"village": Role.CLERK, "grid": Role.GRID_WORKER}
"""Which post of an area answers for it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One who answers: in which sense, at what org or unit, the people by name; nobody is a gap."""

    sense: str
    org: str
    people: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfPost:
    """A post with its two duties: its own work, and what it owes the campaign by rule: (title, owed, lapsed)."""

    org: str
    post: str
    person: str
    work: str
    owes: Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class OfKind:
    """Subjects of a kind at a place, and how many name nobody who answers for them."""

    name: str
    kind: str
    total: int
    nameless: int


def holders_of(subject: Subject, campaign: Campaign, plan: Plan, *, at: datetime) -> list[Holder]:
    """The three who answer for one subject, from the largest area down; three queries."""
    areas = [org for org in Org.objects.filter(number__in=parents(subject.path)).order_by("path") if _answers(org)]
    kind = plan.kind(subject.kind)
    line = plan.unit(kind.line) if kind and kind.line else None
    bureau = Org.objects.filter(number=campaign.units.get(line.id, 0)).first() if line else None
    people = _people([*areas, *([bureau] if bureau else [])], at=at)
    found = [Holder("属地责任", org.name, _named(people, org, ANSWERS_AT[org.level])) for org in areas]
    if line is not None:
        named = _named(people, bureau, None) if bureau else []
        found.append(Holder("行业责任", bureau.name if bureau else line.name, named, line.duty))
    contact = str(masked(subject.contact, fields_by_column(kind).get("contact"))) if subject.contact else ""
    found.append(Holder("主体责任", subject.name, [contact] if contact else []))
    return found


def holders_for(actor: Actor, subject: Subject, *, at: datetime) -> list[Holder]:
    """The same under the running campaign that is about such subjects; [] where none is."""
    for campaign in campaigns_for(actor).filter(closed_at=None):
        plan = plan_of(campaign)
        if plan.kind(subject.kind) and is_under(subject.path, campaign.path):
            return holders_of(subject, campaign, plan, at=at)
    return []


def _answers(org: Org) -> bool:
    return org.kind == Org.AREA and org.level in ANSWERS_AT


def _people(orgs: Iterable[Org], *, at: datetime) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    rows = current_posts(at).filter(org__in=[org.number for org in orgs]).exclude(role__in=[Role.OWNER, *APART])
    for post in rows.order_by("number"):
        found.setdefault(post.org, []).append(post)
    return found


def _named(people: dict[int, list[Post]], org: Org, role: Role | None) -> list[str]:
    return [
        f"{post.person}（{post}）" for post in people.get(org.number, ()) if post.person and role in (None, post.role)
    ]


def territory_of(place: Org, *, at: datetime) -> list[Holder]:
    """Each area directly below, with who answers for it."""
    below = areas_below(place)
    areas = [org for org in below if _answers(org)]
    people = _people(areas, at=at)
    return [Holder("属地责任", org.name, _named(people, org, ANSWERS_AT[org.level])) for org in areas]


def lines_of_work(campaign: Campaign, plan: Plan, *, at: datetime) -> list[tuple[Unit, Holder]]:
    """Each unit of the plan with its org and people."""
    orgs = {org.number: org for org in Org.objects.filter(number__in=list(campaign.units.values()))}
    people = _people(orgs.values(), at=at)
    found = []
    for unit in plan.units:
        org = orgs.get(campaign.units.get(unit.id, 0))
        named = _named(people, org, None) if org else []
        found.append((unit, Holder("行业责任", org.name if org else "", named, unit.duty)))
    return found


def kinds_at(plan: Plan, place: Org) -> list[OfKind]:
    """By kind of subject, who answers within the unit itself; one query."""
    rows = Subject.objects.filter(path__under=place.path, state="active").values("kind").order_by("kind")
    counted = {row["kind"]: row for row in rows.annotate(n=Count("pk"), nameless=Count("pk", filter=Q(contact="")))}
    return [
        OfKind(kind.name, kind.id, counted[kind.id]["n"], counted[kind.id]["nameless"])
        for kind in plan.subject_kinds
        if kind.id in counted
    ]


def two_duties(campaign: Campaign, plan: Plan, place: Org, *, at: datetime) -> list[OfPost]:
    """The posts of a place and of the bodies that serve it, each with both its duties; three queries."""
    serving = Q(number=place.number) | (Q(parent=place.number) & ~Q(kind=Org.AREA))
    orgs = {org.number: org for org in Org.objects.filter(serving, closed=False)}
    owed: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
    titles = {rule.id: rule.title for rule in (*plan.duties, *plan.long_term)}
    titles |= {report.id: report.title for report in plan.reports}
    rows = Duty.objects.filter(campaign=campaign.pk, bearer__in=list(orgs)).exclude(state="excused")
    grouped = rows.values_list("bearer", "role", "rule").annotate(n=Count("pk"), late=Count("pk", Q(state="lapsed")))
    for bearer, role, rule, count, late in grouped.order_by("bearer", "role", "rule"):
        if rule in titles:
            owed.setdefault((bearer, role), []).append((titles[rule], count, late))
    work = {campaign.units[unit.id]: unit.duty for unit in plan.units if unit.id in campaign.units}
    posts = [post for rows_of in _people(orgs.values(), at=at).values() for post in rows_of]
    return [
        OfPost(orgs[post.org].name, str(post), post.person, work.get(post.org, ""), owed.get((post.org, post.role), ()))
        for post in sorted(posts, key=lambda post: (orgs[post.org].path, post.number))
    ]
