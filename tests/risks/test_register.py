"""The risk register in four colours, filled by an operator, looked at by the office, urged by the inspector."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.journal.rebuild import rebuild
from taizhang.risks.models import Risk
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, Person, Scene, build_scene, in_words
from tests.tables import tables

__all__ = ["clock"]

TANK = {"name": "气瓶间", "likelihood": "4", "consequence": "5", "measures": "加装报警器，每日巡查", "person": "秦阿婆"}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN))


def register(who: Person, scene: Scene, shop: str, **given: Any) -> str:
    page = f"/risks/subject/{scene.subjects[shop].pk}/"
    return in_words(who.client.post(page, {**who.form(page), **given}, follow=True))


@pytest.mark.mission("G3")
def test_a_subject_grades_its_hazards_and_holds_them_down_until_they_are_gone(scene: Scene, clock: Clock) -> None:
    owner, office = scene.person("owner"), scene.person("office")
    assert "红（重大）" in register(owner, scene, "阿婆面馆", **TANK)
    risk = Risk.objects.get()
    assert (risk.score, risk.colour) == (20, "red")
    listed = office.look("/risks/")
    assert "20 分以上为红（重大）" in listed and "尚未核实" in listed
    assert "气瓶间" in listed and "阿婆面馆" in listed and "4×5＝20" in listed and "秦阿婆" in listed
    assert "气瓶间" not in office.look("/risks/?colour=blue")
    assert "气瓶间" in office.look(f"/register/{risk.subject}/")

    clock.to(5, 20)
    page = f"/risks/{risk.pk}/"
    lower = {**owner.form(page), **TANK, "likelihood": "2", "measures": "改用管道天然气"}
    shown = in_words(owner.client.post(page, lower, follow=True))
    assert "黄（一般）" in shown and "2×5＝10" in shown
    assert "可能性4×后果5，红（重大）" in shown, "the first assessment stays readable"
    assert Risk.objects.get().assessments == 2

    gone = {"entry": "", "reason": "气瓶间已拆除"}
    assert "已消除" in in_words(office.client.post(f"{page}end", gone, follow=True))
    assert "气瓶间" not in office.look("/risks/")
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("G3")
@pytest.mark.parametrize(
    ("grades", "colour"), [((5, 5), "red"), ((4, 5), "red"), ((3, 5), "orange"), ((3, 3), "yellow"), ((2, 4), "blue")]
)
def test_likelihood_times_consequence_gives_the_colour(
    scene: Scene, clock: Clock, grades: tuple[int, int], colour: str
) -> None:
    register(scene.person("owner"), scene, "阿婆面馆", **{**TANK, "likelihood": grades[0], "consequence": grades[1]})
    assert Risk.objects.get().colour == colour


@pytest.mark.mission("G3", "C9")
def test_nobody_sees_or_grades_what_is_not_theirs(scene: Scene, clock: Clock) -> None:
    register(scene.person("owner"), scene, "阿婆面馆", **TANK)
    risk = Risk.objects.get()
    other = scene.person("other_owner")
    assert "气瓶间" not in other.look("/risks/")
    assert other.client.get(f"/risks/{risk.pk}/").status_code == 404
    assert scene.person("other_grid_worker").client.get(f"/risks/{risk.pk}/").status_code == 404
    assert scene.person("supervisor").client.get(f"/risks/{risk.pk}/").status_code == 200
    leader = scene.person("leader")
    assert "重新评估" not in leader.look(f"/risks/{risk.pk}/"), "a leader looks, others assess"
    assert leader.client.post(f"/risks/{risk.pk}/", {**TANK, "likelihood": "1"}).status_code == 403
    assert Risk.objects.get().score == 20


@pytest.mark.mission("G3")
@pytest.mark.parametrize(("field", "said"), [("measures", "请填写管控措施"), ("person", "请填写责任人")])
def test_a_hazard_without_measures_or_person_is_refused(scene: Scene, clock: Clock, field: str, said: str) -> None:
    assert said in register(scene.person("owner"), scene, "阿婆面馆", **{**TANK, field: " "})
    assert "请选择可能性" in register(scene.person("owner"), scene, "阿婆面馆", **{**TANK, "likelihood": "9"})
    assert not Risk.objects.exists()
