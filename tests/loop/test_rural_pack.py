"""The rural environment as its pack has it: groups walked, households reached, the contractor accepted on paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.cases.models import Case
from taizhang.core.plan import load_plan, shift
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.duties.operations import fulfil
from taizhang.inspections.operations import record
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, SAFETY, STREET, Scene, photo

PACK = Path(__file__).parents[2] / "packs" / "rural-environment"


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    cast = build_cast(BEGIN)
    first, grid = cast.orgs[FIRST].number, cast.orgs[FIRST_GRID].number
    subjects = [
        NewSubject(kind="villager-group", name="柳荫一组", org=first),
        NewSubject(kind="villager-group", name="柳荫二组", org=first),
        NewSubject(kind="household", name="柳荫1号", org=grid),
        NewSubject(kind="household", name="柳荫2号", org=grid),
    ]
    add_subjects(subjects, by=cast.office, at=BEGIN)
    plan = shift(load_plan(PACK), date(2026, 4, 13))
    units = {unit.id: cast.orgs[SAFETY].number for unit in plan.units}
    about = start(by=cast.office, at=BEGIN, plan=plan, root=cast.orgs[STREET], units=units)
    return Scene(cast, Campaign.objects.get(pk=about), {row.name: row for row in Subject.objects.all()})


@pytest.mark.mission("E7", "E8")
def test_a_walked_group_leaves_a_list_that_is_struck_off_and_the_unwalked_is_named(scene: Scene, clock: Clock) -> None:
    clock.to(4, 22)
    body = {
        "checklist": "group-walk", "participants": "陆怀民、江小禾",
        "answers": {"walked": "中心巷", "no_corner": "fail", "no_pile": "pass", "no_ditch": "pass"},
    }  # fmt: skip
    record(by=scene.cast.office, at=clock.now, campaign=scene.campaign, subject=scene.subjects["柳荫一组"], body=body)
    walked, waiting = Duty.objects.filter(rule="group-walk").order_by("state").values_list("state", "subject")
    assert {walked[0], waiting[0]} == {"met", "open"}
    case = Case.objects.get(category="corner")
    assert "柳荫一组" in scene.person("office").look("/ledger/")
    clerk, office = scene.person("clerk"), scene.person("office")
    clerk.take(case.pk, "assigned", handler=scene.org(FIRST_GRID).number)
    scene.person("grid_worker").take(case.pk, "rectified", photos=[photo()], reason="已清理")
    clerk.take(case.pk, "rechecked")
    office.take(case.pk, "accepted")
    scene.person("leader").take(case.pk, "struck")
    case.refresh_from_db()
    assert case.state == "struck"


@pytest.mark.mission("E6", "C65")
def test_households_that_signed_and_those_that_did_not_are_known_by_name(scene: Scene, clock: Clock) -> None:
    clock.to(4, 22)
    signed = Duty.objects.get(rule="three-letters", subject=scene.subjects["柳荫1号"].pk)
    with pytest.raises(Refused, match="proof-missing"):
        fulfil(by=scene.cast.clerk, at=clock.now, duty=signed.pk, body={})
    fulfil(by=scene.cast.clerk, at=clock.now, duty=signed.pk, body={"signature": {"sha256": "d" * 64}})
    page = scene.person("clerk").look(f"/letters/{scene.campaign.pk}/{scene.org(FIRST).number}")
    missing = page.partition("还没有签")[2]
    assert "柳荫2号" in missing and "柳荫1号" not in missing
    notices = Duty.objects.filter(rule="notice-receipt", state="open").values_list("subject", flat=True)
    assert set(notices) == {scene.subjects["柳荫1号"].pk, scene.subjects["柳荫2号"].pk}


@pytest.mark.mission("E9")
def test_the_contractors_work_is_accepted_only_with_the_signed_paper(scene: Scene, clock: Clock) -> None:
    clock.to(9, 10)
    tick(now=clock.now)
    duty = Duty.objects.filter(rule="accept-contractor").order_by("due_at").last()
    assert duty is not None
    with pytest.raises(Refused, match="proof-missing"):
        fulfil(by=scene.cast.bureau, at=clock.now, duty=duty.pk, body={})
