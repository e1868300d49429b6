"""The same hazard at the same subject, found again after it had been struck off, is recognised as a relapse."""

from __future__ import annotations

from uuid import UUID

import pytest

from taizhang.cases.models import Case
from taizhang.inspections.operations import record
from taizhang.journal.rebuild import rebuild
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST_GRID, PLAN, STREET, Scene, build_scene, on, photo
from tests.tables import tables


def struck(scene: Scene, clock: Clock, about: UUID) -> UUID:
    """The whole loop of a case, each step by another person."""
    handler = scene.org(FIRST_GRID).number
    scene.person("clerk").take(about, "assigned", handler=handler)
    scene.person("grid_worker").take(about, "rectified", photos=[photo()], reason="已更换")
    scene.person("second_grid_worker").take(about, "rechecked")
    scene.person("clerk").take(about, "accepted")
    scene.person("office").take(about, "struck")
    assert scene.state(about).state == "struck"
    return about


@pytest.mark.mission("C40")
def test_a_hazard_that_comes_back_is_told_with_its_earlier_case(scene: Scene, clock: Clock) -> None:
    first = struck(scene, clock, scene.found("hose", on(5, 12)))
    clock.to(5, 20)
    again = scene.found("hose", on(5, 20), title="软管又老化")
    page = scene.person("clerk").case(again)
    assert "反复发案" in page and f"{scene.state(first).number}曾于2026年5月13日销号" in page
    office = scene.person("office")
    listed = office.look("/ledger/?relapsed=1")
    assert "软管又老化" in listed and scene.state(first).number not in listed
    board = office.look(f"/board/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "反复发案" in board
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C40")
def test_what_is_no_relapse(scene: Scene, clock: Clock) -> None:
    still_open = scene.found("leak", on(5, 12))
    first = struck(scene, clock, scene.found("hose", on(5, 12)))
    clock.to(5, 20)
    others = [
        scene.found("leak", on(5, 20)),  # the earlier one was never put right
        scene.found("papers", on(5, 20)),  # another kind of problem
        scene.found("hose", on(5, 20), shop="稻香饭庄"),  # at another subject
        scene.found("hose", on(5, 12)),  # seen before the first was struck off, and told late
    ]
    assert not Case.objects.filter(pk__in=[first, still_open, *others], relapsed=True).exists()


CHECKLIST = """
| survey |
| | type | name | label | category |
| | select_one result | hose | 软管完好 | hose |

| choices |
| | list_name | name | label |
| | result | pass | 合格 |
| | result | fail | 不合格 |

| settings |
| | form_title | form_id | version |
| | 用气检查 | gas | 1 |
"""
INSPECTED = {
    **PLAN,
    "checklists": {"gas": CHECKLIST},
    "subject_kinds": [{**PLAN["subject_kinds"][0], "checklist": "gas"}],
}


@pytest.mark.mission("C40")
@pytest.mark.django_db
def test_a_failed_item_of_an_inspection_is_recognised_too(clock: Clock) -> None:
    scene = build_scene(build_cast(BEGIN), INSPECTED)
    first = struck(scene, clock, scene.found("hose", on(5, 12)))
    record(
        by=scene.cast.grid_worker, at=clock.to(5, 20), campaign=scene.campaign, subject=scene.subjects["阿婆面馆"],
        body={"checklist": "gas", "answers": {"hose": "fail"}},
    )  # fmt: skip
    assert Case.objects.get(filed_at=on(5, 20)).relapse_of == first
