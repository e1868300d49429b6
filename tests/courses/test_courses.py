"""A course: read, sit the exam, hold the certificate until it ends; who lacks it is known by name (C63)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from taizhang.courses.models import Sitting
from taizhang.journal.rebuild import rebuild
from taizhang.licences.models import Licence
from tests.licences.conftest import clock, scene
from tests.loop.conftest import Clock
from tests.loop.scene import Person, Scene, fresh, in_words
from tests.tables import tables

__all__ = ["clock", "scene"]

COURSE = "/courses/inspector-course/"
RIGHT = ["坚决取缔", "上门帮扶办证", "八项", "健康证明", "两人"]


def sat(who: Person, answers: list[str], entry: str = "") -> str:
    form: dict[str, Any] = {f"q{number}": answer for number, answer in enumerate(answers, 1)}
    form |= {"entry": entry or fresh(), "back": COURSE}
    return in_words(who.client.post(COURSE, form, follow=True))


@pytest.mark.mission("C63")
def test_who_passes_holds_a_certificate_for_a_year_and_who_lacks_one_is_named(scene: Scene, clock: Clock) -> None:
    officer, office = scene.person("enforcement"), scene.person("office")
    page = officer.look(COURSE)
    assert "5 题，答对 4 题合格" in page and "先看生产加工目录" in page
    assert "雷小川" in office.look("/licences/missing/?kind=inspector")
    said = sat(officer, ["限期办证", "不用管", *RIGHT[2:]])
    assert "没有合格：第1、2题答错" in said and not Licence.objects.exists()
    assert "考试合格，第1题答错" in sat(officer, ["限期办证", *RIGHT[1:]])
    row = Licence.objects.get()
    assert (row.person, row.standing, row.valid_until) == ("雷小川", "held", date(2027, 5, 13))
    assert "有效期至 2027-05-13" in officer.look("/courses/")
    missing = office.look("/licences/missing/?kind=inspector")
    assert "雷小川" not in missing and "吴秋实" in missing
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C63")
def test_an_exam_counts_once_however_often_it_is_sent_and_only_whole(scene: Scene, clock: Clock) -> None:
    officer, entry = scene.person("enforcement"), fresh()
    assert "第3题还没有选" in sat(officer, [*RIGHT[:2], "", *RIGHT[3:]])
    for _ in range(2):
        assert "全部答对" in sat(officer, RIGHT, entry)
    assert (Sitting.objects.count(), Licence.objects.count()) == (1, 1)


@pytest.mark.mission("C63")
def test_a_post_that_need_not_hold_it_cannot_sit_and_sees_no_results(scene: Scene, clock: Clock) -> None:
    sat(scene.person("enforcement"), RIGHT)
    village = scene.person("village")
    assert "本岗位不用参加" in village.look(COURSE) and "雷小川" not in village.look(COURSE)
    assert village.client.post(COURSE, {f"q{n}": a for n, a in enumerate(RIGHT, 1)}).status_code == 403
    assert "雷小川" in scene.person("office").look(COURSE)
