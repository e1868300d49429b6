"""A workshop is named as a typical case only on the food safety law, by a leader's decision, and for a time."""

from __future__ import annotations

import pytest

from taizhang.exposures.models import Exposure
from tests.licences.conftest import clock, scene
from tests.loop.conftest import Clock
from tests.loop.scene import Scene, fresh, in_words

__all__ = ["clock", "scene"]

FACTS = "夜间生产目录禁止的白酒，责令停止后仍不停"


def ask(scene: Scene, law: str) -> str:
    form = {
        "subject": scene.subjects["老井酒坊"].pk, "law": law, "clause": "第一百二十七条", "board": "镇政务公开栏",
        "until": "2026-06-12", "facts": FACTS, "entry": fresh(),
    }  # fmt: skip
    return in_words(scene.person("station").client.post("/exposures/propose", form, follow=True))


@pytest.mark.mission("W6")
def test_a_typical_case_is_published_once_a_leader_approves_the_ground(scene: Scene, clock: Clock) -> None:
    ask(scene, "省食品生产加工小作坊小餐饮和食品摊贩管理条例")
    assert not Exposure.objects.exists(), "a ground that nobody has verified is none"
    ask(scene, "中华人民共和国食品安全法")
    row = Exposure.objects.get()
    other = scene.person("village")
    assert FACTS not in other.look("/exposures/")
    form = {"decision": "approve", "entry": fresh()}
    assert scene.person("station").client.post(f"/exposures/{row.pk}/decide", form).status_code == 403
    scene.person("leader").client.post(f"/exposures/{row.pk}/decide", form)
    assert FACTS in other.look("/exposures/")
    clock.to(6, 13)
    assert FACTS not in other.look("/exposures/"), "its time is over"
