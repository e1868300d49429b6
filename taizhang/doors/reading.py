"""Rows in the scope of a key, one after the other, protected values in part; memory does not grow with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet

from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.measures import MEASURES
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.subjects.kinds import BASIC, fields_by_column, kinds_for
from taizhang.subjects.masking import HIDDEN, is_masked, mask_name, masked

from .keys import Grant
from .tables import SUBJECTS, Column, Hidden, Named, Table, Type

CHUNK = 2000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What numbers and codes are called, as far as the key may see."""

    orgs: Mapping[int, str]
    campaigns: Mapping[UUID, str]
    categories: Mapping[tuple[UUID, str], str]


def rows_in_scope(grant: Grant, table: Table) -> QuerySet[Any]:
    """Raises Refused("not-permitted") for a table that the key was not given."""
    if table.name not in grant.tables:
        raise Refused("not-permitted", f"这个密钥没有“{table.label}”")
    rows = table.rows(grant.actor)
    if not grant.campaigns:
        return rows
    if table is SUBJECTS:
        return rows.filter(kind__in=[kind.id for kind in kinds_of(grant)])
    named = {field.name for field in table.model._meta.get_fields()}
    return rows.filter(campaign__in=grant.campaigns) if "campaign" in named else rows


def kinds_of(grant: Grant) -> list[SubjectKind]:
    """The kinds of subject of the key's campaigns, with the fields that all its plans ask for."""
    known = kinds_for(grant.actor)
    if not grant.campaigns:
        return list(known.values())
    rows = campaigns_for(grant.actor).filter(pk__in=grant.campaigns)
    wanted = {kind.id for row in rows for kind in plan_of(row).subject_kinds}
    return [kind for name, kind in known.items() if name in wanted]


def names_for(grant: Grant) -> Names:
    top = grant.actor.reach.partition("/")[0] + "/"
    campaigns = list(campaigns_for(grant.actor))
    return Names(
        orgs=dict(Org.objects.filter(path__under=top).values_list("number", "name")),
        campaigns={row.pk: row.title for row in campaigns},
        categories={(row.pk, one.id): one.name for row in campaigns for one in plan_of(row).categories},
    )


def read(grant: Grant, table: Table, rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[Row]:
    """The rows as tuples of the columns' values, in the order of the rows. A kind's own fields stand last."""
    own = [column for column in columns if column.name.startswith(OWN)]
    context = {"campaign", "kind"} & {field.name for field in table.model._meta.get_fields()}
    sources = list(dict.fromkeys([*(column.read for column in columns), *sorted(context)]))
    place = {name: number for number, name in enumerate(sources)}
    names = names_for(grant) if any(column.named for column in columns) else None
    makers = [_maker(grant, column, place, names) for column in columns[: len(columns) - len(own)]]
    raw = rows.values_list(*sources).iterator(chunk_size=CHUNK)
    if not own:
        return (tuple([make(values) for make in makers]) for values in raw)
    tail = _own_fields(grant, own, place)
    return (tuple([make(values) for make in makers] + tail(values)) for values in raw)


OWN = "fields."


def _own_fields(grant: Grant, columns: Sequence[Column], place: Mapping[str, int]) -> Callable[[Row], list[Any]]:
    """The values of hundreds of fields at once: which of them are protected is looked up once for each kind."""
    at, kind = place["fields"], place["kind"]
    keys = [column.name.removeprefix(OWN) for column in columns]
    whole = grant.actor.may(Power.UNMASK)
    declared = {one.id: fields_by_column(one) for one in kinds_of(grant)}
    hidden: dict[str, list[tuple[int, SubjectField | None]]] = {}

    def protected(name: str) -> list[tuple[int, SubjectField | None]]:
        fields = [declared.get(name, BASIC).get(column.name) for column in columns]
        return [] if whole else [(number, field) for number, field in enumerate(fields) if is_masked(field)]

    def take(row: Row) -> list[Any]:
        get = row[at].get
        values = [get(key) for key in keys]
        name = row[kind]
        if name not in hidden:
            hidden[name] = protected(name)
        for number, field in hidden[name]:
            values[number] = masked(values[number], field)
        return values

    return take


Maker = Callable[[Row], Any]


def _maker(grant: Grant, column: Column, place: Mapping[str, int], names: Names | None) -> Maker:
    """How the value of a column is made from what was read."""
    at = place[column.read]
    if column.words is not None:
        words = column.words
        return lambda row: words.get(row[at], row[at])
    if column.named is not None and names is not None:
        return _looked_up(column, at, place, names)
    if column.type is Type.FIGURES:
        return lambda row: figures(row[at])
    whole = grant.actor.may(Power.UNMASK)
    if column.hidden is Hidden.BY_KIND:
        return _of_kind(grant, column, at, place["kind"], whole=whole)
    if column.hidden is None or whole:
        return itemgetter(at)
    hide = mask_name if column.hidden is Hidden.NAME else _hide
    return lambda row: hide(row[at]) if row[at] else ""


def figures(held: Mapping[str, int]) -> list[dict[str, Any]]:
    """The figures of a report, named."""
    named = {name: MEASURES[name].label if name in MEASURES else name for name in held}
    return [{"measure": name, "label": named[name], "value": value} for name, value in held.items()]


def _looked_up(column: Column, at: int, place: Mapping[str, int], names: Names) -> Maker:
    if column.named is Named.CATEGORY:
        campaign = place["campaign"]
        return lambda row: names.categories.get((row[campaign], row[at]), row[at])
    known = cast("Mapping[Any, str]", names.orgs if column.named is Named.ORG else names.campaigns)
    return lambda row: known.get(row[at], "")


def _hide(text: str) -> str:
    return HIDDEN


def _of_kind(grant: Grant, column: Column, at: int, kind: int, *, whole: bool) -> Maker:
    """What a plan declares for the kind of the subject says whether the value is protected."""
    fields = {one.id: fields_by_column(one) for one in kinds_of(grant)}
    if column.type is Type.VALUES:
        return lambda row: _values(row[at], fields.get(row[kind], BASIC), whole)
    if whole:
        return itemgetter(at)
    declared = {name: own.get(column.name) for name, own in fields.items()}
    unknown = BASIC.get(column.name)
    return lambda row: masked(row[at], declared.get(row[kind], unknown))


def _values(held: Mapping[str, Any], fields: Mapping[str, SubjectField], whole: bool) -> dict[str, Any]:
    return {key: value if whole else masked(value, fields.get(f"fields.{key}")) for key, value in held.items()}


def flat(grant: Grant, table: Table, kind: str = "") -> tuple[Column, ...]:
    """The columns of a table that holds no lists: one for each field that a plan declares for the kind, or for any."""
    if table is not SUBJECTS:
        return table.columns
    own: dict[str, SubjectField] = {}
    for one in kinds_of(grant):
        if kind in {"", one.id}:
            own = {**fields_by_column(one), **own}
    more = [
        Column(name, field.label, _TYPES.get(field.type, Type.TEXT), source="fields", hidden=Hidden.BY_KIND)
        for name, field in own.items()
        if name not in BASIC
    ]
    return (*table.columns[:-1], *more)


_TYPES = {"number": Type.NUMBER}
