"""Territory, line of work, the unit itself: who answers for what, by name; and the two duties of one post."""

from __future__ import annotations

import pytest

from taizhang.orgs.models import Post
from taizhang.orgs.operations import end_post
from taizhang.subjects.models import Subject
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, PLAN, STREET, Scene, build_scene, on

WITH_LINES = {
    **PLAN,
    "subject_kinds": [{**PLAN["subject_kinds"][0], "line": "fire"}],
    "units": [
        {"id": "safety", "name": "街道应急办", "kind": "lead", "duty": "日常协调和调度"},
        {"id": "fire", "name": "消防救援站", "duty": "消防安全检查"},
        {"id": "market", "name": "市场监管所", "duty": "燃气具销售检查"},
    ],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    scene = build_scene(build_cast(BEGIN), WITH_LINES)
    Subject.objects.filter(name="阿婆面馆").update(contact="秦阿婆")
    return scene


@pytest.mark.mission("G7", "X17")
def test_a_subject_shows_all_three_who_answer_for_it(scene: Scene) -> None:
    page = scene.person("office").look(f"/register/{scene.subjects['阿婆面馆'].pk}/")
    grid = "柳荫第一网格周麦生（网格员）、吴秋实（网格员）"
    for words in ("柳荫社区江小禾（社区（村）经办人）", grid, "青禾消防救援站雷小川"):
        assert words in page.replace(" ", ""), words
    assert "消防安全检查" in page and "秦＊＊" in page and "秦阿婆" not in page  # a personal value stays masked


@pytest.mark.mission("G7")
def test_a_case_names_them_too(scene: Scene) -> None:
    about = scene.found("hose", on(5, 12))
    page = scene.person("clerk").case(about)
    assert "三方责任" in page and "周麦生（网格员）" in page


@pytest.mark.mission("G7", "X5")
def test_every_gap_is_said_where_it_is(scene: Scene, clock: Clock) -> None:
    for post in Post.objects.filter(org=scene.org(FIRST).number, role="clerk"):
        end_post(post, by="user:0", at=clock.now)
    page = scene.person("office").look(f"/responsibility/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "柳荫社区没有责任人" in page and "稻香社区田大川（社区（村）经办人）" in page
    assert "市场监管所没有对应组织" in page and "消防救援站雷小川" in page
    assert "用气餐饮场所4 家，3 家没有登记负责人" in page


@pytest.mark.mission("G7")
def test_one_post_has_two_duties_and_what_is_late_shows(scene: Scene, clock: Clock) -> None:
    tick(now=on(6, 2))
    below = scene.person("clerk").look(f"/responsibility/{scene.campaign.pk}/{scene.org(FIRST).number}")
    assert "江小禾 整治：组织燃气安全培训 1 项（逾期 1）" in below
    street = scene.person("office").look(f"/responsibility/{scene.campaign.pk}/{scene.org(STREET).number}")
    assert "本职：消防安全检查" in street and "本职：日常协调和调度" in street


@pytest.mark.mission("G7", "C9")
def test_a_place_is_shown_to_those_who_cover_it(scene: Scene) -> None:
    street = f"/responsibility/{scene.campaign.pk}/{scene.org(STREET).number}"
    assert scene.person("clerk").client.get(street).status_code == 404
    assert scene.person("owner").client.get(street).status_code == 404
    grid = f"/responsibility/{scene.campaign.pk}/{scene.org(FIRST_GRID).number}"
    assert "周麦生" in scene.person("grid_worker").look(grid)
