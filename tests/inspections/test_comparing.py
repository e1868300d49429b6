"""What businesses say of themselves beside what inspectors find there next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from taizhang.access.actor import actor_of_subject
from taizhang.duties.models import Duty
from taizhang.inspections.comparing import pairs_in, summary_of
from taizhang.inspections.operations import record
from taizhang.orgs.models import Org
from tests.cast import Cast
from tests.phone.scene import Scene, build_scene

GOOD = {"gas": "natural", "alarm": "pass", "hose": "pass"}


@pytest.fixture
def scene(cast: Cast, at: datetime) -> Scene:
    return build_scene(cast, at)


def check(cast: Cast, scene: Scene, at: datetime, shop: str, *, own: bool = False, **answers: Any) -> None:
    subject = scene.subjects[shop]
    org = Org.objects.get(number=subject.org)
    inspector = cast.grid_worker if cast.grid_worker.covers(subject.path) else cast.other_grid_worker
    by = actor_of_subject(subject.pk, shop, subject.path, org) if own else inspector
    body = {"checklist": "kitchen", "answers": {**GOOD, **answers}}
    record(by=by, at=at, campaign=scene.campaign, subject=subject, body=body)


@pytest.fixture
def compared(cast: Cast, scene: Scene, at: datetime) -> Scene:
    """One shop hid two faults, one has mended what it found, one agrees; one inspected itself only afterwards."""
    day = timedelta(days=1)
    check(cast, scene, at, "阿婆面馆", own=True)
    check(cast, scene, at + day, "阿婆面馆", alarm="fail", hose="fail")
    check(cast, scene, at + 2 * day, "阿婆面馆")  # mended since: only the first one after counts
    check(cast, scene, at, "湖边渔家", own=True, hose="fail")
    check(cast, scene, at + day, "湖边渔家")
    check(cast, scene, at, "稻香饭庄", own=True, alarm="fail")
    check(cast, scene, at + day, "稻香饭庄", alarm="fail", hose="na")
    check(cast, scene, at, "青禾小炒")
    check(cast, scene, at + day, "青禾小炒", own=True)
    return scene


@pytest.mark.mission("C46", "X7")
def test_what_both_judged_is_held_side_by_side(cast: Cast, compared: Scene) -> None:
    pairs = pairs_in(cast.office, compared.campaign)
    names = {about.pk: name for name, about in compared.subjects.items()}
    differing = {names[pair.own.subject]: [(one.label, one.missed) for one in pair.differing] for pair in pairs}
    assert differing == {
        "阿婆面馆": [("未装报警装置", True), ("软管不符合要求", True)],
        "湖边渔家": [("软管不符合要求", False)],
        "稻香饭庄": [],
    }
    told = summary_of(pairs)
    assert (told.subjects, told.judged, told.same) == (3, 5, 2)  # what does not apply is not judged
    assert (told.agreement, told.seen) == (40, 33)  # one fault of three had been seen by the subject itself


@pytest.mark.mission("C46")
def test_the_page_names_the_places_that_differ_and_nothing_follows_from_it(compared: Scene, browser: Any) -> None:
    before = list(Duty.objects.values_list("pk", "state"))
    page = browser("office").get("/inspections/compared").content.decode()
    assert "40%（2 项一致）" in page
    assert "自查合格，检查不合格" in page
    assert "不作为处罚依据" in page
    assert list(Duty.objects.values_list("pk", "state")) == before


@pytest.mark.mission("C9", "C46")
def test_each_post_compares_what_it_covers(cast: Cast, compared: Scene, browser: Any) -> None:
    assert len(pairs_in(cast.clerk, compared.campaign)) == 2
    assert len(pairs_in(cast.other_clerk, compared.campaign)) == 1
    assert "阿婆面馆" not in browser("other_clerk").get("/inspections/compared").content.decode()


def test_with_nothing_to_compare_no_rate_is_made_up(cast: Cast, scene: Scene, browser: Any) -> None:
    told = summary_of(pairs_in(cast.office, scene.campaign))
    assert (told.agreement, told.seen) == (None, None)
    assert "还没有可以对照的" in browser("office").get("/inspections/compared").content.decode()
