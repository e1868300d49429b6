"""The kinds of subject that the register knows: gathered from the campaigns and the packs, never code."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.packs import plans as pack_plans
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.orgs.paths import parents
from taizhang.tallies.queries import figures

COLUMN_OF = {
    "name": "name",
    "code": "code",
    "address": "address",
    "phone": "phone",
    "contact": "contact",
    "person": "contact",
}
"""Fields of a plan that are columns of every subject; the rest lives in `Subject.fields`."""

MOST_CAMPAIGNS = 50
"""Of how many campaigns the kinds are known."""

MASKED = frozenset({"personal", "sensitive", "minor"})
"""Degrees of privacy whose values are shown in part only."""


def kinds_for(actor: Actor) -> dict[str, SubjectKind]:
    """{id: kind} of the campaigns above, at and below the post, newest first, then of the packs.

    Where several plans speak of one kind, the first one names it and the others add their fields.
    """
    return _kinds(actor.path, actor.reach)


def kinds_to_register(actor: Actor) -> dict[str, SubjectKind]:
    """Those that a running campaign asks for where the post stands, and those that its register has already; all where
    there is neither."""
    campaigns = list(_campaigns(actor.path, actor.reach))
    known = kinds_among(campaigns)
    running = {kind.id for row in campaigns if not row.closed_at for kind in plan_of(row).subject_kinds}
    place = (parents(actor.reach) or [0])[-1]
    held = figures(None, [place], prefix=TOTAL).get(place, {})
    return {name: kind for name, kind in known.items() if name in running or TOTAL + name in held} or known


TOTAL = "subjects.total/kind:"


def kinds_at(path: str) -> dict[str, SubjectKind]:
    """The kinds as whoever keeps the register of a place knows them."""
    return _kinds(path, path)


def _kinds(path: str, reach: str) -> dict[str, SubjectKind]:
    return kinds_among(_campaigns(path, reach))


def kinds_among(campaigns: Iterable[Campaign]) -> dict[str, SubjectKind]:
    """The same, of campaigns at hand: those that run first, the newest first."""
    plans = [*map(plan_of, campaigns), *pack_plans().values()]
    return united(kind for plan in plans for kind in plan.subject_kinds)


def _campaigns(path: str, reach: str) -> QuerySet[Campaign]:
    found = Campaign.objects.filter(root__in=parents(path)) | Campaign.objects.filter(path__under=reach)
    in_order = found.defer("plan").order_by(F("closed_at").desc(nulls_first=True), "-started_at")
    return in_order[:MOST_CAMPAIGNS]


def united(kinds: Iterable[SubjectKind]) -> dict[str, SubjectKind]:
    """Kinds by id, with the fields of all that share it. Of two fields for one column the first plan's counts: another
    plan does not lay open what that one protects."""
    found: dict[str, SubjectKind] = {}
    for kind in kinds:
        known = found.get(kind.id)
        if known is None:
            found[kind.id] = kind
            continue
        taken = {column_of(known, field.id) for field in known.fields}
        if extra := [field for field in kind.fields if column_of(kind, field.id) not in taken]:
            found[kind.id] = known.model_copy(update={"fields": [*known.fields, *extra]})
    return found


def column_of(kind: SubjectKind | None, field: str) -> str:
    """Where a field's value lives: a column ("phone"), or "fields.<id>"."""
    if kind and field == kind.title_field:
        return "name"
    return COLUMN_OF.get(field, f"fields.{field}")


def fields_by_column(kind: SubjectKind | None) -> dict[str, SubjectField]:
    """{"name": field, "fields.seats": field, …} in the plan's order, with the columns that every subject has."""
    found = {column_of(kind, field.id): field for field in kind.fields} if kind else {}
    for column, field in BASIC.items():
        found.setdefault(column, field)
    return found


BASIC = {
    "name": SubjectField(id="name", label="名称", required=True),
    "code": SubjectField(id="code", label="编码"),
    "address": SubjectField(id="address", label="地址"),
    "contact": SubjectField(id="contact", label="联系人", privacy="personal"),
    "phone": SubjectField(id="phone", label="联系电话", type="phone", privacy="personal"),
}
"""What every subject has, as a plan would declare it."""
