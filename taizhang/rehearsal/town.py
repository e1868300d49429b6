"""An invented street for one plan or several: its tree, its posts and the people in them, its register; through the
operations. What several plans speak of (a police station, a kind of subject) is there once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, product
from math import cos, pi, sin
from random import Random
from typing import Any, get_args
from uuid import UUID

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.operations import NewAccount, open_accounts
from taizhang.core.plan import Bearer, Plan, SubjectField, SubjectKind
from taizhang.core.plan.words import Level
from taizhang.core.roles import APART, Role
from taizhang.foresight.ground import Ground, Village
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects

from . import names
from .habits import ROUND, Habit

CODE = "530199001"
"""The code of the street: a number that no place has."""

CENTRE = (25.021, 102.603)
ORDINALS = "一二三四五六七八九十"

ABOVE_TOWNSHIPS = {"county": "青禾县", "city": "青禾市", "province": "青禾省"}
"""Levels at which a campaign has townships between itself and the villages, and what such a place is called."""

HIGHEST_FIRST: tuple[Level, ...] = get_args(Level)

TOGETHER = 4
"""Villages in an invented township."""


@dataclass(frozen=True)
class Resident:
    """A person with a habit. `actors`: one for each post. `home`: the path of the community that they belong to."""

    username: str
    name: str
    habit: Habit
    actors: tuple[Actor, ...]

    @property
    def role(self) -> Role:
        return self.actors[0].role

    @property
    def actor(self) -> Actor:
        return self.actors[0]


@dataclass
class Town:
    """What was built."""

    root: Org
    bodies: dict[str, int]
    """{name of a unit in the plans: number of its org}"""
    residents: list[Resident] = field(default_factory=list)
    subjects: dict[UUID, Subject] = field(default_factory=dict)
    orgs: dict[int, Org] = field(default_factory=dict)

    def of_role(self, *roles: Role) -> list[Resident]:
        return [one for one in self.residents if one.role in roles]

    @property
    def office(self) -> Resident:
        return self.of_role(Role.OFFICE)[0]

    def units(self, plan: Plan) -> dict[str, int]:
        """Which org each unit of a plan is."""
        return {unit.id: self.bodies[unit.name] for unit in plan.units}


@dataclass(frozen=True, slots=True)
class _Seat:
    """A post to be filled: the account's name, and the role at one or several orgs."""

    username: str
    role: Role
    codes: tuple[str, ...]
    subject: UUID | None = None


