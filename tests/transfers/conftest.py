"""A campaign about land on the cast's street: two parcels, an operator, people who use its pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.plan import load_plan, shift
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

PACK = Path(__file__).parents[2] / "packs" / "abandoned-farmland"
FIRST, SECOND, STREET = "530199001001-01", "530199001002-01", "530199001"
IDLE: dict[str, Any] = {"paper_mu": 6, "use_found": "撂荒", "land_class": "一般耕地", "cultivator": "无人耕种"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


@pytest.fixture
def campaign(cast: Cast, at: datetime) -> Campaign:
    began = at - timedelta(days=40)
    said: list[tuple[str, str, str, dict[str, Any]]] = [
        ("parcel", "东塬一号地", FIRST, IDLE),
        ("parcel", "东塬二号地", FIRST, {**IDLE, "paper_mu": 4.5}),
        ("parcel", "石坪台地", SECOND, IDLE),
        ("operator", "塬上农机合作社", SECOND, {"operator_form": "农民合作社"}),
    ]
    new = [
        NewSubject(kind=kind, name=name, org=cast.orgs[grid].number, contact="苏明川", fields=fields)
        for kind, name, grid, fields in said
    ]
    add_subjects(new, by=cast.office, at=began - timedelta(days=1))
    plan = shift(load_plan(PACK), began.date())
    about: UUID = start(by=cast.office, at=began, plan=plan, root=cast.orgs[STREET], units={})
    return Campaign.objects.get(pk=about)


@pytest.fixture
def land(campaign: Campaign) -> dict[str, Subject]:
    """Everything in the register by name."""
    return {row.name: row for row in Subject.objects.all()}
