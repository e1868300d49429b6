"""A village of a usual size, for measuring what each pack asks of it: three grids and thirty subjects, as many of each
kind."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from taizhang.core.burden import Meter, carriers
from taizhang.core.calendar import CHINA
from taizhang.core.duties import Place, RegisterItem, expand
from taizhang.core.plan import Plan, SubjectField

VILLAGE = 4
PLACES = [Place(3 + n, "area", "grid", f"1/3/{VILLAGE}/{3 + n}/", f"第{n}网格", VILLAGE) for n in (2, 3, 4)]
SUBJECTS = 30
HOLDER = Place(2, "bureau", "county", "1/2/", "各单位", 1)


def metered(plan: Plan) -> Meter:
    """What the plan asks of the village from its first to its last day."""
    assert plan.start and plan.end
    first, last = plan.start, plan.end
    top = plan.level or "township"
    above = [Place(1, "area", top, "1/", "青禾", None), HOLDER]
    if top != "township":
        above.append(Place(3, "area", "township", "1/3/", "苇岸镇", 1))
    village = Place(VILLAGE, "area", "village", f"1/3/{VILLAGE}/", "柳滩村", above[-1].id if len(above) == 3 else 1)
    places = [*above, village, *PLACES]
    starts = datetime.combine(first, time(8), CHINA)
    register = _register(plan, starts - timedelta(days=9))
    kinds = {item.id: item.kind for item in register}
    units = {unit.id: HOLDER.id for unit in plan.units}
    meter = Meter(plan, carriers(places))
    for duty in expand(
        plan, UUID(int=1), places, register, starts, datetime.combine(last, time.max, CHINA), units=units
    ):
        opens, due = (moment.astimezone(CHINA).date() for moment in (duty.opens_at, duty.due_at))
        if opens <= last:
            kind = kinds[duty.subject] if duty.subject else None
            meter.take(duty.rule, kind, (duty.bearer, duty.role), opens, min(due, last))
    return meter


def _register(plan: Plan, at: datetime) -> list[RegisterItem]:
    each = SUBJECTS // max(1, len(plan.subject_kinds))
    register = []
    for number, kind in enumerate(plan.subject_kinds, 1):
        for n in range(each):
            fields = {one.id: _value(one, n, at.date()) for one in kind.fields}
            register.append(RegisterItem(UUID(int=1000 * number + n), kind.id, PLACES[n % 3].id, fields, at))
    return register


def _value(field: SubjectField, n: int, day: date) -> Any:
    values = {"bool": n % 2 == 0, "number": n + 1, "date": (day + timedelta(days=90)).isoformat()}
    return field.choices[n % len(field.choices)] if field.choices else values.get(field.type, f"{field.label}{n}")
