"""An invented street for a plan: its tree, its posts and the people in them, its register; through the operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice, product
from math import cos, pi, sin
from random import Random
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.operations import NewAccount, open_accounts
from taizhang.core.plan import Bearer, Plan, SubjectField, SubjectKind
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
    units: dict[str, int]
    residents: list[Resident] = field(default_factory=list)
    subjects: dict[UUID, Subject] = field(default_factory=dict)
    orgs: dict[int, Org] = field(default_factory=dict)

    def of_role(self, *roles: Role) -> list[Resident]:
        return [one for one in self.residents if one.role in roles]

    @property
    def office(self) -> Resident:
        return self.of_role(Role.OFFICE)[0]


@dataclass(frozen=True, slots=True)
class _Seat:
    """A post to be filled: the account's name, and the role at one or several orgs."""

    username: str
    role: Role
    codes: tuple[str, ...]
    subject: UUID | None = None


def invented(plan: Plan, *, villages: int, subjects: int) -> Ground:
    """A street of so many communities, each with so many subjects and somebody in every post; or a county of streets,
    where the plan is one of a county."""
    named = names.villages(villages, plan.demo.villages)
    if plan.level in ABOVE_TOWNSHIPS:
        towns = names.townships(-(-villages // TOGETHER), plan.demo.township)
        made = [Village(name=name, township=towns[number // TOGETHER]) for number, name in enumerate(named)]
        return Ground(street=ABOVE_TOWNSHIPS[plan.level], villages=tuple(made), others=villages * subjects)
    street = plan.demo.township or "青禾街道"
    return Ground(street=street, villages=tuple(Village(name=name) for name in named), others=villages * subjects)


def build(plan: Plan, ground: Ground, seed: str, *, at: datetime, password: str | None = None) -> Town:
    """Build the street at a moment before the campaign; nobody can sign in without a `password`."""
    random = Random(f"{seed} town")  # noqa: S311 - repeatable on purpose
    set_orgs(list(_orgs(plan, ground)), by="user:0", at=at)
    orgs = {org.code: org for org in Org.objects.filter(code__startswith=CODE)}
    units = {unit.id: orgs[f"{CODE}-{number:02}"].number for number, unit in enumerate(plan.units, 1)}
    town = Town(orgs[CODE], units, orgs={org.number: org for org in orgs.values()})
    callings = names.people(random)
    seats = list(_seats(plan, ground))
    _fill(town, seats, orgs, callings, at, password)
    subjects = list(_subjects(plan, ground, orgs, callings, random))
    add_subjects(subjects, by=town.office.actor, at=at, source="")
    town.subjects = {row.pk: row for row in Subject.objects.filter(path__under=town.root.path).order_by("pk")}
    _fill(town, list(_owners(subjects, town)), orgs, iter([row.contact for row in subjects]), at, password)
    return town


def _orgs(plan: Plan, ground: Ground) -> Iterator[NewOrg]:
    street = ground.street
    level = plan.level or "township"
    yield NewOrg(CODE, Org.AREA, level, street, "", *CENTRE)
    for number, unit in enumerate(plan.units, 1):
        yield NewOrg(f"{CODE}-{number:02}", "bureau", level, _unit_name(street, unit.name), CODE)
    townships = _townships(ground)
    for name, code in townships.items():
        yield NewOrg(code, Org.AREA, "township", name, CODE, *CENTRE)
    for code, (above, name) in _stations(plan, ground).items():
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


def _stations(plan: Plan, ground: Ground) -> dict[str, tuple[str, str]]:
    """{code: (the code above, name)}: one station in each township, where the plan asks anything of stations."""
    if not _station_roles(plan):
        return {}
    served = {code: name for name, code in _townships(ground).items()} or {CODE: ground.street}
    return {f"{code}-S": (code, f"{name}监管所") for code, name in served.items()}


def _station_roles(plan: Plan) -> list[Role]:
    return list(dict.fromkeys(bearer.office for bearer in _asked(plan) if bearer.kind == "station"))


def _ordinal(number: int) -> str:
    return ORDINALS[number] if number < len(ORDINALS) else str(number + 1)


def _unit_name(street: str, name: str) -> str:
    return name if name.startswith(street) else street + name.removeprefix("街道")


def _seats(plan: Plan, ground: Ground) -> Iterator[_Seat]:
    """One person in each office; the units are staffed with whatever role the rules ask of them, villages and grids
    with as many as there are."""
    bureaus = {unit.id: f"{CODE}-{number:02}" for number, unit in enumerate(plan.units, 1)}
    asked: dict[Role, list[str]] = {}
    for unit, role in _bearers(plan):
        if unit in bureaus and bureaus[unit] not in asked.setdefault(role, []):
            asked[role].append(bureaus[unit])
    for username, role in (
        ("office", Role.OFFICE), ("leader", Role.LEADER), ("supervisor", Role.SUPERVISOR),
        ("admin", Role.SYSTEM_ADMIN), ("guard", Role.SECURITY_ADMIN), ("auditor", Role.AUDITOR),
    ):  # fmt: skip
        yield _Seat(username, role, (CODE, *asked.get(role, ())))
    for number, (role, code) in enumerate(_between(plan, ground), 1):
        yield _Seat(f"township{number}", role, (code,))
    for number, (role, code) in enumerate(product(_station_roles(plan), _stations(plan, ground)), 1):
        yield _Seat(f"station{number}", role, (code,))
    for number, code in enumerate(bureaus.values(), 1):
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


def _between(plan: Plan, ground: Ground) -> Iterator[tuple[Role, str]]:
    """In each township one person for each role that the plan asks for there; the clerk in any case."""
    roles = dict.fromkeys([Role.CLERK, *(bearer.office for bearer in _asked(plan) if bearer.level == "township")])
    for code in _townships(ground).values():
        yield from ((role, code) for role in roles)


def _bearers(plan: Plan) -> Iterator[tuple[str, Role]]:
    yield from ((bearer.unit, bearer.office) for bearer in _asked(plan) if bearer.unit)


def _asked(plan: Plan) -> Iterator[Bearer]:
    """Everybody whom duties and reports name."""
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
    plan: Plan, ground: Ground, orgs: dict[str, Org], callings: Iterator[str], random: Random
) -> Iterator[NewSubject]:
    """Dealt out over the grids, and over the villages that have none."""
    ordered = [org for _, org in sorted(orgs.items())]
    villages = {org.number: org for org in ordered if org.level == "village"}
    divided = {org.parent for org in ordered if org.level == "grid"}
    grids = [org for org in ordered if org.level == "grid" or (org.level == "village" and org.number not in divided)]
    for kind, count in _counts(plan, ground):
        called = names.subjects(kind.name, plan.demo.names.get(kind.id, []), random)
        for number, name in enumerate(islice(called, count)):
            grid = grids[(number + len(kind.id)) % len(grids)]
            village = villages[grid.parent or 0].name if grid.level == "grid" else grid.name
            yield _subject(plan, kind, name, (grid, village), next(callings), random)


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
