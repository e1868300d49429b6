"""Simulated people use what a plan asks for beside visits and reports, and no promise breaks over it."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.core.calendar import end_of_day
from taizhang.core.plan import Plan
from taizhang.journal.models import StoredEntry
from taizhang.rehearsal.invariants import all_held
from taizhang.rehearsal.living import lived
from taizhang.rehearsal.town import invented

from .small_plan import SMALL

MORE: dict[str, Any] = {
    "basis": [{"title": "安全生产法"}],
    "subject_kinds": [
        *SMALL.to_dict()["subject_kinds"],
        {"id": "workshop", "name": "食品小作坊", "fields": [{"id": "name", "label": "名称"}]},
    ],
    "licences": [
        {"id": "production", "name": "生产许可证", "kind": "workshop", "category": "no-alarm"},
        {"id": "trained", "name": "安全培训合格证", "holder": "post", "roles": ["grid-worker"]},
    ],
    "courses": [
        {
            "id": "safety",
            "title": "上岗考试",
            "certificate": "trained",
            "questions": [{"ask": "先做什么？", "choices": ["关阀", "开灯"], "right": "关阀"}],
        }
    ],
    "books": [
        {
            "id": "waste",
            "title": "转运登记",
            "by": {"level": "village"},
            "fields": [{"id": "tons", "label": "转运量", "type": "number"}],
        }
    ],
}


@pytest.mark.mission("C81", "C3")
@pytest.mark.django_db
def test_people_pursue_name_examine_and_write_and_every_promise_holds() -> None:
    plan = Plan.from_dict(SMALL.to_dict() | MORE)
    ground = invented([plan], villages=2, subjects=10)
    with lived({"broad": plan}, ground=ground, seed=5) as found:
        kinds = set(StoredEntry.objects.values_list("kind", flat=True))
        assert {"enforcement.opened", "enforcement.filed"} <= kinds
        assert {"exposure.proposed"} <= kinds
        assert {"supply.declared", "sitting.taken", "book.written"} <= kinds
        assert [
            one.detail for one in all_held(found.life, found.witness, end_of_day(found.last)) if not one.holds
        ] == []