def invented(plans: Sequence[Plan], *, villages: int, subjects: int) -> Ground:
    """A street of so many communities, each with so many subjects of each plan and somebody in every post; or a county
    of streets, where one of the plans is one of a county."""
    first = plans[0]
    named, level = names.villages(villages, first.demo.villages), _level(plans)
    if level in ABOVE_TOWNSHIPS:
        towns = names.townships(-(-villages // TOGETHER), first.demo.township)
        made = [Village(name=name, township=towns[number // TOGETHER]) for number, name in enumerate(named)]
        return Ground(street=ABOVE_TOWNSHIPS[level], villages=tuple(made), others=villages * subjects)
    street = first.demo.township or "青禾街道"
    return Ground(street=street, villages=tuple(Village(name=name) for name in named), others=villages * subjects)


def _level(plans: Sequence[Plan]) -> Level:
    """The highest at which one of the plans is carried out: the tree of all of them begins there."""
    levels = {plan.level or "township" for plan in plans}
    return next(level for level in HIGHEST_FIRST if level in levels)


def build(plans: Sequence[Plan], ground: Ground, seed: str, *, at: datetime, password: str | None = None) -> Town:
    """Build the street at a moment before the campaigns; nobody can sign in without a `password`."""
    random = Random(f"{seed} town")  # noqa: S311 - repeatable on purpose
    set_orgs(list(_orgs(plans, ground)), by="user:0", at=at)
    orgs = {org.code: org for org in Org.objects.filter(code__startswith=CODE)}
    bodies = {name: orgs[code].number for name, code in _bodies(plans).items()}
    town = Town(orgs[CODE], bodies, orgs={org.number: org for org in orgs.values()})
    callings = names.people(random)
    seats = list(_seats(plans, ground))
    _fill(town, seats, orgs, callings, at, password)
    subjects = list(_subjects(plans, ground, orgs, callings, random))
    add_subjects(subjects, by=town.office.actor, at=at, source="")
    town.subjects = {row.pk: row for row in Subject.objects.filter(path__under=town.root.path).order_by("pk")}
    _fill(town, list(_owners(subjects, town)), orgs, iter([row.contact for row in subjects]), at, password)
    return town


def _bodies(plans: Sequence[Plan]) -> dict[str, str]:
    """{name: code} of the units of all plans, each once."""
    named = dict.fromkeys(unit.name for plan in plans for unit in plan.units)
    return {name: f"{CODE}-{number:02}" for number, name in enumerate(named, 1)}


def _orgs(plans: Sequence[Plan], ground: Ground) -> Iterator[NewOrg]:
    street, level = ground.street, _level(plans)
    yield NewOrg(CODE, Org.AREA, level, street, "", *CENTRE)
    for name, code in _bodies(plans).items():
        yield NewOrg(code, "bureau", level, _unit_name(street, name), CODE)
    townships = _townships(ground)
    for name, code in townships.items():
        yield NewOrg(code, Org.AREA, "township", name, CODE, *CENTRE)
    for code, (above, name) in _stations(plans, ground).items():
        yield NewOrg(code, "station", "township", name, above)
    for number, village in enumerate(ground.villages, 1):
        code, turn = f"{CODE}{number:03}", 2 * pi * number / len(ground.villages)
        centre = (CENTRE[0] + 0.013 * sin(turn), CENTRE[1] + 0.016 * cos(turn))
        yield NewOrg(code, Org.AREA, "village", village.name, townships.get(village.township, CODE), *centre)
        for turn_in, grid in enumerate(village.grids):
            angle = 2 * pi * turn_in / len(village.grids)
            place = (centre[0] + 0.003 * sin(angle), centre[1] + 0.0035 * cos(angle))
            called = grid.name or f"{village.name}第{_ordinal(turn_in)}网格"
            yield NewOrg(f"{code}-{turn_in + 1:02}", Org.AREA, "grid", called, code, *place)


def _townships(ground: Ground) -> dict[str, str]:
    """{name: code} of the townships between."""
    called = dict.fromkeys(village.township for village in ground.villages if village.township)
    return {name: f"{CODE}-T{number:02}" for number, name in enumerate(called, 1)}


def _stations(plans: Sequence[Plan], ground: Ground) -> dict[str, tuple[str, str]]:
    """{code: (the code above, name)}: one station in each township, where a plan asks anything of stations."""
    if not _station_roles(plans):
        return {}
    served = {code: name for name, code in _townships(ground).items()} or {CODE: ground.street}
    return {f"{code}-S": (code, f"{name}监管所") for code, name in served.items()}


def _station_roles(plans: Sequence[Plan]) -> list[Role]:
    return list(dict.fromkeys(bearer.office for bearer in _asked(plans) if bearer.kind == "station"))


def _ordinal(number: int) -> str:
    return ORDINALS[number] if number < len(ORDINALS) else str(number + 1)


def _unit_name(street: str, name: str) -> str:
    return name if name.startswith(street) else street + name.removeprefix("街道")


def _seats(plans: Sequence[Plan], ground: Ground) -> Iterator[_Seat]:
    """One person in each office; the units are staffed with whatever role the rules ask of them, villages and grids
    with as many as there are."""
    bodies = _bodies(plans)
    asked: dict[Role, list[str]] = {}
    for name, role in _bearers(plans):
        if bodies[name] not in asked.setdefault(role, []):
            asked[role].append(bodies[name])
    for username, role in (
        ("office", Role.OFFICE), ("leader", Role.LEADER), ("supervisor", Role.SUPERVISOR),
        ("admin", Role.SYSTEM_ADMIN), ("guard", Role.SECURITY_ADMIN), ("auditor", Role.AUDITOR),
    ):  # fmt: skip
        yield _Seat(username, role, (CODE, *asked.get(role, ())))
    for number, (role, code) in enumerate(_between(plans, ground), 1):
        yield _Seat(f"township{number}", role, (code,))
    for number, (role, code) in enumerate(product(_station_roles(plans), _stations(plans, ground)), 1):
        yield _Seat(f"station{number}", role, (code,))
    for number, code in enumerate(bodies.values(), 1):
        yield _Seat(f"bureau{number}", Role.BUREAU, (code,))
    villages = [(f"{CODE}{number:03}", village) for number, village in enumerate(ground.villages, 1)]
    clerks = [code for code, village in villages for _ in range(village.clerks)]
    workers = [
        f"{code}-{turn:02}" for code, village in villages for turn, grid in enumerate(village.grids, 1)
        for _ in range(grid.people)
    ]  # fmt: skip
    for number, code in enumerate(clerks, 1):
        yield _Seat(f"clerk{number}", Role.CLERK, (code,))
    for number, code in enumerate(workers, 1):
        yield _Seat(f"grid{number}", Role.GRID_WORKER, (code,))


def _between(plans: Sequence[Plan], ground: Ground) -> Iterator[tuple[Role, str]]:
    """In each township one person for each role that a plan asks for there; the clerk in any case."""
    roles = dict.fromkeys([Role.CLERK, *(bearer.office for bearer in _asked(plans) if bearer.level == "township")])
    for code in _townships(ground).values():
        yield from ((role, code) for role in roles)


def _bearers(plans: Sequence[Plan]) -> Iterator[tuple[str, Role]]:
    """The names of units and what is asked of them."""
    for plan in plans:
        named = {unit.id: unit.name for unit in plan.units}
        yield from ((named[one.unit], one.office) for one in _asked([plan]) if one.unit in named)


def _asked(plans: Sequence[Plan]) -> Iterator[Bearer]:
    """Everybody whom duties and reports name."""
    for plan in plans:
        for rule in [*plan.duties, *plan.long_term]:
            if not isinstance(rule.by, str):
                yield rule.by
        for report in plan.reports:
            yield from (stop.bearer for stop in report.chain)


def _owners(subjects: Sequence[NewSubject], town: Town) -> Iterator[_Seat]:
    codes = {number: org.code for number, org in town.orgs.items()}
    for number, subject in enumerate(subjects, 1):
        yield _Seat(f"owner{number}", Role.OWNER, (codes[subject.org],), subject.id)


def _fill(
    town: Town,
    seats: Sequence[_Seat],
    orgs: dict[str, Org],
    callings: Iterator[str],
    at: datetime,
    password: str | None,
) -> None:
    """Open the accounts, fill the posts, deal out the habits within each role."""
    called = list(zip(seats, callings, strict=False))
    numbers = open_accounts([NewAccount(seat.username, name) for seat, name in called], password=password)
    set_posts(
        [
            NewPost(orgs[code], seat.role, numbers[seat.username], name, subject=seat.subject)
            for seat, name in called
            for code in seat.codes
        ],
        by="user:0",
        at=at,
    )
    dealt: dict[Role, int] = {}
    for seat, name in called:
        turn = dealt[seat.role] = dealt.get(seat.role, -1) + 1
        actors = tuple(actors_of(numbers[seat.username], name, at=at + timedelta(minutes=1)))
        town.residents.append(Resident(seat.username, name, _habit(seat.role, turn), actors))


def _habit(role: Role, turn: int) -> Habit:
    """Commanders are diligent; of the others each habit comes round."""
    if role in {Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.BUREAU} | APART:
        return Habit.DILIGENT
    return ROUND[turn % len(ROUND)]


def _subjects(
    plans: Sequence[Plan], ground: Ground, orgs: dict[str, Org], callings: Iterator[str], random: Random
) -> Iterator[NewSubject]:
    """Dealt out over the grids, and over the villages that have none."""
    ordered = [org for _, org in sorted(orgs.items())]
    villages = {org.number: org for org in ordered if org.level == "village"}
    divided = {org.parent for org in ordered if org.level == "grid"}
    grids = [org for org in ordered if org.level == "grid" or (org.level == "village" and org.number not in divided)]
    for plan, kind, count in _kinds(plans, ground):
        called = names.subjects(kind.name, plan.demo.names.get(kind.id, []), random)
        for number, name in enumerate(islice(called, count)):
            grid = grids[(number + len(kind.id)) % len(grids)]
            village = villages[grid.parent or 0].name if grid.level == "grid" else grid.name
            yield _subject(plan, kind, name, (grid, village), next(callings), random)


def _kinds(plans: Sequence[Plan], ground: Ground) -> Iterator[tuple[Plan, SubjectKind, int]]:
    """Each kind once: as many as the plan that has most of it counts, with the fields that any of them asks for."""
    found: dict[str, tuple[Plan, SubjectKind, int]] = {}
    for plan in plans:
        for kind, count in _counts(plan, ground):
            first, known, most = found.get(kind.id, (plan, kind, 0))
            more = [one for one in kind.fields if one.id not in {field.id for field in known.fields}]
            merged = known.model_copy(update={"fields": [*known.fields, *more]}) if more else known
            found[kind.id] = first, merged, max(most, count)
    yield from found.values()


def _counts(plan: Plan, ground: Ground) -> Iterator[tuple[SubjectKind, int]]:
    """How many of each kind: as registered, the others by their shares."""
    shared = {kind.id: count for kind, count in _shares(plan, ground.others)} if ground.others else {}
    for kind in plan.subject_kinds:
        count = ground.subjects.get(kind.id, shared.get(kind.id, 0))
        if count:
            yield kind, count


def _shares(plan: Plan, total: int) -> Iterable[tuple[SubjectKind, int]]:
    """How many of each kind. A kind with many examples is a common one, and common ones are far more than the rest."""
    weights = [(kind, max(2, len(plan.demo.names.get(kind.id, ()))) ** 2) for kind in plan.subject_kinds]
    whole = sum(weight for _, weight in weights)
    return [(kind, max(1, round(total * weight / whole))) for kind, weight in weights]


def _subject(
    plan: Plan, kind: SubjectKind, name: str, place: tuple[Org, str], person: str, random: Random
) -> NewSubject:
    """`place`: the grid or village, and what the village is called."""
    grid, village = place
    values: dict[str, Any] = {
        "name": name,
        "address": names.address(village, random),
        "contact": person,
        "phone": names.phone(random),
    }
    own = {}
    for one in kind.fields:
        column = column_of(kind, one.id)
        if column.startswith("fields."):
            own[one.id] = _value(plan, one, random)
    return NewSubject(
        kind=kind.id,
        org=grid.number,
        lat=round((grid.lat or CENTRE[0]) + random.uniform(-0.0016, 0.0016), 6),
        lng=round((grid.lng or CENTRE[1]) + random.uniform(-0.0018, 0.0018), 6),
        fields={key: value for key, value in own.items() if value is not None},
        **values,
    )


def _value(plan: Plan, asked: SubjectField, random: Random) -> Any:
    if asked.choices:
        return random.choices(asked.choices, [len(asked.choices) - n for n in range(len(asked.choices))])[0]
    if asked.type == "date":
        start = plan.start
        return (start + timedelta(days=random.randint(60, 1400))).isoformat() if start else None
    if asked.type == "bool":
        return random.random() < 0.4
    if asked.type == "number":
        return random.randint(2, 60)
    return _words(asked, random)


def _words(asked: SubjectField, random: Random) -> str | None:
    if "代码" in asked.label:
        return "91530199" + "".join(random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(10))
    if "许可证" in asked.label:
        return f"青燃{random.randint(1, 999):03}号"
    if any(word in asked.label for word in ("企业", "单位")):
        return random.choice(["青禾燃气公司", "东篱能源公司", "麦香建设公司", "南圃工程公司"])
    return None
